"""What the hours promise, whatever database they stand on."""

import pytest

from stashplex.core.throughput import Hour
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.hours import Hours


@pytest.fixture
def hours(database: Database, target: int) -> Hours:
    return Hours(database, target)


def test_scenes_are_added_up_by_the_hour_in_which_they_ended(hours: Hours) -> None:
    hours.count(7200.0, changed=2, failed=0)
    hours.count(7300.0, changed=1, failed=3)
    hours.count(10800.0, changed=1, failed=0)

    assert hours.since(0.0) == (Hour(7200, 3, 3), Hour(10800, 1, 0))
    assert hours.since(10900.0) == (Hour(10800, 1, 0),)


def test_an_hour_in_which_nothing_ended_leaves_no_trace(hours: Hours) -> None:
    hours.count(7200.0, changed=0, failed=0)

    assert hours.since(0.0) == ()


def test_old_hours_are_forgotten(hours: Hours) -> None:
    hours.count(0.0, changed=1, failed=0)
    hours.count(7200.0, changed=1, failed=0)

    assert hours.prune(7200.0) == 1
    assert hours.since(0.0) == (Hour(7200, 1, 0),)
