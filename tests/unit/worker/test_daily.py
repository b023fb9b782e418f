"""The daily comparison: at its hour, a missed one once afterwards, never before the first look."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.targets import Targets
from stashplex.sync_queue.watching import WatchBook
from stashplex.worker.daily import Daily

ZONE = timezone(timedelta(hours=2))


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE).timestamp()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[WatchBook]:
    with open_database(tmp_path, now=0.0) as database:
        yield WatchBook(database, Targets(database).bind("plex", "stash", "Home", 0.0))


@pytest.fixture
def daily(book: WatchBook) -> Daily:
    return Daily(book, 4, ZONE)


def test_before_the_first_look_it_is_not_due(daily: Daily) -> None:
    assert not daily.is_due(at(10, 12))


def test_after_the_first_look_it_is_due_at_any_hour_until_it_was_done(
    daily: Daily, book: WatchBook
) -> None:
    book.reach("", at(10, 12))
    assert daily.is_due(at(10, 12))

    daily.done(at(10, 12))

    assert not daily.is_due(at(10, 12, 1))


def test_it_is_due_once_a_day_at_its_hour(daily: Daily, book: WatchBook) -> None:
    book.reach("", at(10, 12))
    daily.done(at(10, 12))
    assert not daily.is_due(at(11, 3, 59))
    assert daily.is_due(at(11, 4))

    daily.done(at(11, 4))

    assert not daily.is_due(at(11, 23, 59))
    assert daily.is_due(at(12, 4))


def test_missed_days_are_made_up_for_once(daily: Daily, book: WatchBook) -> None:
    book.reach("", at(10, 12))
    daily.done(at(10, 12))
    assert daily.is_due(at(14, 1))

    daily.done(at(14, 1))

    assert not daily.is_due(at(14, 1, 1))


def test_one_done_in_a_future_that_a_wrong_clock_told_does_not_count(
    daily: Daily, book: WatchBook
) -> None:
    book.reach("", at(10, 12))
    daily.done(at(30, 12))

    assert daily.is_due(at(10, 13))


def test_the_hour_of_the_machine_is_taken_where_no_zone_is_given(book: WatchBook) -> None:
    book.reach("", 0.0)
    now = at(10, 12)
    daily = Daily(book, datetime.fromtimestamp(now, ZONE).astimezone().hour)
    daily.done(now - 3600)

    assert daily.is_due(now)
