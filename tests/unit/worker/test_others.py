"""What became of scenes that somebody else works: which have ended, and how."""

import threading
from collections.abc import Iterator

import pytest
from tests.worlds import FakeClock, make_world

from stashplex.app.house import House
from stashplex.core.job import Priority
from stashplex.core.outcome import Cause, Dead, Ending, Retry, Skip, Waiting
from stashplex.core.report import Counts, RunReport
from stashplex.demo.world import World
from stashplex.worker.others import Others
from stashplex.worker.reckoning import Reckoning
from stashplex.worker.settling import Settled

DAY = 86400.0


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 3) as running:
        yield running


@pytest.fixture
def others(house: House) -> Others:
    return Others(house.parts)


@pytest.fixture
def run(house: House, clock: FakeClock) -> int:
    """The run of somebody else."""
    return house.store.runs.start("sync", clock.now())


def put(house: House, run: int) -> None:
    house.store.queue.put(1, "sync", Priority.BULK, run, now=house.parts.clock.now())


def hold_back(house: House, run: int) -> None:
    put(house, run)
    now = house.parts.clock.now()
    assert house.store.queue.postpone(run, now, until=now + DAY) == 1


def test_of_what_waits_or_is_worked_nothing_is_told_yet(
    others: Others, house: House, clock: FakeClock, run: int
) -> None:
    put(house, run)
    assert others.ended([1]) == []
    (job,) = house.store.queue.claim(1, clock.now())
    assert others.ended([1]) == []
    soon = Retry(clock.now() + 60.0, Cause("ServerFailed", "It failed."))
    house.store.queue.settle(job, soon, clock.now())
    assert others.ended([1]) == []


def test_what_is_dead_has_failed(others: Others, house: House, clock: FakeClock, run: int) -> None:
    put(house, run)
    (job,) = house.store.queue.claim(1, clock.now())
    house.store.queue.settle(job, Dead(Cause("ServerFailed", "It failed.")), clock.now())

    assert others.ended([1]) == [Settled(1, Ending.FAILED, "ServerFailed", "It failed.")]


def test_what_left_no_record_is_gone(others: Others) -> None:
    (settled,) = others.ended([7])

    assert (settled.ending, settled.detail) == (Ending.SKIPPED, Skip.SCENE_GONE)


def test_what_a_person_stopped_is_not_waited_for(others: Others, house: House, run: int) -> None:
    hold_back(house, run)

    assert others.ended([1]) == [Settled(1, Ending.WAITING, Waiting.INTERRUPTED)]


def test_a_run_that_shares_a_scene_with_one_that_was_stopped_ends(
    others: Others, house: House, clock: FakeClock, run: int
) -> None:
    hold_back(house, run)
    report, told = RunReport(), list[Settled]()
    reckoning = Reckoning(report, told.append)
    reckoning.expect([1])
    before = clock.monotonic()

    others.finish(reckoning, run + 1, lambda: None, threading.Event())

    assert report.counts() == Counts(scenes=1, waiting={"interrupted": 1})
    assert told == []
    assert clock.monotonic() == before


def test_what_is_asked_for_anew_is_waited_for_again(others: Others, house: House, run: int) -> None:
    hold_back(house, run)
    house.store.queue.resume(house.parts.clock.now())

    assert others.ended([1]) == []
