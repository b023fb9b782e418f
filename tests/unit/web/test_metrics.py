"""The figures as Prometheus reads them: names, types and labels."""

from prometheus_client.parser import text_string_to_metric_families
from tests.small_service import SmallMeasuring, ask, open_doors, served, small_service

from stashplex.core.service import Histogram, Measure
from stashplex.web.site import build_site

FIGURES = (
    Measure("stashplex_jobs", {"state": "waiting"}, 3.0),
    Measure("stashplex_outcomes_total", {"outcome": "done"}, 7.0),
    Measure("stashplex_jobs", {"state": "dead"}, 1.0),
    Measure("stashplex_dead_letters", {"error_type": 'odd"\n\\one'}, 1.0),
    Histogram("stashplex_sync_seconds", (0.1, 1.0), (2, 5, 6), 4.5),
)


def test_every_figure_is_read_back_as_it_was() -> None:
    site = build_site(small_service(measuring=SmallMeasuring(FIGURES)), open_doors())
    with served(site) as server:
        answer = ask(server, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    read = {one.name: one for one in text_string_to_metric_families(answer.body)}
    assert {name: one.type for name, one in read.items()} == {
        "stashplex_jobs": "gauge",
        "stashplex_outcomes": "counter",
        "stashplex_dead_letters": "gauge",
        "stashplex_sync_seconds": "histogram",
    }
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for one in read.values()
        for sample in one.samples
    }
    assert values == {
        ("stashplex_jobs", "waiting"): 3.0,
        ("stashplex_jobs", "dead"): 1.0,
        ("stashplex_outcomes_total", "done"): 7.0,
        ("stashplex_dead_letters", 'odd"\n\\one'): 1.0,
        ("stashplex_sync_seconds_bucket", "0.1"): 2.0,
        ("stashplex_sync_seconds_bucket", "1.0"): 5.0,
        ("stashplex_sync_seconds_bucket", "+Inf"): 6.0,
        ("stashplex_sync_seconds_count",): 6.0,
        ("stashplex_sync_seconds_sum",): 4.5,
    }


def test_a_service_without_figures_has_nothing_to_say() -> None:
    with served(build_site(small_service(), open_doors())) as server:
        assert ask(server, "/metrics").body == ""
