"""Follows a run: how far it came, and what became of the scenes that a summary names."""

from collections.abc import Callable
from typing import Final, Protocol

from stashplex.core.outcome import Ending
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled

SECONDS_BETWEEN_LINES: Final = 10.0
UNREMARKABLE: Final = (Ending.CHANGED, Ending.UNCHANGED)


class Display(Protocol):
    """Shows how far a phase came."""

    def begin(self, name: str, total: int | None) -> None:
        """A phase begins."""

    def advance(self, scenes: int) -> None:
        """So many more scenes of the phase are done."""


class Follower:
    """The watcher of a run: moves the display, and keeps what is worth naming afterwards."""

    def __init__(
        self,
        display: Display,
        show_plan: Callable[[Plan], None],
        *,
        on_first: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_first` is called when the first scene has ended, by whichever thread ends it."""
        self._display = display
        self._show_plan = show_plan
        self._on_first = on_first
        self._any_ended = False
        self._comparing = False
        self._seen: set[int] = set()
        self.notable: dict[int, Settled] = {}
        """The scenes that neither changed nor were equal, as they ended last."""

    def phase(self, name: str, total: int | None) -> None:
        """Shows that a part of the run begins."""
        self._comparing = name == "Comparing"
        self._seen.clear()
        self._display.begin(name, total)

    def compared(self, scenes: int) -> None:
        """Shows that so many more scenes were compared."""
        self._display.advance(scenes)

    def ended(self, settled: Settled) -> None:
        """Shows that a scene ended; one that is tried again counts once."""
        if not self._any_ended:
            self._any_ended = True
            self._on_first()
        if settled.run_waits:
            return
        self.name(settled)
        if not self._comparing and settled.scene not in self._seen:
            self._seen.add(settled.scene)
            self._display.advance(1)

    def name(self, settled: Settled) -> None:
        """Keeps how a scene ended, where that is worth naming."""
        self.notable.pop(settled.scene, None)
        if settled.ending not in UNREMARKABLE:
            self.notable[settled.scene] = settled

    def planned(self, plan: Plan) -> None:
        """Shows what a dry run found."""
        self._show_plan(plan)


class Lines:
    """Shows progress where no bar can be: a line when a phase begins, and one now and then."""

    def __init__(
        self, say: Callable[[str], None], monotonic: Callable[[], float], noun: str = "scene"
    ) -> None:
        self._say = say
        self._noun = noun
        self._monotonic = monotonic
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._began = self._told = monotonic()

    def begin(self, name: str, total: int | None) -> None:
        """Says that a phase begins, unless it has nothing to do."""
        self._name, self._total, self._done = name, total, 0
        self._began = self._told = self._monotonic()
        if total != 0:
            self._say(
                name if total is None else f"{name}: {total} {self._noun}{'s' * (total != 1)}"
            )

    def advance(self, scenes: int) -> None:
        """Says how far it is, at most every ten seconds."""
        self._done += scenes
        now = self._monotonic()
        if now - self._told < SECONDS_BETWEEN_LINES:
            return
        self._told = now
        rate = self._done / (now - self._began)
        if not self._total:
            self._say(f"{self._name}: {self._done}, {rate:.1f} a second")
            return
        share, left = self._done / self._total, max(self._total - self._done, 0) / rate
        self._say(
            f"{self._name}: {self._done} of {self._total} ({share:.0%}), {rate:.1f} a second, "
            f"{left:.0f} s left"
        )
