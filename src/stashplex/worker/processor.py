"""SyncWorker: claims jobs, has them handled, settles them, and tells what came out."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from stashplex.core.errors import DataFolderError, LeaseLost, ServerError, StashplexError
from stashplex.core.job import LEASE_SECONDS, Job
from stashplex.core.outcome import Dead, Done, Later, Retry
from stashplex.core.ports import StopSignal
from stashplex.worker.batch import Batch
from stashplex.worker.claiming import Claims
from stashplex.worker.concluding import Attempt, Conclusion
from stashplex.worker.feed import NO_FEED, Feed
from stashplex.worker.halving import of_the_server
from stashplex.worker.intending import Intention
from stashplex.worker.judge import Verdict
from stashplex.worker.library import Library
from stashplex.worker.look import Reader
from stashplex.worker.pace import Pace
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage
from stashplex.worker.plan import Planner
from stashplex.worker.read_ahead import OLDEST_READING, ReadAhead, ReadBatch
from stashplex.worker.read_back import ReadBack
from stashplex.worker.settling import Settled, Settler
from stashplex.worker.shift import NoShift, Shift
from stashplex.worker.stats import SyncStats
from stashplex.worker.sync_scene import SceneSync
from stashplex.worker.telling import Storyteller

logger = logging.getLogger(__name__)

STATS_FILE = "stats.json"
JOBS_PER_SUMMARY = 10
LONGEST_NAP = 15.0
"""Seconds after which it looks again whether what it must try again still waits."""
NEWEST_DEAD_LETTERS = 5


class SyncWorker:
    """Works the queue batch by batch; stops between two writes, and loses nothing."""

    def __init__(
        self,
        parts: Parts,
        library: Library,
        gate: Passage,
        *,
        data_dir: Path | None = None,
        on_settled: Callable[[Settled], None] | None = None,
    ) -> None:
        self._parts = parts
        self._library = library
        self._gate = gate
        self._on_settled = on_settled or (lambda _: None)
        reader = Reader(parts, library)
        planner = Planner(parts, reader)
        self._sync = SceneSync(parts, reader, planner)
        read_back = ReadBack(parts, reader, self._sync)
        self._story = Storyteller()
        settler = Settler(parts, planner, read_back, self._story)
        self._conclusion = Conclusion(parts, gate, read_back, settler, self._count)
        self._intention = Intention(self._sync)
        self._pace = Pace(parts.plex, gate, parts.clock)
        self._batch = Batch({})
        self._following: Sequence[Job] = ()
        """The job at hand and the one after it."""
        self._new_ahead = partial(ReadAhead, self._sync, planner, parts.clock)
        self._claims = Claims(parts)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._stats_path = data_dir / STATS_FILE if data_dir else None
        self._stats = SyncStats.of_session(self._stats_path, parts.clock.now())
        self._session_jobs = 0
        self._feed = NO_FEED
        self._leased_until = 0.0
        self._unfinished: set[int] = set()
        """Scenes that this session tried and must try again."""

    @property
    def stats(self) -> SyncStats:
        """The statistics over all sessions."""
        return self._stats

    def start(self) -> None:
        """Starts working in a thread of its own, until `stop`."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._worker_loop, name="stashplex-worker")
        self._thread.start()

    def stop(self) -> None:
        """Stops between two writes; what was claimed and not worked goes back to the queue."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._save_stats()

    @property
    def stop_signal(self) -> StopSignal:
        """The signal that `stop` and `ask_to_stop` give."""
        return self._stop

    def ask_to_stop(self) -> None:
        """Asks for a return soon; safe in a signal handler."""
        self._stop.set()
        self._parts.state.turns.wake()

    def run_until_empty(
        self, run: int | None = None, *, everything: bool = False, feed: Feed | None = None
    ) -> None:
        """Works what is due of a run and what a feed brings, and waits for what it must retry.

        With `everything`, or without a run, it works what is due of any run. What is written is
        credited to this run, whichever put the job. Raises CredentialsRefused where only a person
        can open the door again.
        """
        self._claims.credit_to(lambda job: job if run is None else replace(job, run=run))
        claimed = None if everything else run
        self._feed = feed or NO_FEED
        try:
            with self._session() as ahead:
                while not self._stop.is_set() and (
                    self._work_once(ahead, claimed)
                    or self._feed.wait()
                    or self._wait_for_retries(claimed)
                ):
                    pass
        finally:
            self._feed.begin()

    def work_until_stopped(self, shift: Shift) -> None:
        """Works what comes, and lets a shift look around between two batches and rest."""
        self._claims.credit_to(shift.credit)
        with self._session() as ahead:
            while not self._stop.is_set():
                if shift.wants_a_break():
                    self._release(ahead.drop())
                    self._conclusion.finish(self._stop)
                    shift.take_a_break()
                shift.look_around()
                if not self._work_once(ahead, None):
                    if not self._unfinished:
                        self._story.close()
                    shift.rest()
                    self._parts.state.turns.wait_for_work(
                        self._stop, self._claims.seconds_until_due()
                    )

    def _worker_loop(self) -> None:
        try:
            self.work_until_stopped(NoShift())
        except StashplexError as error:
            logger.error("The worker has stopped: %s", error)  # noqa: TRY400  it says it all
        except Exception:
            logger.exception("The worker has stopped")
            raise

    @contextmanager
    def _session(self) -> Iterator[ReadAhead]:
        self._claims.begin_small()
        self._log_dlq_status()
        try:
            with self._new_ahead() as ahead, self._conclusion, self._intention:
                try:
                    yield ahead
                finally:
                    self._release(ahead.drop())
                    self._conclusion.finish(self._stop)
        finally:
            self._story.close()
            self._save_stats()

    def _work_once(self, ahead: ReadAhead, run: int | None) -> bool:
        """Works one batch of what is due; returns False where nothing is, and nothing is open."""
        if self._gate.closed_to_us:
            self._release(ahead.drop())
        if not self._gate.wait_until_open(self._stop):
            return not self._stop.is_set()  # a break is wanted, and then there is more to do
        if ahead.jobs and self._is_called_above(ahead.jobs):
            self._release(ahead.drop())
            self._claims.begin_small()
        read = ahead.take(partial(self._claims.next, run))
        if read is None:
            return self._conclusion.finish(self._stop)
        self._feed.begin()
        if ahead.jobs and ahead.jobs[0].priority > read.jobs[0].priority:
            self._release(read.jobs)
        else:
            self._work(read)
        if ahead.is_old:
            self._release(ahead.drop())
        return True

    def _is_called_above(self, jobs: Sequence[Job]) -> bool:
        """Tells whether something more urgent than the first of these began to wait."""
        return self._parts.state.turns.is_called_above(jobs[0].priority)

    def _wait_for_retries(self, run: int | None) -> bool:
        """Waits until a job is due that this session must try again; returns False without one."""
        state, clock = self._parts.state, self._parts.clock
        due = state.queue.next_due(run)
        # Another process may have ended some of them.
        self._unfinished &= state.line.standing(self._unfinished).keys()
        if due is None or not self._unfinished:
            return False
        clock.wait(self._stop, min(max(due - clock.now(), 0.0), LONGEST_NAP))
        return True

    def _work(self, read: ReadBatch) -> None:
        with self._parts.state.turns.writing(self._stop):
            self._work_in_turn(read)

    def _work_in_turn(self, read: ReadBatch) -> None:
        if self._parts.clock.now() - read.claimed_at > OLDEST_READING:
            self._release(read.jobs)
            return
        self._leased_until = read.claimed_at + LEASE_SECONDS
        self._batch = read.batch
        if isinstance(read.error, ServerError):
            self._give_up(read.jobs, read.error)
            return
        if read.error is not None:
            raise read.error
        attempts = self._write_all(read.jobs, read.seconds / len(read.jobs))
        self._conclusion.begin(read.batch, attempts, self._stop)

    def _give_up(self, jobs: Sequence[Job], error: ServerError) -> None:
        """Returns a batch that could not be read: a server's trouble is not its scenes'."""
        # The listing of a library is no scene's: it waits like any other outage.
        error = of_the_server(error)
        self._conclusion.finish(self._stop)
        self._gate.failed(error, None)
        now = self._parts.clock.monotonic()
        self._conclusion.settle(self._batch, [Attempt(job, 0.0, now, error=error) for job in jobs])

    def _write_all(self, jobs: Sequence[Job], share: float) -> list[Attempt]:
        """Writes job after job; returns the rest on a stop, an outage, or for what is urgent."""
        writers = self._parts.limits.write_concurrency
        if writers > 1:
            return self._write_at_once(jobs, share, writers)
        attempts = []
        for position, job in enumerate(jobs):
            gives_way = self._is_called_above(jobs[position:])
            # What was recorded already is written: given back again and again it would seem to
            # take its worker down.
            if self._must_stop_writing or (gives_way and not self._intention.holds(job)):
                self._release(jobs[position:])
                break
            self._following = () if gives_way else jobs[position : position + 2]
            self._keep_leases(jobs)
            attempts += self._written(job, share)
        self._following = ()
        return attempts

    def _write_at_once(self, jobs: Sequence[Job], share: float, writers: int) -> list[Attempt]:
        """Writes several scenes at the same time; no more than one request for each of them."""

        def write(job: Job) -> list[Attempt]:
            if self._must_stop_writing or self._is_called_above([job]):
                self._release([job])
                return []
            self._keep_leases(jobs)
            return self._written(job, share)

        with ThreadPoolExecutor(writers, thread_name_prefix="stashplex-writer") as pool:
            return [attempt for written in pool.map(write, jobs) for attempt in written]

    @property
    def _must_stop_writing(self) -> bool:
        return self._stop.is_set() or self._gate.closed_to_us

    def _written(self, job: Job, share: float) -> list[Attempt]:
        attempt = self._attempt(job, share)
        if isinstance(attempt.error, LeaseLost):
            logger.warning("%s", attempt.error)
            return []
        return [attempt]

    def _keep_leases(self, jobs: Sequence[Job]) -> None:
        """Renews the leases of a batch that takes long; one that is lost shows in its settling."""
        now = self._parts.clock.now()
        if now < self._leased_until - LEASE_SECONDS / 2:
            return
        self._leased_until = now + LEASE_SECONDS
        for job in jobs:
            with suppress(LeaseLost):
                self._parts.state.queue.renew(job, now)

    def _attempt(self, job: Job, share: float) -> Attempt:
        clock = self._parts.clock
        started = clock.monotonic()
        attempt = Attempt(job, 0.0)
        try:
            attempt.confidence = self._process_job(job)
        except DataFolderError:
            raise
        except Exception as error:  # noqa: BLE001  it is judged as this scene's
            attempt.error = self._gate.failed(error, job.scene)
            if job.scene in self._batch.handled:
                self._batch.handled[job.scene].error = attempt.error
            if isinstance(error, ServerError):
                self._pace.failed()
        else:
            if job.scene in self._batch.handled:
                self._gate.succeeded(job.scene)
        attempt.seconds = share + clock.monotonic() - started
        attempt.ended_at = clock.monotonic()
        return attempt

    def _process_job(self, job: Job) -> str | None:
        """Plans and writes one job of the batch that was read, and raises our errors.

        Returns the confidence of its match, or None where there was nothing to match.
        """
        intended = self._intention.take(job, self._batch)
        self._intention.begin(self._following, self._batch)
        if not intended.writes:
            return self._sync.carry_out(intended, self._batch)
        self._pace.before_write(self._stop)
        started = self._parts.clock.monotonic()
        confidence = self._sync.carry_out(intended, self._batch)
        self._pace.wrote(self._parts.clock.monotonic() - started)
        return confidence

    def _count(self, attempt: Attempt, verdict: Verdict | None, settled: Settled) -> None:
        self._record(attempt, verdict)
        self._on_settled(replace(settled, run=attempt.job.run))

    def _record(self, attempt: Attempt, verdict: Verdict | None) -> None:
        scene = attempt.job.scene
        self._unfinished.discard(scene)
        if verdict is not None and verdict.run_waits:
            self._unfinished.add(scene)
        outcome = Done() if verdict is None else verdict.outcome
        match outcome:
            case Later():
                return
            case Done():
                self._stats.record_success(attempt.seconds, attempt.confidence)
            case Retry(cause=cause):
                self._stats.record_failure(cause.error_type, attempt.seconds)
            case Dead(cause=cause):
                self._stats.record_failure(cause.error_type, attempt.seconds, to_dlq=True)
        self._session_jobs += 1
        if self._session_jobs % JOBS_PER_SUMMARY == 0:
            self._log_batch_summary()

    def _release(self, jobs: Sequence[Job]) -> None:
        self._parts.state.queue.release(jobs, self._parts.clock.now())

    def _log_batch_summary(self) -> None:
        logger.info("%s", self._stats.summary_line())
        logger.info("Stats: %s", self._stats.stats_json())
        self._log_dlq_summary()
        self._log_cache_stats()
        self._save_stats()

    def _log_dlq_summary(self) -> None:
        summary = self._parts.state.dead_letters.get_error_summary()
        if summary:
            kinds = ", ".join(f"{count} {kind}" for kind, count in summary.items())
            logger.warning("DLQ contains %d items: %s", sum(summary.values()), kinds)

    def _log_dlq_status(self) -> None:
        """Tells at the start what is dead already, the newest by name."""
        self._log_dlq_summary()
        for letter in self._parts.state.dead_letters.list(limit=NEWEST_DEAD_LETTERS):
            logger.info(
                "Dead letter: scene %d (%s): %s: %s",
                letter.scene,
                letter.path or letter.title or "no longer in Stash",
                letter.error_type,
                letter.message,
            )

    def _log_cache_stats(self) -> None:
        library = self._library
        rate = 100.0 * library.hits / library.lookups if library.lookups else 0.0
        logger.debug(
            "Item index: %d items, %.0f s old, %.1f%% of %d look-ups hit",
            len(library.index),
            library.age(),
            rate,
            library.lookups,
        )

    def _save_stats(self) -> None:
        if self._stats_path is not None:
            self._stats.save_to_file(self._stats_path)
