"""Turns to write in the breaks of a resident worker."""

import threading
from collections.abc import Iterator

import pytest
from tests.worlds import FakeClock

from stashplex.app.breaks import Breaks, TurnsInBreaks
from stashplex.sync_queue.turns import Bell, LoneTurns


@pytest.fixture
def breaks() -> Breaks:
    return Breaks(lambda: None)


@pytest.fixture
def turns(breaks: Breaks, clock: FakeClock) -> Iterator[TurnsInBreaks]:
    """Turns beside a worker that gives every break it is asked for."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.01):
            if breaks.wanted:
                breaks.give()

    worker = threading.Thread(target=work)
    worker.start()
    yield TurnsInBreaks(LoneTurns(clock, Bell()), breaks)
    over.set()
    worker.join()


def test_a_thread_that_has_the_turn_goes_on_with_it(turns: TurnsInBreaks, breaks: Breaks) -> None:
    stop = threading.Event()

    with turns.writing(stop) as ours:
        with turns.writing(stop) as again:
            assert (ours, again) == (True, True)
        assert breaks.wanted

    assert not breaks.wanted


def test_another_thread_has_to_wait_for_it(turns: TurnsInBreaks) -> None:
    stop, had = threading.Event(), list[bool]()

    def write() -> None:
        with turns.writing(stop) as ours:
            had.append(ours)

    with turns.writing(threading.Event()):
        other = threading.Thread(target=write)
        other.start()
        stop.set()
        other.join()

    assert had == [False]
