"""Which stamps are news: the window, the same second, the zone, and the daily hour."""

import pytest

from stashplex.core.watching import (
    Seen,
    Stamped,
    Watched,
    Window,
    further,
    moment,
    moved_zone,
    newest_of,
    news,
    reaches_back,
    reconcile_is_due,
    window_start,
)

NEWEST = "2026-03-10T12:00:00+02:00"
EARLIER = "2026-03-10T11:00:00+02:00"
OLD = "2026-03-10T09:59:59+02:00"
NOW = 1_773_136_810.0
START = window_start(NEWEST)
WINDOW = Window(NEWEST, START)


def sighting(stamp: str, *, sure: bool = True, ago: float = 60.0) -> Seen:
    return Seen(stamp, NOW - ago, sure)


def test_the_window_begins_two_hours_before_the_oldest_of_both_ends() -> None:
    assert window_start(NEWEST) == moment("2026-03-10T10:00:00+02:00")
    assert window_start(NEWEST, EARLIER) == moment("2026-03-10T09:00:00+02:00")


def test_without_a_stamp_the_window_has_no_beginning() -> None:
    assert news([Stamped(1, "1999-01-01T00:00:00Z")], {}, Window("", window_start("", "")), NOW)


def test_what_was_never_seen_is_news() -> None:
    assert list(news([Stamped(1, NEWEST), Stamped(2, EARLIER)], {}, WINDOW, NOW)) == [1, 2]


def test_what_has_another_stamp_than_it_had_is_news() -> None:
    known = {1: sighting(EARLIER)}
    assert news([Stamped(1, NEWEST)], known, WINDOW, NOW)[1].stamp == NEWEST


def test_a_pair_that_was_seen_is_no_news() -> None:
    assert news([Stamped(1, EARLIER)], {1: sighting(EARLIER)}, WINDOW, NOW) == {}


def test_what_is_older_than_the_window_is_no_news() -> None:
    assert news([Stamped(1, OLD)], {}, WINDOW, NOW) == {}


def test_a_stamp_that_cannot_be_read_is_news_for_two_seconds() -> None:
    row = Stamped(1, "soon")
    found = news([row], {}, WINDOW, NOW)
    again = news([row], found, WINDOW, NOW + 3)
    assert list(again) == [1]
    assert news([row], again, WINDOW, NOW + 6) == {}


@pytest.mark.parametrize(("seconds", "sure"), [(0, False), (2, False), (3, True)])
def test_what_is_within_two_seconds_of_the_newest_may_change_under_the_same_stamp(
    seconds: int, sure: bool
) -> None:
    stamp = f"2026-03-10T11:59:{60 - seconds:02}+02:00" if seconds else NEWEST
    assert news([Stamped(1, stamp)], {}, WINDOW, NOW)[1].sure is sure


def test_what_is_not_sure_is_looked_at_once_more_when_two_seconds_have_passed() -> None:
    known = {1: sighting(NEWEST, sure=False, ago=1.0)}
    soon = news([Stamped(1, NEWEST)], known, WINDOW, NOW)
    assert not soon[1].sure
    later = news([Stamped(1, NEWEST)], soon, WINDOW, NOW + 1)
    assert later[1].sure
    assert news([Stamped(1, NEWEST)], later, WINDOW, NOW + 1) == {}


def test_a_clock_that_was_set_back_keeps_nothing_unsure_for_ever() -> None:
    known = {1: sighting(NEWEST, sure=False, ago=-3600.0)}
    assert news([Stamped(1, NEWEST)], known, WINDOW, NOW)[1].sure


def test_newest_is_by_time_and_not_by_text() -> None:
    winter, summer = "2026-10-25T02:10:00+01:00", "2026-10-25T02:50:00+02:00"
    assert newest_of([summer, winter], 2e9) == winter


def test_a_wrong_clock_of_the_future_is_not_the_newest() -> None:
    assert newest_of([NEWEST, "2099-01-01T00:00:00Z", "never"], NOW) == NEWEST
    assert newest_of(["2099-01-01T00:00:00Z"], NOW) == ""


@pytest.mark.parametrize(
    ("before", "shown", "expected"),
    [
        ("", NEWEST, NEWEST),
        (EARLIER, NEWEST, NEWEST),
        (NEWEST, EARLIER, NEWEST),
        (NEWEST, OLD, OLD),
        (NEWEST, "", ""),
    ],
)
def test_the_newest_goes_back_only_by_more_than_the_window(
    before: str, shown: str, expected: str
) -> None:
    assert further(before, [shown], 2e9) == expected


def test_a_page_reaches_back_once_it_holds_something_older_than_the_window() -> None:
    assert not reaches_back([Stamped(1, NEWEST), Stamped(2, "soon")], START)
    assert reaches_back([Stamped(1, NEWEST), Stamped(2, OLD)], START)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (NEWEST, "2026-03-10T13:00:00+02:00", False),
        (NEWEST, "2026-03-10T12:00:00+01:00", True),
        ("", NEWEST, False),
        (NEWEST, "", False),
        (NEWEST, "soon", False),
    ],
)
def test_the_zone_has_moved_when_the_newest_of_all_has_another_offset(
    before: str, after: str, moved: bool
) -> None:
    assert moved_zone(before, after) is moved


@pytest.mark.parametrize(
    ("watched", "due"),
    [
        (Watched(owed_at=NOW), True),
        (Watched(owed_at=NOW - 9, reconciled_at=NOW - 5), False),
        (Watched(owed_at=NOW - 3, reconciled_at=NOW - 5), True),
        (Watched(owed_at=0, reconciled_at=NOW - 20), True),
        (Watched(owed_at=0, reconciled_at=NOW + 20), True),
    ],
)
def test_everything_is_compared_when_it_is_owed_or_the_hour_has_struck_since(
    watched: Watched, due: bool
) -> None:
    assert reconcile_is_due(watched, NOW - 10, NOW) is due
