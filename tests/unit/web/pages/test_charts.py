"""The geometry of the charts."""

import pytest
from msgspec.structs import replace
from tests.told_service import HOURS, OUTAGE

from stashplex.core.answers import HourTold
from stashplex.web.pages.charts import bars, lanes, shares
from stashplex.web.pages.moments import epoch_of

HOUR = "2026-11-23T07:00:00Z"


def test_the_scale_ends_at_a_number_that_reads_well() -> None:
    tops = {count: bars([HourTold(HOUR, count, 0)]).top for count in (0, 1, 3, 7, 11, 480, 1001)}
    assert tops == {0: 1, 1: 1, 3: 5, 7: 10, 11: 20, 480: 500, 1001: 2000}


def test_what_failed_stands_on_what_was_changed() -> None:
    changed, failed = bars([HourTold(HOUR, 6, 2)]).boxes
    assert (changed.kind, changed.y, changed.height) == ("changed", 40.0, 60.0)
    assert (failed.kind, failed.y, failed.height) == ("failed", 20.0, 20.0)
    assert failed.told.endswith("6 changed, 2 failed")


def test_an_hour_without_work_has_no_bar_and_keeps_its_place() -> None:
    chart = bars(HOURS)
    assert next(box.x for box in chart.boxes if box.kind == "changed") > 1000 / 24
    assert len(chart.labels) == 4
    assert chart.failed == 1


def test_one_of_many_can_still_be_seen() -> None:
    many, one = shares({"in step": 100_000, "failed": 1, "waiting": 0})
    assert one.width > 5
    assert many.width + one.width == pytest.approx(1000, abs=0.1)
    assert shares({"in step": 0}) == ()


def test_an_outage_is_shown_where_it_was_and_only_as_far_as_it_is_seen() -> None:
    begin = epoch_of(OUTAGE.started_at)
    [whole] = lanes([OUTAGE], "Plex", begin - 600, begin + 600).boxes
    assert (whole.x, whole.width, whole.kind) == (500.0, 500.0, "now")
    ended = replace(OUTAGE, ended_at="2026-11-23T20:10:00Z")
    [part] = lanes([ended], "Plex", begin + 300, begin + 900).boxes
    assert (part.x, part.width, part.kind) == (0.0, 500.0, "outage")
    assert lanes([OUTAGE], "Stash", begin - 600, begin + 600).boxes == ()
    assert lanes([ended], "Plex", begin + 700, begin + 900).boxes == ()
