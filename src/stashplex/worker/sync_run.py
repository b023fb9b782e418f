"""One run in the foreground: compare, put what differs, work it, and count how each scene ended."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, TypeVar

from stashplex.core.backoff import retry_wait
from stashplex.core.errors import CredentialsRefused, ServerError, StashplexError, UnknownId
from stashplex.core.job import Priority
from stashplex.core.matching import fits
from stashplex.core.outcome import Ending, Waiting
from stashplex.core.report import Ended, RunReport, waiting
from stashplex.core.scene import Scene
from stashplex.core.stamps import is_since, stamp_since
from stashplex.worker.gate import Gate
from stashplex.worker.halving import read_halving
from stashplex.worker.library import Library
from stashplex.worker.look import Reader, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.processor import SyncWorker
from stashplex.worker.reconcile import Comparison, Finding, expected
from stashplex.worker.settling import Settled
from stashplex.worker.sync_scene import SceneSync

PAGE: Final = 100

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for; with nothing named, everything that is due is worked."""

    ids: tuple[int, ...] = ()
    everything: bool = False
    since_seconds: float | None = None
    limit: int | None = None
    """At most so many scenes are written."""
    dry_run: bool = False
    verify: bool = False
    """Reads every item, whatever the stamps say."""

    @property
    def named(self) -> bool:
        """True where it says which scenes to compare."""
        return bool(self.ids or self.everything or self.since_seconds is not None)


class WorkerMaker(Protocol):
    """Makes the worker of a run."""

    def __call__(
        self,
        parts: Parts,
        library: Library,
        gate: Gate,
        *,
        on_settled: Callable[[Settled], None],
    ) -> SyncWorker:
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


@dataclass(slots=True)
class RunResult:
    """How a run ended."""

    run: int | None
    report: RunReport = field(default_factory=RunReport)
    seconds: float = 0.0
    interrupted: bool = False
    error: StashplexError | None = None
    """What ended the run before its time."""


