"""The paper of the metrics and the dashboard tell of every metric there is, and of no other."""

import json
import re
from itertools import combinations
from typing import Any

from tests.architecture.tree import ROOT, table_under, text_of

from stashplex.web.metrics import MEANINGS

DOCS = ROOT / "docs"
METRIC = re.compile(r"\bstashplex_[a-z_]+\b")


def panels() -> list[dict[str, Any]]:
    board = json.loads(text_of(DOCS / "grafana.json"))
    return list(board["panels"])


def test_the_paper_tells_of_every_metric() -> None:
    told = {row[0].strip("`"): row[2] for row in table_under(DOCS / "metrics.md", "## Metrics")}
    assert told.keys() == MEANINGS.keys()
    assert [name for name, words in MEANINGS.items() if words.rstrip(".") not in told[name]] == []


def test_the_dashboard_shows_every_metric_and_no_other() -> None:
    asked = METRIC.findall(" ".join(one["expr"] for panel in panels() for one in panel["targets"]))
    assert {name.removesuffix("_bucket") for name in asked} == MEANINGS.keys()


def test_the_panels_of_the_dashboard_stand_beside_each_other() -> None:
    assert len({panel["id"] for panel in panels()}) == len(panels())
    for one, other in combinations([panel["gridPos"] for panel in panels()], 2):
        assert (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels())
