"""A task: what was asked for, how far it is, and what happened in it."""

import threading
from collections.abc import Callable, Iterator
from typing import Final

from stashplex.app import telling
from stashplex.app.planned import told_plan
from stashplex.app.task_events import TaskEvents
from stashplex.core.answers import DoneTold, EndedTold, MovedTold, PhaseTold, ProgressTold
from stashplex.core.outcome import Ending
from stashplex.core.ports import Clock
from stashplex.core.service import Order, RecoverOrder, TaskEvent, UndoOrder
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled

BETWEEN_MOVES: Final = 0.2
"""Seconds between two events that only tell how far it is."""
UNREMARKABLE: Final = (Ending.CHANGED, Ending.UNCHANGED)
WAITING: Final = "Waiting for its turn"


class ServiceTask:
    """A run that was asked for through the service; the watcher of that run as well."""

    def __init__(self, number: int, order: Order, clock: Clock) -> None:
        self.id = number
        self.order = order
        self._clock = clock
        self._events = TaskEvents()
        self._asked_at = clock.now()
        self._began: float | None = None
        self._ended: float | None = None
        self._run: int | None = None
        self._phase = WAITING
        self._done = 0
        self._total: int | None = None
        self._moved_at = 0.0
        self._noting = threading.RLock()
        self._comparing = False
        self._seen: set[int] = set()
        self._named: set[int] = set()
        self._stop: Callable[[], None] = lambda: None
        self.stopped = threading.Event()
        """Set once a clean end was asked for."""

    @property
    def name(self) -> str:
        """What it is called."""
        match self.order:
            case UndoOrder():
                return "undo"
            case RecoverOrder():
                return "recover"
            case order:
                return "sync" if order.work else "reconcile"

    @property
    def is_done(self) -> bool:
        """True once its answer is told."""
        return self._ended is not None

    def progress(self) -> ProgressTold:
        """Returns how far it is."""
        with self._noting:
            now = self._clock.monotonic() if self._ended is None else self._ended
            return ProgressTold(
                task=self.id,
                name=self.name,
                run_id=self._run,
                phase=self._phase,
                done=self._done,
                total=self._total,
                started_at=telling.moment(self._asked_at),
                seconds=0.0 if self._began is None else round(now - self._began, 3),
            )

    def events(self, after: int = 0) -> Iterator[TaskEvent]:
        """Yields what happened after an event, and then what happens, until it is done."""
        return self._events.follow(after)

    def so_far(self, after: int = 0) -> tuple[TaskEvent, ...]:
        """Returns what happened after an event until now, and waits for nothing."""
        return self._events.so_far(after)

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes; one that waits does not begin."""
        with self._noting:
            self.stopped.set()
            stop = self._stop
        stop()

    def begin(self, stop: Callable[[], None]) -> None:
        """Is told that it goes on now, and what asks it to stop."""
        with self._noting:
            self._began = self._clock.monotonic()
            self._stop = stop
            asked = self.stopped.is_set()
        if asked:
            stop()

    def finish(self, done: DoneTold) -> None:
        """Is told how it ended."""
        with self._noting:
            self._ended = self._clock.monotonic()
            self._stop = lambda: None
            self._seen.clear()
        self._events.tell(MovedTold(self._done, self._total))
        self._events.tell(done)

    def started(self, run: int) -> None:
        """Is told under which number its run is kept."""
        self._run = run

    def phase(self, name: str, total: int | None) -> None:
        """A part of the run begins."""
        with self._noting:
            self._phase, self._total, self._done = name, total, 0
            self._comparing = name == "Comparing"
            self._seen.clear()
        self._events.tell(PhaseTold(name, total))

    def compared(self, scenes: int) -> None:
        """So many more scenes were compared."""
        self._advance(scenes)

    def ended(self, settled: Settled) -> None:
        """A scene ended, perhaps not for the last time; one that is tried again counts once."""
        if settled.run_waits:
            return
        scene = settled.scene
        with self._noting:
            is_named = settled.ending not in UNREMARKABLE
            is_told = is_named or scene in self._named
            (self._named.add if is_named else self._named.discard)(scene)
            moves = not self._comparing and scene not in self._seen
            self._seen.add(scene)
        if is_told:
            self._events.tell(EndedTold(scene, settled.ending, settled.detail, settled.message))
        if moves:
            self._advance(1)

    def planned(self, plan: Plan) -> None:
        """A dry run found what would change."""
        for one in told_plan(plan):
            self._events.tell(one)

    def _advance(self, scenes: int) -> None:
        with self._noting:
            self._done += scenes
            now = self._clock.monotonic()
            is_due = now - self._moved_at >= BETWEEN_MOVES or self._done == self._total
            if is_due:
                self._moved_at = now
            moved = MovedTold(self._done, self._total)
        if is_due:
            self._events.tell(moved)
