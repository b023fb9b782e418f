"""While the next batch is written, the one before is read back and settled."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum, auto
from types import TracebackType
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.errors import DataFolderError, HungUp, ServerError
from stashplex.core.job import Job
from stashplex.core.outcome import Dead, Retry
from stashplex.core.ports import StopSignal
from stashplex.worker.batch import Batch
from stashplex.worker.judge import Verdict, judge
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage
from stashplex.worker.read_back import ReadBack
from stashplex.worker.settling import Settled, Settler

logger = logging.getLogger(__name__)


class Concluded(Enum):
    """How far the thread came that concludes."""

    SETTLED = auto()
    NOT_SHOWN = auto()
    """Something must be written once more, and only the writer's thread writes."""


class Attempt(Struct):
    """One job of a batch that was worked: the time it took, its confidence, its error."""

    job: Job
    seconds: float
    ended_at: float = 0.0
    confidence: str | None = None
    error: Exception | None = None


class WorkedBatch(Struct, frozen=True):
    """A batch that was written, and the scenes whose last attempt was an outage's fault."""

    batch: Batch
    attempts: tuple[Attempt, ...]
    spared: frozenset[int]


class Conclusion:
    """Concludes one batch at a time in a thread of its own; trouble comes back to the writer.

    Only the writer's thread waits at the gate, and only it writes: a batch that cannot be read back
    now, or does not show all that was written, is concluded there.
    """

    def __init__(
        self,
        parts: Parts,
        gate: Passage,
        read_back: ReadBack,
        settler: Settler,
        count: Callable[[Attempt, Verdict | None, Settled], None],
    ) -> None:
        self._parts = parts
        self._gate = gate
        self._read_back = read_back
        self._settler = settler
        self._count = count
        self._pool: ThreadPoolExecutor | None = None
        self._open: tuple[WorkedBatch, Future[ServerError | Concluded]] | None = None

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stashplex-conclusion")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()
        self._pool = None

    def begin(self, batch: Batch, attempts: Sequence[Attempt], stop: StopSignal) -> None:
        """Begins to conclude a written batch, once the one before it is."""
        self.finish(stop)
        worked = WorkedBatch(batch, tuple(attempts), self._gate.take_spared())
        if self._pool is None or self._gate.closed_to_us:
            self._conclude_patiently(worked, stop)
        else:
            self._open = worked, self._pool.submit(self._conclude, worked)

    def finish(self, stop: StopSignal) -> bool:
        """Waits until nothing is left to conclude; returns False where nothing was."""
        if self._open is None:
            return False
        (worked, concluding), self._open = self._open, None
        end = concluding.result()
        if isinstance(end, ServerError):
            self._gate.failed(end, None)
        if end is not Concluded.SETTLED:
            self._conclude_patiently(worked, stop)
        return True

    def settle(self, batch: Batch, attempts: Sequence[Attempt]) -> None:
        """Settles a batch of which nothing was written."""
        self._settle(WorkedBatch(batch, tuple(attempts), self._gate.take_spared()))

    def _conclude(self, worked: WorkedBatch) -> ServerError | Concluded:
        """Reads back and settles; returns what kept it from that."""
        started = self._parts.clock.monotonic()
        try:
            if not self._read_back.shows(worked.batch):
                return Concluded.NOT_SHOWN
        except DataFolderError:
            raise
        except ServerError as error:
            return error
        except Exception as error:  # noqa: BLE001  what is not proved is judged
            self._leave_unproved(worked, error)
        self._end(worked, started)
        return Concluded.SETTLED

    def _conclude_patiently(self, worked: WorkedBatch, stop: StopSignal) -> None:
        started = self._parts.clock.monotonic()
        try:
            self._prove_once_open(worked.batch, stop)
        except DataFolderError:
            raise
        except Exception as error:  # noqa: BLE001  what is not proved is judged
            self._leave_unproved(worked, error)
        spared = worked.spared | self._gate.take_spared()
        self._end(WorkedBatch(worked.batch, worked.attempts, spared), started)

    def _prove_once_open(self, batch: Batch, stop: StopSignal) -> None:
        while True:
            if batch.written() and self._gate.closed_to_us and not self._gate.wait_until_open(stop):
                raise HungUp("Plex", "Stopped before Plex could show what was written.")
            try:
                self._read_back.prove(batch, stop)
            except ServerError as error:
                self._gate.failed(error, None)
                if not self._gate.closed_to_us:
                    raise
            else:
                return

    def _leave_unproved(self, worked: WorkedBatch, error: Exception) -> None:
        logger.debug("Reading back broke off", exc_info=error)
        self._read_back.leave_unproved(worked.batch, error)

    def _end(self, worked: WorkedBatch, started: float) -> None:
        """Settles; a scene whose writes do not show has failed after all."""
        share = (self._parts.clock.monotonic() - started) / max(len(worked.attempts), 1)
        for attempt in worked.attempts:
            attempt.seconds += share
            written = worked.batch.handled.get(attempt.job.scene)
            if written is not None and written.items:
                attempt.error = written.error
        self._settle(worked)

    def _settle(self, worked: WorkedBatch) -> None:
        before = worked.spared - {one.job.scene for one in worked.attempts}
        if before:
            self._parts.state.queue.give_back(before, self._parts.clock.now())
        verdicts = [self._verdict(one, worked.spared) for one in worked.attempts]
        jobs = [(one.job, verdict) for one, verdict in zip(worked.attempts, verdicts, strict=True)]
        settled = self._settler.settle(worked.batch, jobs)
        for attempt, verdict, ended in zip(worked.attempts, verdicts, settled, strict=True):
            self._count(attempt, verdict, self._timed(ended, attempt))

    def _timed(self, ended: Settled, attempt: Attempt) -> Settled:
        begun = self._moment_of(attempt) - attempt.seconds
        waited = max(begun - max(attempt.job.put_at, attempt.job.due_at), 0.0)
        return replace(ended, seconds=attempt.seconds, waited=waited)

    def _moment_of(self, attempt: Attempt) -> float:
        """Returns when an attempt ended, by the wall clock as it is set now."""
        clock = self._parts.clock
        return clock.now() - (clock.monotonic() - attempt.ended_at)

    def _verdict(self, attempt: Attempt, spared: frozenset[int]) -> Verdict | None:
        if attempt.error is None:
            return None
        self._settler.trace(attempt.job.scene, attempt.error)
        verdict = judge(attempt.error, attempt.job, self._parts, self._moment_of(attempt))
        used_an_attempt = isinstance(verdict.outcome, Retry | Dead)
        if (
            attempt.job.scene in spared
            and used_an_attempt
            and isinstance(attempt.error, ServerError)
        ):
            return verdict.spared(self._parts.clock.now())
        return verdict
