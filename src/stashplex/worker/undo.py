"""Undoing a run: what it wrote goes back to what stood there, where Plex still shows what it wrote.

It is a run itself: its writes are intended before they are sent and proved by reading back, so that
it can break off anywhere, be run again, and be undone.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field

from stashplex.core.errors import HungUp, ServerError, StashplexError
from stashplex.core.item import Field
from stashplex.core.undo import Left, PutBack
from stashplex.worker.batch import Batch
from stashplex.worker.company import Watcher
from stashplex.worker.gate import Gate
from stashplex.worker.halving import is_of_one_scene
from stashplex.worker.judge import cause_of
from stashplex.worker.library import Library
from stashplex.worker.look import Reader
from stashplex.worker.pace import Pace
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage
from stashplex.worker.patience import Patience
from stashplex.worker.put_back import PutBackSync, SeenItem, Undoing
from stashplex.worker.read_back import ReadBack

ITEMS_PER_BATCH: Final = 50
MOST_TOLD: Final = 100
UNDO, REDO = "undo", "redo"
"""The kinds of runs that take back: a sync, or what was taken back."""
RESETS_SINCE: Final = (1, 43)


class NotPutBack(Struct, frozen=True):
    """One field of one item that was left as it is, and why."""

    scene: int
    item: int
    field: Field
    why: str


class UndoResult(Struct):
    """How the undoing of a run ended: every field of every item counts exactly once."""

    undoes: int
    kind: str = UNDO
    run: int | None = None
    fields: int = 0
    """All that the run wrote and that was looked at."""
    put_back: Counter[Field] = field(default_factory=Counter)
    already: int = 0
    """They show already what stood there before."""
    left: Counter[Left] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    """By error type."""
    told: list[NotPutBack] = field(default_factory=list)
    """The first of those that were left or failed."""
    items: int = 0
    items_done: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    error: StashplexError | None = None
    """What ended it before its time."""

    def count(self, seen: SeenItem, *, dry_run: bool) -> None:
        """Counts what became of each field of an item."""
        self.items_done += 1
        for one in seen.decisions:
            self.fields += 1
            if one.left is Left.ALREADY:
                self.already += 1
            elif one.left is not None:
                self.left[one.left] += 1
                self._tell(one, one.why)
            elif dry_run and seen.error is None:
                self.put_back[one.change.field] += 1
            elif error := seen.why_not(one):
                self.failed[cause_of(error).error_type] += 1
                self._tell(one, str(error))
            else:
                self.put_back[one.change.field] += 1

    def _tell(self, one: PutBack, why: str) -> None:
        if len(self.told) < MOST_TOLD:
            write = one.change.last
            self.told.append(NotPutBack(write.scene, write.item, write.field, why))


class UndoRun:
    """Takes back one run; `ask_to_stop` ends it between two items."""

    def __init__(
        self, parts: Parts, library: Library, watcher: Watcher, gate: Passage | None = None
    ) -> None:
        """Stands before a gate of its own where it is given none."""
        self._parts = parts
        self._watcher = watcher
        self._stop = threading.Event()
        self._gate = gate or Gate(
            parts.stash, parts.plex, parts.clock, parts.random, outages=parts.state.outages
        )
        self._pace = Pace(parts.plex, self._gate, parts.clock)
        self._patience = Patience(parts, self._gate, self._stop)
        reader = Reader(parts, library)
        self._sync = PutBackSync(parts, reader)
        self._read_back = ReadBack(parts, reader, self._sync)

    def ask_to_stop(self) -> None:
        """Asks for a clean end; safe in a signal handler."""
        self._stop.set()

    def execute(self, run: int, *, dry_run: bool) -> UndoResult:
        """Takes back what a run wrote; raises UnknownId where there is no such run.

        Of a run that wrote nothing there is nothing to take back, and that makes no run.
        """
        clock, state = self._parts.clock, self._parts.state
        started = clock.monotonic()
        again = state.runs.kind(run) == UNDO
        items = state.ledger.items_of_run(run)
        result = UndoResult(run, REDO if again else UNDO, items=len(items))
        if items and not dry_run:
            result.run = state.runs.start(result.kind, clock.now())
        try:
            self._run(result, items, dry_run=dry_run)
        except HungUp:
            pass  # a stop that could not wait for a server: the same command goes on
        except StashplexError as error:
            result.error = error
        result.interrupted = self._stop.is_set()
        result.seconds = clock.monotonic() - started
        return result

    def finish(self, result: UndoResult, counts: Mapping[str, object]) -> None:
        """Stores the counts of the run, which the caller completes."""
        if result.run is not None:
            self._parts.state.runs.finish(result.run, counts, self._parts.clock.now())

    def _run(self, result: UndoResult, items: Sequence[int], *, dry_run: bool) -> None:
        self._watcher.phase("Looking" if dry_run else "Putting back", len(items))
        if not items:
            return
        undoing = Undoing(
            result.undoes, result.run, again=result.kind == REDO, can_reset=self._can_reset()
        )
        for start in range(0, len(items), ITEMS_PER_BATCH):
            batch = items[start : start + ITEMS_PER_BATCH]
            reached = self._see(batch, undoing) if dry_run else self._take_back(batch, undoing)
            for one in reached:
                result.count(one, dry_run=dry_run)
            self._watcher.compared(len(reached))
            if self._stop.is_set():
                return

    def _see(self, items: Sequence[int], undoing: Undoing) -> Sequence[SeenItem]:
        """Returns what becomes of some items, or nothing where it had to stop."""
        return self._patience.read(partial(self._sync.see, items, undoing)) or ()

    def _take_back(self, items: Sequence[int], undoing: Undoing) -> Sequence[SeenItem]:
        """Puts back what stood on some items, in the turn of this process to write.

        Returns those it came to before it had to stop.
        """
        with self._parts.state.turns.writing(self._stop) as ours:
            return self._take_back_in_turn(self._see(items, undoing), undoing) if ours else ()

    def _take_back_in_turn(self, seen: Sequence[SeenItem], undoing: Undoing) -> Sequence[SeenItem]:
        self._sync.keep_recovered(seen)
        batch, reached = Batch({}), 0
        for one in seen:
            if not self._gate.wait_until_open(self._stop):
                break
            reached += 1
            if one.edit.writes:
                self._write(one, batch, undoing)
        self._prove(batch)
        with self._parts.state.transactions.transaction():
            for one in seen[:reached]:
                if one.handled and one.written and one.written.shown:
                    self._read_back.store_item(one.handled, one.written, one.written.shown)
            self._sync.keep_stamps(seen[:reached])
        return seen[:reached]

    def _write(self, seen: SeenItem, batch: Batch, undoing: Undoing) -> None:
        """Writes one item; what goes wrong with it alone is kept with it."""
        self._pace.before_write(self._stop)
        started = self._parts.clock.monotonic()
        try:
            if self._sync.intend(seen, batch, undoing) and seen.handled:
                self._patience.read(partial(self._sync.send, seen.handled.plan, seen.edit))
        except Exception as error:
            if not is_of_one_scene(error):
                raise
            seen.error = error
            if seen.handled:
                seen.handled.error = error
            self._pace.failed()
        else:
            self._gate.succeeded()
            self._pace.wrote(self._parts.clock.monotonic() - started)

    def _prove(self, batch: Batch) -> None:
        """Reads the batch back, at once where stopping was asked for."""
        prove = partial(self._read_back.prove, batch, self._stop)
        try:
            self._patience.read(prove)
            if self._stop.is_set() and not self._gate.closed_to_us:
                prove()
        except ServerError as error:
            self._read_back.leave_unproved(batch, error)

    def _can_reset(self) -> bool:
        info = self._patience.read(self._parts.plex.info)
        return info is not None and _version(info.version) >= RESETS_SINCE


def _version(text: str) -> tuple[int, ...]:
    """Returns the first numbers of a version, as far as they are numbers."""
    numbers = text.split("-", maxsplit=1)[0].split(".")[:2]
    return tuple(int(one) for one in numbers if one.isdecimal())
