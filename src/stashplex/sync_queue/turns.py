"""Turns for a process that is alone on its database: each of them is free."""

from collections.abc import Iterator
from contextlib import contextmanager

from stashplex.core.ports import Clock, StopSignal


class LoneTurns:
    """Nobody else works here: it leads, and may write whenever it wants."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def wait_for_work(self, stop: StopSignal, seconds: float) -> bool:
        """Waits so long; returns True once stopping is asked for."""
        return self._clock.wait(stop, seconds)

    @contextmanager
    def writing(self, stop: StopSignal) -> Iterator[bool]:
        """Yields True, or False where stopping was asked for."""
        yield not stop.is_set()

    def leads(self) -> bool:
        """Returns True."""
        return True
