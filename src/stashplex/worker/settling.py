"""Settling a batch: facts, records and outcomes in one transaction, then one line per failure."""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.errors import LeaseLost, NotInPlex, StashplexError
from stashplex.core.item import Field
from stashplex.core.job import Job
from stashplex.core.outcome import Cause, Done, Ending, Retry, Skip, Waiting
from stashplex.core.ports import SceneRecord
from stashplex.worker.batch import Batch, Handled
from stashplex.worker.judge import Verdict
from stashplex.worker.look import GONE, SILENT, Look, Seen, Skipped
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Planner, evidence_text
from stashplex.worker.read_back import ReadBack
from stashplex.worker.telling import Storyteller

logger = logging.getLogger(__name__)

JOBS_PER_TRANSACTION: Final = 5
"""So few that the writer, who records what it intends, never waits long for the database."""
_FAREWELL: Final = (Ending.CHANGED, Ending.SKIPPED)
"""How a scene ends that is gone for good: one whose items could not be written is tried again."""


class Settled(Struct, frozen=True):
    """How one scene ended, for whoever counts or shows it."""

    scene: int
    ending: Ending
    detail: str = ""
    message: str = ""
    left: tuple[Field, ...] = ()
    warnings: tuple[str, ...] = ()
    run_waits: bool = False
    """True where its run waits for another try: this is not how it ends."""
    run: int | None = None
    """The run that its job was credited to."""
    seconds: float = 0.0
    """How long it was worked on, its share of the reads included."""
    waited: float = 0.0
    """How many seconds passed from when it could be begun until it was."""


class Settler:
    """Writes down how each scene of a batch ended."""

    def __init__(
        self, parts: Parts, planner: Planner, read_back: ReadBack, story: Storyteller
    ) -> None:
        self._parts = parts
        self._story = story
        self._planner = planner
        self._read_back = read_back

    def trace(self, scene: int, error: Exception) -> None:
        """Tells where an error came from, if it is a mistake of ours."""
        if not isinstance(error, StashplexError):
            self._story.mistake(scene, error)

    def settle(
        self, batch: Batch, jobs: Sequence[tuple[Job, Verdict | None]]
    ) -> tuple[Settled, ...]:
        """Stores facts, record and outcome of each scene of a batch, all or none of them."""
        settled: list[Settled] = []
        for start in range(0, len(jobs), JOBS_PER_TRANSACTION):
            few = jobs[start : start + JOBS_PER_TRANSACTION]
            with self._parts.state.transactions.transaction():
                some = [self._settle_one(batch, job, verdict) for job, verdict in few]
                self._count(some)
            settled += some
        for (job, verdict), ended in zip(jobs, settled, strict=True):
            self._tell(job, verdict, ended, batch)
        return tuple(settled)

    def _count(self, ended: Sequence[Settled]) -> None:
        for_good = Counter(one.ending for one in ended if not one.run_waits)
        self._parts.state.hours.count(
            self._parts.clock.now(),
            changed=for_good[Ending.CHANGED],
            failed=for_good[Ending.FAILED],
        )

    def _tell(self, job: Job, verdict: Verdict | None, ended: Settled, batch: Batch) -> None:
        path = _path(batch.seen.get(job.scene))
        for warning in ended.warnings:
            self._story.warned(job.scene, path, warning)
        if verdict is not None and ended.ending is Ending.FAILED:
            attempt = job.attempts + 1 if isinstance(verdict.outcome, Retry) else None
            self._story.failed(job.scene, path, verdict.cause, attempt=attempt)

    def _settle_one(self, batch: Batch, job: Job, verdict: Verdict | None) -> Settled:
        handled, seen = batch.handled.get(job.scene), batch.seen.get(job.scene)
        if handled is not None:
            self._read_back.store(handled)
        ended = _ended(job, verdict, handled, seen)
        self._remember(job, ended, handled, seen)
        self._settle(job, verdict)
        return ended

    def _settle(self, job: Job, verdict: Verdict | None) -> None:
        outcome = Done() if verdict is None else verdict.outcome
        try:
            self._parts.state.queue.settle(job, outcome, self._parts.clock.now())
        except LeaseLost as error:
            logger.warning("%s", error)

    def _remember(
        self, job: Job, ended: Settled, handled: Handled | None, seen: Seen | None
    ) -> None:
        records = self._parts.state.records
        if _is_gone(seen):
            if ended.ending in _FAREWELL:
                records.forget([job.scene])
        elif handled is not None:
            record = self._planner.record(handled.plan, ending=ended.ending, reason=ended.detail)
            records.remember([record])
        elif seen is not None:
            records.remember([remembered(seen, ended, self._parts.clock.now())])


def dead(scene: int, cause: Cause) -> Settled:
    """Returns how a scene ends that cannot be worked; one Plex lacks never counts as failed."""
    if cause.error_type == NotInPlex.__name__:
        return Settled(scene, Ending.WAITING, Waiting.NOT_IN_PLEX, cause.message)
    return Settled(scene, Ending.FAILED, cause.error_type, cause.message)


def remembered(seen: Seen, ended: Settled, now: float) -> SceneRecord:
    """Returns the record of a scene that was looked at and not planned."""
    record = SceneRecord(
        scene=ended.scene, ending=ended.ending, reason=ended.detail, checked_at=now
    )
    if seen.scene is not None:
        files = seen.scene.files
        record = replace(
            record,
            title=seen.scene.title,
            path=files[0].path if files else "",
            updated_at=seen.scene.updated_at,
        )
    if seen.match is not None:
        record = replace(
            record,
            confidence=seen.match.confidence or "",
            evidence=evidence_text(one.evidence for one in seen.match.found),
        )
    return record


def _ended(
    job: Job, verdict: Verdict | None, handled: Handled | None, seen: Seen | None
) -> Settled:
    left = handled.plan.left if handled else ()
    warnings = _warnings(handled) if handled else ()
    if verdict is not None:
        message = verdict.cause.message
        ended = Settled(job.scene, verdict.ending, verdict.detail, message, left, warnings)
        return replace(ended, run_waits=verdict.run_waits)
    if isinstance(seen, Skipped):
        return Settled(job.scene, Ending.SKIPPED, seen.skip, seen.why)
    if handled and handled.changed:
        return Settled(job.scene, Ending.CHANGED, "", "", left, warnings)
    return replace(unchanged(job.scene, seen), left=left, warnings=warnings)


def unchanged(scene: int, seen: Seen | None) -> Settled:
    """Returns how a scene ends on whose items nothing needed to be written."""
    if _is_gone(seen):
        return Settled(scene, Ending.SKIPPED, Skip.SCENE_GONE, GONE)
    if isinstance(seen, Look) and seen.silent:
        return Settled(scene, Ending.SKIPPED, Skip.NOTHING_TO_SAY, SILENT)
    return Settled(scene, Ending.UNCHANGED)


def _is_gone(seen: Seen | None) -> bool:
    """Tells whether Stash has the scene no more."""
    match seen:
        case Look(gone=gone):
            return gone
        case Skipped(skip=skip):
            return skip is Skip.SCENE_GONE
        case _:
            return False


def _warnings(handled: Handled) -> tuple[str, ...]:
    own_forms = [name for one in handled.items.values() for name in one.own_form]
    kept = (f"Plex keeps its own form of: {', '.join(own_forms)}",) if own_forms else ()
    return (*handled.plan.desired.warnings, *kept)


def _path(seen: Seen | None) -> str:
    if seen is None or seen.scene is None or not seen.scene.files:
        return "no file"
    return seen.scene.files[0].path
