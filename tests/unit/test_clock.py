"""The only real time."""

import threading

from stashplex.clock import SystemClock


def test_time_goes_on() -> None:
    clock = SystemClock()
    wall, passed = clock.now(), clock.monotonic()

    assert clock.now() >= wall > 1_700_000_000
    assert clock.monotonic() >= passed


def test_a_wait_ends_by_itself() -> None:
    assert not SystemClock().wait(threading.Event(), 0.0)


def test_a_wait_ends_at_once_when_stopping_is_asked_for() -> None:
    stop = threading.Event()
    stop.set()

    assert SystemClock().wait(stop, 3600.0)
