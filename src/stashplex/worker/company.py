"""Who goes along with a run: the one that writes for it, and whoever follows it."""

from collections.abc import Callable
from typing import Protocol

from stashplex.core.ports import StopSignal
from stashplex.worker.feed import Feed
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled


class RunWorker(Protocol):
    """Works what a run has put."""

    @property
    def stop_signal(self) -> StopSignal:
        """The signal that `ask_to_stop` gives."""

    def ask_to_stop(self) -> None:
        """Asks for a return soon; safe in a signal handler."""

    def run_until_empty(
        self, run: int | None = None, *, everything: bool = False, feed: Feed | None = None
    ) -> None:
        """Returns once what is due of a run, and what a feed brings, has ended.

        With `everything` that is what is due of any run.
        """


class WorkerMaker(Protocol):
    """Makes the worker of a run."""

    def __call__(
        self,
        parts: Parts,
        library: Library,
        gate: Passage,
        *,
        on_settled: Callable[[Settled], None],
    ) -> RunWorker:
        """Returns a worker behind this gate, which tells the listener how each scene ended."""


class Watcher(Protocol):
    """Follows a run while it goes on."""

    def phase(self, name: str, total: int | None) -> None:
        """A part of the run begins; `total` is the number of scenes in it, where known."""

    def compared(self, scenes: int) -> None:
        """So many more scenes were compared."""

    def ended(self, settled: Settled) -> None:
        """A scene ended, perhaps not for the last time."""

    def planned(self, plan: Plan) -> None:
        """A dry run found what would change."""
