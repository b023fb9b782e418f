"""Stash's stamps: written in its zone, compared there as text."""

from datetime import datetime

import pytest

from stashplex.core.stamps import OVERLAP_SECONDS, is_since, stamp_since

MOMENT = datetime.fromisoformat("2026-03-10T12:00:00+00:00").timestamp()


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ("2026-03-10T13:30:00+02:00", "2026-03-10T12:00:00+02:00"),
        ("2026-03-10T05:30:00-05:00", "2026-03-10T05:00:00-05:00"),
        ("2026-03-10T11:30:00Z", "2026-03-10T10:00:00Z"),
        ("2026-03-10T11:30:00+00:00", "2026-03-10T10:00:00Z"),
        ("2026-03-10T17:00:00+05:30", "2026-03-10T15:30:00+05:30"),
        ("2026-03-10T11:30:00", "2026-03-10T10:00:00Z"),
    ],
)
def test_the_stamp_to_ask_for_is_in_the_zone_of_the_newest_and_two_hours_early(
    newest: str, expected: str
) -> None:
    assert stamp_since(newest, MOMENT) == expected
    assert OVERLAP_SECONDS == 7200


@pytest.mark.parametrize("newest", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_without_a_stamp_that_can_be_read_stash_is_asked_for_everything(newest: str) -> None:
    assert not stamp_since(newest, MOMENT)


def test_a_fraction_of_a_second_never_makes_the_stamp_later() -> None:
    assert stamp_since("2026-03-10T11:30:00Z", MOMENT + 0.9) == "2026-03-10T10:00:00Z"


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
    for newest in ("2026-03-10T11:30:00Z", "2026-03-10T11:30:00+14:00"):
        assert stamp_since(newest, -1e308).startswith("1970-01-0")
