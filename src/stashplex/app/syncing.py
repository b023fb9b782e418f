"""One run in the foreground, from a request to its answer."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Generic, TypedDict, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from stashplex.app import telling
from stashplex.app.beside import Beside
from stashplex.app.chronicle import Chronicle
from stashplex.app.grace import Grace
from stashplex.app.house import House
from stashplex.app.meeting import Servers
from stashplex.app.state import Store
from stashplex.app.upkeep import Upkeep
from stashplex.core.answers import (
    ErrorTold,
    GuardTold,
    MappingTold,
    ReconcileAnswer,
    SyncAnswer,
    TouchTold,
)
from stashplex.core.errors import StashplexError
from stashplex.core.guard import Alarm
from stashplex.core.item import Field
from stashplex.core.outcome import Ending, Waiting
from stashplex.core.remedies import remedy_of
from stashplex.core.report import RunReport
from stashplex.worker.company import Watcher
from stashplex.worker.sync_run import Request, RunResult, SyncRun

SYNCED: Final = (Ending.CHANGED, Ending.UNCHANGED)
Answer = TypeVar("Answer", SyncAnswer, ReconcileAnswer)


class Finished(Struct, Generic[Answer], frozen=True):
    """A run that has ended: its answer, and the error that ended it before its time."""

    answer: Answer
    error: StashplexError | None = None


class ForegroundRun(Generic[Answer]):
    """Carries out a request in an open house."""

    def __init__(
        self,
        house: House,
        request: Request,
        watcher: Watcher,
        tell: Callable[[RunResult, Request, Servers], Answer],
        *,
        take_over: Iterable[Field] = (),
        beside: Beside | None = None,
    ) -> None:
        """Shares gate and worker where it goes on beside a resident."""
        rules = msgspec.structs.replace(house.parts.rules, take_over=frozenset(take_over))
        self._servers = house.servers
        self._beside = beside
        # Beside a resident others wait for the same servers: only its own end cuts them short.
        self._grace = Grace(() if beside else (house.servers.stash, house.servers.plex))
        self._request = request
        self._tell: Callable[[RunResult, Request, Servers], Answer] = tell
        self._chronicle = Chronicle(
            house, request, watcher, lambda: self._run.number, resident=beside is not None
        )
        self._upkeep = Upkeep(house.settings, house.store, house.parts.clock)
        self._run = SyncRun(
            house.parts.with_rules(rules),
            house.library,
            beside.worker if beside else house.worker,
            self._chronicle,
            beside.passage if beside else None,
        )

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes, which a server that hangs cannot hold up."""
        self._run.ask_to_stop()
        self._grace.begin()

    def execute(self) -> Finished[Answer]:
        """Runs to the end, keeps the counts, and tells the log how it began and ended."""
        with self._grace:
            result = self._run.execute(self._request)
        answer = self._told(result)
        self._run.finish(msgspec.to_builtins(answer))
        self._chronicle.close(answer, result.error)
        if not (self._beside or self._request.dry_run or result.interrupted):
            self._upkeep.keep_up()
        return Finished(answer, result.error)

    def _told(self, result: RunResult) -> Answer:
        answer = self._tell(result, self._request, self._servers)
        if self._beside is None:
            return answer
        return replace(
            answer,
            plex_requests=answer.plex_requests - self._beside.plex_requests,
            stash_requests=answer.stash_requests - self._beside.stash_requests,
        )


def told_sync(store: Store, result: RunResult, request: Request, servers: Servers) -> SyncAnswer:
    """Returns how each scene ended, and what is held back from the scenes of the run."""
    counts = result.report.counts()
    return SyncAnswer(
        scenes=counts.scenes,
        changed=counts.changed,
        unchanged=counts.unchanged,
        skipped=counts.skipped,
        waiting=counts.waiting,
        failed=counts.failed,
        left={field.value: count for field, count in result.report.left().items()},
        held=_held(store, result.report, previewed=request.dry_run and bool(request.ids)),
        **_told_of_every_run(result, request, servers),
    )


def told_reconcile(result: RunResult, request: Request, servers: Servers) -> ReconcileAnswer:
    """Returns what was compared, and what was put."""
    counts = result.report.counts()
    waiting = dict(counts.waiting)
    missing = waiting.pop(Waiting.NOT_IN_PLEX, 0) - result.lacking
    if result.lacking:
        waiting[Waiting.NOT_IN_PLEX] = result.lacking
    return ReconcileAnswer(
        scenes=counts.scenes + result.put.total(),
        unchanged=counts.unchanged,
        skipped=counts.skipped,
        enqueued=dict(result.put.most_common()),
        waiting=waiting,
        dead={**counts.failed, **({"NotInPlex": missing} if missing else {})},
        **_told_of_every_run(result, request, servers),
    )


def _held(store: Store, report: RunReport, *, previewed: bool) -> dict[str, int]:
    """Counts what stays held; naming a scene, even in a preview of it, lets go of its fields."""
    held = store.ledger.held_back()
    fields = (
        field
        for scene in held
        if (ended := report.ended(scene)) and not (previewed and ended.ending in SYNCED)
        for field in held[scene]
    )
    return {field.value: count for field, count in Counter(fields).most_common()}


class _EveryRun(TypedDict):
    """The keys that the answers of all runs share."""

    run_id: int | None
    plex_requests: int
    stash_requests: int
    seconds: float
    dry_run: bool
    interrupted: bool
    mapping: tuple[MappingTold, ...]
    warnings: tuple[str, ...]
    guards: tuple[GuardTold, ...] | UnsetType
    error: ErrorTold | UnsetType


def _told_of_every_run(result: RunResult, request: Request, servers: Servers) -> _EveryRun:
    return _EveryRun(
        run_id=result.run,
        plex_requests=servers.plex.requests.total,
        stash_requests=servers.stash.requests.total,
        seconds=round(result.seconds, 3),
        dry_run=request.dry_run,
        interrupted=result.interrupted,
        mapping=telling.mapping(result.mapping, given=result.mapping_is_given),
        warnings=tuple(result.warnings),
        guards=tuple(map(_told_guard, result.alarms)) or UNSET,
        error=_told_error(result.error),
    )


def _told_guard(alarm: Alarm) -> GuardTold:
    return GuardTold(
        guard=alarm.guard,
        what=alarm.what,
        now=alarm.now,
        earlier=alarm.earlier,
        of=alarm.of,
        allowed=alarm.allowed,
        examples=tuple(
            TouchTold(
                one.scene, one.title, one.field, telling.value(one.have), telling.value(one.want)
            )
            for one in alarm.examples
        ),
    )


def _told_error(error: StashplexError | None) -> ErrorTold | UnsetType:
    if error is None:
        return UNSET
    return ErrorTold(error.error_type, error.message, remedy_of(error))
