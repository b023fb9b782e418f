"""Turns for a process that is alone on its database, and the bell that wakes its workers."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from stashplex.core.ports import Clock, StopSignal

LOUDEST: Final = sys.maxsize


class Bell:
    """Rings in this process when a job begins to wait, and remembers how urgent it is."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._loudest: int | None = None

    def ring(self, priority: int | None = None) -> None:
        """Wakes whoever waits for work; with a priority, because of a job."""
        if priority is not None and (self._loudest is None or priority > self._loudest):
            self._loudest = priority
        self._rung.set()

    def is_louder_than(self, priority: int) -> bool:
        """Tells whether a job above this priority began to wait since the last claim."""
        return self._loudest is not None and self._loudest > priority

    def hush(self) -> None:
        """Is told that what waits by now is about to be claimed."""
        self._loudest = None

    def wait(self, clock: Clock, stop: StopSignal, seconds: float) -> None:
        """Waits until it rings, at most so long; a ring that nobody waited for counts."""
        clock.wait(_Woken(stop, self._rung), seconds)
        self._rung.clear()


class _Woken:
    """A signal of either event; whoever asks for a stop rings as well."""

    def __init__(self, stop: StopSignal, rung: threading.Event) -> None:
        self._stop = stop
        self._rung = rung

    def is_set(self) -> bool:
        return self._stop.is_set() or self._rung.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        return self._stop.is_set() or self._rung.wait(timeout)


class Called:
    """What the turns of every process know of the jobs it put itself."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    def wake(self, *, at_once: bool = False) -> None:
        """Ends the waiting for work in this process; with `at_once` also the batch at hand."""
        self._bell.ring(LOUDEST if at_once else None)

    def claiming(self) -> None:
        """Is told that what waits by now is about to be claimed."""
        self._bell.hush()

    def is_called_above(self, priority: int) -> bool:
        """Tells whether this process put a job above this priority since the last claim."""
        return self._bell.is_louder_than(priority)


class LoneTurns(Called):
    """Nobody else works here: it leads, and may write whenever it wants."""

    def __init__(self, clock: Clock, bell: Bell) -> None:
        super().__init__(bell)
        self._clock = clock

    def wait_for_work(self, stop: StopSignal, seconds: float) -> bool:
        """Waits until there may be work, at most so long; returns True once stopping is asked."""
        self._bell.wait(self._clock, stop, seconds)
        return stop.is_set()

    @contextmanager
    def writing(self, stop: StopSignal) -> Iterator[bool]:
        """Yields True, or False where stopping was asked for."""
        yield not stop.is_set()

    def leads(self) -> bool:
        """Returns True."""
        return True
