"""One run in the foreground: compare, put what differs, work it, and count how each scene ended."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from msgspec import Struct, field

from stashplex.core.errors import (
    HungUp,
    ListingUnstable,
    NotInPlex,
    ServerError,
    StashplexError,
)
from stashplex.core.guard import Alarm
from stashplex.core.job import Priority
from stashplex.core.learning import MappedRoot
from stashplex.core.outcome import Waiting
from stashplex.core.report import RunReport
from stashplex.worker.company import Watcher, WorkerMaker
from stashplex.worker.feed import Feed
from stashplex.worker.gate import Gate
from stashplex.worker.guarding import Guarding, stop
from stashplex.worker.library import Library
from stashplex.worker.look import Reader, Unreadable
from stashplex.worker.others import Others
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage
from stashplex.worker.patience import Patience
from stashplex.worker.plan import Planner
from stashplex.worker.reckoning import Reckoning, why_waiting
from stashplex.worker.reconcile import (
    Comparison,
    Finding,
    Wanted,
    expected,
    takes_room,
    within,
    worth_showing,
)
from stashplex.worker.roots import Roots
from stashplex.worker.scene_pages import Page, ScenePages
from stashplex.worker.settling import Settled
from stashplex.worker.sync_scene import SceneSync


class Request(Struct, frozen=True):
    """What a person asked for; with nothing named, everything that is due is worked."""

    ids: tuple[int, ...] = ()
    everything: bool = False
    since_seconds: float | None = None
    limit: int | None = None
    """At most so many scenes are written."""
    dry_run: bool = False
    verify: bool = False
    """Reads every item, whatever the stamps say."""
    work: bool = True
    """False only compares and puts; what was put waits for the next run that works."""
    accepted: bool = False
    """A person knows how much it is, and means it: no guard stops it."""

    @property
    def named(self) -> bool:
        """True where it says which scenes to compare."""
        return bool(self.ids or self.everything or self.since_seconds is not None)

    @property
    def guarded(self) -> bool:
        """True unless a person named each scene."""
        return not self.ids

    @property
    def works(self) -> bool:
        """True where it writes."""
        return self.work and not self.dry_run

    @property
    def previews(self) -> bool:
        """True where it only shows what would be written."""
        return self.dry_run and self.work


class RunResult(Struct):
    """How a run ended."""

    run: int | None
    report: RunReport = field(default_factory=RunReport)
    put: Counter[str] = field(default_factory=Counter)
    """How many scenes were put, by why; in a dry run: would be."""
    lacking: int = 0
    """How many scenes that were never put wait for their file in Plex: these are not dead."""
    mapping: tuple[MappedRoot, ...] = ()
    """The roots that are mapped, given or learned."""
    mapping_is_given: bool = False
    alarms: tuple[Alarm, ...] = ()
    """Why the guards stopped it, where they did."""
    warnings: list[str] = field(default_factory=list)
    """What a person should know of it, though it kept nothing from going on."""
    seconds: float = 0.0
    interrupted: bool = False
    error: StashplexError | None = None
    """What ended the run before its time."""


class SyncRun:
    """Carries out one request; `ask_to_stop` ends it between two writes."""

    def __init__(
        self,
        parts: Parts,
        library: Library,
        worker: WorkerMaker,
        watcher: Watcher,
        gate: Passage | None = None,
    ) -> None:
        """Stands before a gate of its own where it is given none."""
        self._parts = parts
        self._library = library
        self._watcher = watcher
        self._result = RunResult(None)
        self._gate = gate or Gate(
            parts.stash, parts.plex, parts.clock, parts.random, outages=parts.state.outages
        )
        self._reckoning = Reckoning(self._result.report, watcher.ended)
        self._settled = self._reckoning.settled
        self._worker = worker(parts, library, self._gate, on_settled=self._settled)
        reader = Reader(parts, library)
        planner = Planner(parts, reader)
        sync = SceneSync(parts, reader, planner)
        self._comparison = Comparison(parts, library, reader, planner, sync)
        self._patience = Patience(parts, self._gate, self._worker.stop_signal)
        self._roots = Roots(parts, library, self._patience, self._result.warnings.append)
        self._pages = ScenePages(parts, library, self._patience, self._result.warnings.append)
        self._guarding = Guarding(parts, library)
        self._others = Others(parts)
        self._abandoned = threading.Event()
        self._found: list[Wanted] = []
        """What needs work, and was not put yet."""

    @property
    def number(self) -> int | None:
        """The number it is kept under; None before it begins, and for a dry run."""
        return self._result.run

    def ask_to_stop(self) -> None:
        """Asks for a clean end; safe in a signal handler."""
        self._worker.ask_to_stop()

    def execute(self, request: Request) -> RunResult:
        """Runs to the end, or to the first thing that only a person can mend: see `error`."""
        clock, result = self._parts.clock, self._result
        started = clock.monotonic()
        if not request.dry_run:
            kind = "sync" if request.work else "reconcile"
            result.run = self._parts.state.runs.start(kind, clock.now())
        try:
            self._run(request)
            if request.works:
                work = partial(self._worker.run_until_empty, result.run)
                self._others.finish(
                    self._reckoning, result.run or 0, work, self._worker.stop_signal
                )
        except HungUp:
            pass  # a stop that could not wait for a server: what was not done waits
        except StashplexError as error:
            result.error = error
            believe = not self._guarding.lost
            result.lacking = self._reckoning.leave_waiting(
                why_waiting(error), self._found, believe=believe
            )
        result.interrupted = self._worker.stop_signal.is_set()
        if result.interrupted and result.error is None:
            self._others.hear(self._reckoning)
            result.lacking = self._reckoning.leave_waiting(Waiting.INTERRUPTED, self._found)
        result.mapping = self._roots.told()
        result.mapping_is_given = self._parts.paths.is_given
        result.seconds = clock.monotonic() - started
        return result

    def finish(self, counts: Mapping[str, object]) -> None:
        """Stores the counts of the run, which the caller completes."""
        if self._result.run is not None:
            self._parts.state.runs.finish(self._result.run, counts, self._parts.clock.now())

    def _run(self, request: Request) -> None:
        self._watcher.phase("Reading the Plex library", None)
        self._gate.ask(self._worker.stop_signal)
        self._read_library()
        if self._patience.is_over:
            return
        if request.guarded:
            self._guarding.begin()
        if not (request.named or request.dry_run):
            self._work_what_is_due(request)
            return
        if request.named:
            self._roots.prepare(keep=not request.dry_run)
        total, pages = self._scenes(request)
        streams = not request.guarded or self._guarding.cannot_mind()
        if streams and request.works:
            self._watcher.phase("Comparing and writing", total)
            self._write_while_comparing(request, pages)
            return
        self._watcher.phase("Comparing", total)
        self._compare_first(request, pages, streams=streams)
        to_write = len(self._reckoning.open)
        if to_write and not request.dry_run:
            lack_a_file = self._result.put[NotInPlex.__name__] == to_write
            self._watcher.phase("Looking again" if lack_a_file else "Writing", to_write)
            self._worker.run_until_empty(self._result.run)

    def _read_library(self) -> None:
        if self._gate.patient:
            self._patience.read(self._library.refresh)
            return
        try:
            self._library.refresh()
        except ListingUnstable:
            # It is being scanned: that passes, while a server that is away at once is told at once.
            self._patience.read(self._library.refresh)
        except ServerError as error:
            self._gate.gave_up(error)
            raise

    def _work_what_is_due(self, request: Request) -> None:
        if self._guarding.lost:
            self._reckoning.expect(self._parts.state.queue.due(self._parts.clock.now()))
        alarms = self._ask_the_guards(request)
        if alarms:
            self._guarding.let_through(accepted=True)
        self._wake(self._pages.missing_found())
        self._parts.state.queue.resume(self._parts.clock.now())
        self._watcher.phase("Working what is due", None)
        self._worker.run_until_empty(self._result.run, everything=True)

    def _compare_first(self, request: Request, pages: Iterator[Page], *, streams: bool) -> None:
        for compared in self._compare(request, pages):
            if streams:
                self._put(request)
            self._watcher.compared(compared)
        self._decide(request)

    def _write_while_comparing(self, request: Request, pages: Iterator[Page]) -> None:
        """Writes what differs while the comparison goes on: no guard need see all of it first."""
        feed = Feed()
        with ThreadPoolExecutor(1, thread_name_prefix="stashplex-comparison") as pool:
            comparing = pool.submit(self._compare_for, feed, request, pages)
            try:
                self._worker.run_until_empty(self._result.run, feed=feed)
            finally:
                self._abandoned.set()
            comparing.result()
        if request.guarded:
            self._guarding.let_through(accepted=False)

    def _compare_for(self, feed: Feed, request: Request, pages: Iterator[Page]) -> None:
        try:
            for _ in self._compare(request, pages):
                self._put(request)
                feed.put()
        finally:
            feed.end()

    def _compare(self, request: Request, pages: Iterator[Page]) -> Iterator[int]:
        """Compares page by page; yields how many scenes were compared each time."""
        room = request.limit
        for page in pages:
            if self._is_over:
                return
            examined = self._patience.read(partial(self._examine, page, request))
            findings = within(examined or [], room)
            self._conclude(findings, request)
            self._roots.count(page.scenes)
            yield len(findings)
            if room is not None:
                room -= sum(map(takes_room, findings))
                if room == 0:
                    return
        if request.everything and not (self._is_over or self._guarding.lost):
            self._roots.conclude(keep=not request.dry_run)

    @property
    def _is_over(self) -> bool:
        return self._patience.is_over or self._abandoned.is_set()

    def _examine(self, page: Page, request: Request) -> list[Finding]:
        findings = self._comparison.examine(
            page.scenes,
            in_full=request.dry_run and request.work,
            revive=bool(request.ids),
            trust=not (request.verify or request.ids or self._parts.rules.take_over),
        )
        findings += self._comparison.examine_gone(page.gone)
        return findings + [
            Finding(Unreadable(one, error), one) for one, error in page.unread.items()
        ]

    def _conclude(self, findings: Sequence[Finding], request: Request) -> None:
        """Counts what needs no work; what needs some is kept until it may be put."""
        work = [one for one in findings if one.ended is None]
        if not (request.dry_run or self._guarding.lost):
            self._comparison.keep(findings)
        if request.guarded:
            self._guarding.weigh(work)
        self._found += (one.wanted for one in work)
        for one in findings:
            if one.ended is not None or request.previews:
                self._settled(expected(one))
            if request.previews and (plan := worth_showing(one)):
                self._watcher.planned(plan)

    def _decide(self, request: Request) -> None:
        """Puts what waited for the whole comparison: all of it or, if a guard minds, nothing."""
        if not request.guarded:
            return
        alarms = self._ask_the_guards(request)
        if request.dry_run:
            self._put(request)
            return
        with self._parts.state.transactions.transaction():
            self._guarding.let_through(accepted=bool(alarms))
            self._put(request)

    def _ask_the_guards(self, request: Request) -> tuple[Alarm, ...]:
        """Returns what they mind and a person accepts; raises TooMuchAtOnce if nobody does."""
        alarms = self._guarding.alarms()
        if alarms and not request.accepted:
            self._result.alarms = alarms
            raise stop(alarms)
        return alarms

    def _put(self, request: Request) -> None:
        with self._reckoning.noting:  # a scene may end before we have noted that it was put
            self._put_found(request)

    def _put_found(self, request: Request) -> None:
        found, self._found = self._found, []
        still_dead: dict[int, Settled] = {}
        if not request.dry_run:
            priority = Priority.PERSON if request.ids else Priority.BULK
            dead = self._comparison.enqueue(found, self._result.run or 0, priority)
            still_dead = {one.scene: one for one in dead}
        for one in () if request.previews else found:
            if one.scene in still_dead:
                self._settled(still_dead[one.scene])
                continue
            self._result.put[one.reason] += 1
            if request.work:
                self._reckoning.expect([one.scene])

    def _scenes(self, request: Request) -> tuple[int | None, Iterator[Page]]:
        pages = self._pages
        if request.ids:
            return len(set(request.ids)), pages.named(request.ids)
        if request.everything:
            return self._every_scene(request)
        if request.since_seconds is not None:
            return None, pages.since(request.since_seconds)
        due = pages.due()
        return len(due), pages.by_id(due)

    def _every_scene(self, request: Request) -> tuple[int, Iterator[Page]]:
        scenes = self._parts.stash.count()
        self._guarding.see_stash(scenes)
        # A guard that minds lets nothing of it happen, and what a person means is believed.
        believe = request.accepted or bool(self._guarding.lost)
        return scenes, self._pages.everything(believe=believe)

    def _wake(self, scenes: Sequence[int]) -> None:
        if scenes:
            self._parts.state.queue.wake(scenes, self._parts.clock.now())
