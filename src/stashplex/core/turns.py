"""How those who work one target share it, in one process and in several."""

from contextlib import AbstractContextManager
from typing import Protocol

from stashplex.core.ports import StopSignal


class Turns(Protocol):
    """How the processes that work one target share it; a process that is alone has every turn."""

    def wait_for_work(self, stop: StopSignal, seconds: float) -> bool:
        """Waits until there may be work, at most so long; returns True once stopping is asked."""

    def wake(self, *, at_once: bool = False) -> None:
        """Ends the waiting for work in this process; with `at_once` also the batch at hand."""

    def claiming(self) -> None:
        """Is told that what waits by now is about to be claimed."""

    def is_called_above(self, priority: int) -> bool:
        """Tells whether this process put a job above this priority since the last claim."""

    def writing(self, stop: StopSignal) -> AbstractContextManager[bool]:
        """Waits for the turn to write to Plex, and keeps it; False where stopping came first.

        A thread that has it goes on with it. No transaction may be open while it is waited for.
        """

    def leads(self) -> bool:
        """Tells whether this process is the one that watches and keeps up: ask before each time."""
