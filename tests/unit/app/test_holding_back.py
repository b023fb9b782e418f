"""What Home tells of a comparison that did not come to its end."""

from collections.abc import Iterator, Mapping

import pytest
from tests.worlds import FakeClock, make_world

from stashplex.app.holding_back import HELD, left_undone
from stashplex.app.house import House
from stashplex.demo.world import World

FULL = {"type": "DataFolderError", "message": "The disk is full.", "remedy": "Free some space."}


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 1) as running:
        yield running


def ran(house: House, kind: str, counts: Mapping[str, object]) -> None:
    run = house.store.runs.start(kind, 0.0)
    house.store.runs.finish(run, counts, 1.0)


def test_before_the_first_comparison_and_after_a_good_one_there_is_nothing(house: House) -> None:
    assert left_undone(house.store.runs) == ""

    ran(house, "reconcile", {"scenes": 9})

    assert left_undone(house.store.runs) == ""


def test_what_a_guard_holds_back_is_told_until_as_much_was_done(house: House) -> None:
    ran(house, "reconcile", {"scenes": 9, "guards": [{}], "error": FULL})
    ran(house, "sync", {"scenes": 8})
    assert left_undone(house.store.runs) == HELD

    ran(house, "sync", {"scenes": 9})

    assert left_undone(house.store.runs) == ""


def test_what_else_ended_it_is_told_until_the_next_one_or_a_sync_ends_well(house: House) -> None:
    told = "The last comparison ended before its time: The disk is full."
    ran(house, "reconcile", {"scenes": 0, "error": FULL})
    ran(house, "sync", {"scenes": 0, "error": FULL})
    ran(house, "sync", {"scenes": 0})
    assert left_undone(house.store.runs) == told

    ran(house, "reconcile", {"scenes": 9})

    assert left_undone(house.store.runs) == ""