class SyncRun:
    """Carries out one request; `ask_to_stop` ends it between two writes."""

    def __init__(
        self, parts: Parts, library: Library, worker: WorkerMaker, watcher: Watcher
    ) -> None:
        self._parts = parts
        self._library = library
        self._watcher = watcher
        self._result = RunResult(None)
        self._gate = Gate(parts.stash, parts.plex, parts.clock, parts.random)
        self._worker = worker(parts, library, self._gate, on_settled=self._settled)
        reader = Reader(parts, library)
        planner = Planner(parts, reader)
        sync = SceneSync(parts, reader, planner)
        self._comparison = Comparison(parts, library, reader, planner, sync)
        self._open: set[int] = set()
        """Scenes that were put, or wait for another try, and have not ended yet."""

    def ask_to_stop(self) -> None:
        """Asks for a clean end; safe in a signal handler."""
        self._worker.ask_to_stop()

    def execute(self, request: Request) -> RunResult:
        """Runs to the end, or to the first thing that only a person can mend: see `error`."""
        clock, result = self._parts.clock, self._result
        started = clock.monotonic()
        if not request.dry_run:
            result.run = self._parts.state.runs.start("sync", clock.now())
        try:
            self._run(request)
        except StashplexError as error:
            result.error = error
            self._leave_waiting(_why_waiting(error))
        result.interrupted = self._worker.stop_signal.is_set()
        if result.interrupted and result.error is None:
            self._leave_waiting(Waiting.INTERRUPTED)
        result.seconds = clock.monotonic() - started
        return result

    def finish(self, counts: Mapping[str, object]) -> None:
        """Stores the counts of the run, which the caller completes."""
        if self._result.run is not None:
            self._parts.state.runs.finish(self._result.run, counts, self._parts.clock.now())

    def _run(self, request: Request) -> None:
        self._watcher.phase("Reading the Plex library", None)
        self._library.load()
        if not (request.named or request.dry_run):
            self._wake(self._missing_found())
            self._watcher.phase("Working what is due", None)
            self._worker.run_until_empty(None)
            return
        self._compare(request)
        if request.dry_run:
            return
        self._watcher.phase("Writing", len(self._open))
        if self._open:
            self._worker.run_until_empty(self._result.run)

    def _compare(self, request: Request) -> None:
        total, pages = self._scenes(request)
        self._watcher.phase("Comparing", total)
        priority = Priority.PERSON if request.ids else Priority.BULK
        room = request.limit
        for page in pages:
            if self._worker.stop_signal.is_set() or room == 0:
                return
            examined = self._patiently(partial(self._examine, page, request))
            findings = _within(examined or [], room)
            if room is not None:
                room -= sum(map(_takes_room, findings))
            self._conclude(findings, request, priority)
            self._watcher.compared(len(findings))

    def _examine(self, page: Sequence[Scene], request: Request) -> list[Finding]:
        return self._comparison.examine(
            page,
            in_full=request.dry_run,
            revive=bool(request.ids),
            trust=not (request.verify or request.ids or self._parts.rules.take_over),
        )

    def _conclude(self, findings: Sequence[Finding], request: Request, priority: int) -> None:
        if request.dry_run:
            for one in findings:
                self._settled(expected(one))
                if one.plan is not None and (one.plan.changes or one.plan.left):
                    self._watcher.planned(one.plan)
            return
        self._comparison.keep(findings)
        run = self._result.run or 0
        work = [one for one in findings if one.ended is None]
        dead_again = {one.scene: one for one in self._comparison.enqueue(work, run, priority)}
        for one in findings:
            ended = one.ended or dead_again.get(one.scene)
            if ended is not None:
                self._settled(ended)
            else:
                self._open.add(one.scene)
                self._result.report.record(one.scene, waiting(Waiting.INTERRUPTED))

    def _scenes(self, request: Request) -> tuple[int | None, Iterator[tuple[Scene, ...]]]:
        stash = self._parts.stash
        if request.ids:
            return len(set(request.ids)), self._named(request)
        if not request.named:
            due = self._parts.state.queue.due(self._parts.clock.now())
            ids = tuple(dict.fromkeys((*due, *self._missing_found())))
            return len(ids), self._read_by_id(ids)
        if request.since_seconds is None:
            return stash.count(), self._pages("")
        moment = self._parts.clock.now() - request.since_seconds
        since = stamp_since(stash.newest_update(), moment)
        recent = (
            tuple(scene for scene in page if is_since(scene.updated_at, moment))
            for page in self._pages(since)
        )
        return None, recent

    def _pages(self, since: str) -> Iterator[tuple[Scene, ...]]:
        last = 0
        while True:
            page = self._patiently(partial(self._page, since, last))
            if page:
                yield page
            if not page or len(page) < PAGE:
                return
            last = page[-1].id

    def _page(self, since: str, last: int) -> tuple[Scene, ...]:
        return next(self._parts.stash.pages(since, PAGE, after=last), ())

    def _patiently(self, read: Callable[[], Found]) -> Found | None:
        """Waits outages out and repeats what may pass; returns None when asked to stop."""
        stop, failures = self._worker.stop_signal, 0
        while self._gate.wait_until_open(stop):
            try:
                return read()
            except ServerError as error:
                failures += 1
                self._gate.failed(error, None)
                if self._gate.closed_to_us:
                    continue
                if failures > self._parts.limits.max_retries:
                    raise
                self._parts.clock.wait(stop, retry_wait(failures, self._parts.random))
        return None

    def _named(self, request: Request) -> Iterator[tuple[Scene, ...]]:
        unique = tuple(dict.fromkeys(request.ids))
        found, failed = read_halving(self._parts.stash.scenes, unique)
        gone = [one for one in unique if one not in found and one not in failed]
        self._refuse_unknown(gone)
        for one in gone:
            self._settled(Settled(one, Ending.SKIPPED, "scene_gone", "it is not in Stash any more"))
        if failed:
            unread = [Finding(Unreadable(one, error), one) for one, error in failed.items()]
            self._conclude(unread, request, Priority.PERSON)
        scenes = list(found.values())
        for start in range(0, len(scenes), PAGE):
            yield tuple(scenes[start : start + PAGE])

    def _refuse_unknown(self, gone: Sequence[int]) -> None:
        known = self._parts.state.records.scenes(gone)
        unknown = [str(one) for one in gone if one not in known]
        if unknown:
            raise UnknownId(
                f"Stash has no scene {', '.join(unknown)}.",
                "The id of a scene is the number in its address in Stash.",
            )

    def _missing_found(self) -> list[int]:
        """Returns the waiting scenes whose file the index shows by now; no search per scene."""
        there = self._read_by_id(self._parts.state.queue.waiting_missing())
        index, mapping = self._library.index, self._parts.mapping
        return [one.id for page in there for one in page if fits(one.files, index, mapping)]

    def _wake(self, scenes: Sequence[int]) -> None:
        if scenes:
            self._parts.state.queue.wake(scenes, self._parts.clock.now())

    def _read_by_id(self, ids: Sequence[int]) -> Iterator[tuple[Scene, ...]]:
        for start in range(0, len(ids), PAGE):
            scenes, _ = read_halving(self._parts.stash.scenes, ids[start : start + PAGE])
            yield tuple(scenes.values())

    def _settled(self, settled: Settled) -> None:
        if settled.run_waits:
            self._open.add(settled.scene)
        else:
            self._open.discard(settled.scene)
        self._result.report.record(
            settled.scene,
            Ended(settled.ending, settled.detail),
            warnings=settled.warnings,
            left=settled.left,
        )
        self._watcher.ended(settled)

    def _leave_waiting(self, why: Waiting) -> None:
        for scene in self._open:
            self._result.report.record(scene, waiting(why))


def _within(findings: Sequence[Finding], room: int | None) -> list[Finding]:
    """Returns the findings up to the last scene that there is room for."""
    if room is None:
        return list(findings)
    counted = itertools.accumulate(map(_takes_room, findings))
    return [one for one, count in zip(findings, counted, strict=True) if count <= room]


def _takes_room(finding: Finding) -> bool:
    """Tells what counts for a limit: the scenes that would be written, and no others."""
    return finding.ended is None and finding.plan is not None and finding.plan.changes


def _why_waiting(error: StashplexError) -> Waiting:
    return Waiting.CREDENTIALS if isinstance(error, CredentialsRefused) else Waiting.OUTAGE
