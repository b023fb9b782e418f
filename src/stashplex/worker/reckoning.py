"""The reckoning of a run: how each of its scenes ended so far, and which are still open."""

import threading
from collections.abc import Callable, Collection, Iterable

from stashplex.core.errors import (
    CredentialsRefused,
    NotInPlex,
    ServerError,
    StashplexError,
    TooMuchAtOnce,
)
from stashplex.core.outcome import Waiting
from stashplex.core.report import Ended, RunReport, waiting
from stashplex.worker.reconcile import Wanted
from stashplex.worker.settling import Settled


class Reckoning:
    """Comparing and settling, each in its own thread, tell it how scenes end."""

    def __init__(self, report: RunReport, on_ended: Callable[[Settled], None]) -> None:
        self._report = report
        self._on_ended = on_ended
        self._open: set[int] = set()
        self.noting = threading.RLock()
        """Held by whoever must not be overtaken by the end of a scene."""

    @property
    def open(self) -> Collection[int]:
        """The scenes that were put, or wait for another try, and have not ended yet."""
        with self.noting:
            return frozenset(self._open)

    def expect(self, scenes: Iterable[int]) -> None:
        """Is told which scenes the run will work, or be told of."""
        with self.noting:
            for scene in scenes:
                self._open.add(scene)
                self._report.record(scene, waiting(Waiting.INTERRUPTED))

    def settled(self, settled: Settled) -> None:
        """Counts how a scene ended; the last time counts, as the report has it."""
        with self.noting:
            if settled.run_waits:
                self._open.add(settled.scene)
            else:
                self._open.discard(settled.scene)
            self._report.record(
                settled.scene,
                Ended(settled.ending, settled.detail),
                warnings=settled.warnings,
                left=settled.left,
            )
            self._on_ended(settled)

    def held_back(self, scene: int) -> None:
        """Is told that a person stopped whoever would have worked it: no ending, but no wait."""
        with self.noting:
            self._open.discard(scene)
            self._report.record(scene, waiting(Waiting.INTERRUPTED))

    def leave_waiting(
        self, why: Waiting, never_put: Iterable[Wanted], *, believe: bool = True
    ) -> int:
        """Counts what the end of the run left undone; returns how much was not put for its file.

        Whatever ended it, what Plex lacks waits for its file and for nothing else, unless what
        Plex shows is not to be believed.
        """
        lacking = 0
        for scene in self.open:
            self._report.record(scene, waiting(why))
        for one in never_put:
            lacks = believe and one.reason == NotInPlex.__name__
            self._report.record(one.scene, waiting(Waiting.NOT_IN_PLEX if lacks else why))
            lacking += lacks
        return lacking


def why_waiting(error: StashplexError) -> Waiting:
    """Returns why scenes wait in a run that an error ended; a full disk is no server's outage."""
    match error:
        case TooMuchAtOnce():
            return Waiting.GUARD
        case CredentialsRefused():
            return Waiting.CREDENTIALS
        case ServerError():
            return Waiting.OUTAGE
        case _:
            return Waiting.INTERRUPTED
