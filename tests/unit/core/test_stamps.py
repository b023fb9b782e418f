"""Stash's stamps: written in its zone, compared there as text."""

from datetime import datetime, timedelta, timezone

import pytest

from stashplex.core.stamps import is_since, stamp_since

MOMENT = datetime.fromisoformat("2026-03-10T12:00:00+00:00").timestamp()


@pytest.mark.parametrize("hours", range(-12, 15))
def test_no_zone_writes_a_text_from_the_moment_on_that_is_not_asked_for(hours: int) -> None:
    written = datetime.fromtimestamp(MOMENT, timezone(timedelta(hours=hours)))
    assert written.isoformat(timespec="seconds") > stamp_since(MOMENT)
    assert written.isoformat(timespec="seconds") > stamp_since(MOMENT - 0.1)


def test_what_is_a_day_and_a_bit_older_is_not_asked_for() -> None:
    easternmost = datetime.fromtimestamp(MOMENT - 2, timezone(timedelta(hours=14)))
    older = (easternmost - timedelta(hours=26)).isoformat(timespec="seconds")
    assert older < stamp_since(MOMENT)


@pytest.mark.parametrize(
    ("stamp", "since"),
    [
        ("2026-03-10T12:00:00Z", True),
        ("2026-03-10T14:00:00+02:00", True),
        ("2026-03-10T13:59:59+02:00", False),
        ("2026-03-10T06:59:59-05:00", False),
        ("2026-03-10T07:00:00-05:00", True),
        ("2026-03-10T12:00:00.25Z", True),
    ],
)
def test_a_stamp_is_compared_as_a_moment_whatever_its_zone(stamp: str, *, since: bool) -> None:
    assert is_since(stamp, MOMENT) is since


@pytest.mark.parametrize("stamp", ["", "soon", "2026-13-45T99:00:00Z"])
def test_a_stamp_that_cannot_be_read_counts_as_newer(stamp: str) -> None:
    assert is_since(stamp, MOMENT)


def test_a_moment_before_any_calendar_is_as_good_as_the_first_day() -> None:
    assert stamp_since(-1e308).startswith("1970-01-0")
