"""Breaks of a resident worker, in which another thread of its house may write."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from stashplex.core.ports import StopSignal
from stashplex.core.turns import Turns

LOOK_SECONDS: Final = 0.1
"""How soon whoever waits for a break notices that it is to stop."""


class Breaks:
    """Lets others write between two batches of a worker, one after the other."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """Takes what wakes the worker where it waits for work."""
        self._wake = wake
        self._one_of_us = threading.Lock()
        self._changed = threading.Condition()
        self._wanted = False
        self._given = False
        self._over = False

    @property
    def wanted(self) -> bool:
        """True while somebody waits for one, or has it."""
        return self._wanted

    def give(self) -> None:
        """Gives the break that is wanted, and returns once it is over."""
        with self._changed:
            self._given = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._wanted)
            self._given = False
            self._changed.notify_all()

    def end(self) -> None:
        """Is told that the worker works no more: nobody waits for its next break."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    @contextmanager
    def taken(self, stop: StopSignal) -> Iterator[bool]:
        """Yields True in a break, or False where stopping, or the worker's end, came first."""
        while not self._one_of_us.acquire(timeout=LOOK_SECONDS):
            if stop.is_set():
                yield False
                return
        try:
            yield self._begin(stop)
        finally:
            with self._changed:
                self._wanted = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: not self._given)
            self._one_of_us.release()

    def _begin(self, stop: StopSignal) -> bool:
        with self._changed:
            self._wanted = True
        self._wake()
        with self._changed:
            while not (self._given or self._over or stop.is_set()):
                self._changed.wait(LOOK_SECONDS)
            return self._given and not stop.is_set()


class TurnsInBreaks:
    """The turns of a process, for a thread that writes beside its resident worker."""

    def __init__(self, turns: Turns, breaks: Breaks) -> None:
        self._turns = turns
        self._breaks = breaks
        self._holder: int | None = None
        """The thread that writes in a break."""

    def wait_for_work(self, stop: StopSignal, seconds: float) -> bool:
        """Waits until there may be work, at most so long; returns True once stopping is asked."""
        return self._turns.wait_for_work(stop, seconds)

    def wake(self, *, at_once: bool = False) -> None:
        """Ends the waiting for work in this process; with `at_once` also the batch at hand."""
        self._turns.wake(at_once=at_once)

    def claiming(self) -> None:
        """Is told that what waits by now is about to be claimed."""
        self._turns.claiming()

    def is_called_above(self, priority: int) -> bool:
        """Tells whether this process put a job above this priority since the last claim."""
        return self._turns.is_called_above(priority)

    @contextmanager
    def writing(self, stop: StopSignal) -> Iterator[bool]:
        """Waits for a break and then for the turn; yields False where stopping came first.

        A thread that has the turn already goes on with it.
        """
        if self._holder == threading.get_ident():
            yield True
            return
        with self._breaks.taken(stop) as free:
            if not free:
                yield False
                return
            with self._turns.writing(stop) as ours:
                self._holder = threading.get_ident() if ours else None
                try:
                    yield ours
                finally:
                    self._holder = None

    def leads(self) -> bool:
        """Tells whether this process is the one that watches and keeps up."""
        return self._turns.leads()
