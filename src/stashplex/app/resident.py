"""What runs for good: a worker that works what comes, and keeps the house meanwhile."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from stashplex.app.absence import Absence
from stashplex.app.chronicle import closing
from stashplex.app.house import House
from stashplex.app.lending import Lending
from stashplex.app.syncing import told_sync
from stashplex.core.answers import SyncAnswer
from stashplex.core.backoff import probe_wait
from stashplex.core.errors import DatabaseAway
from stashplex.core.job import Job
from stashplex.core.report import Ended, RunReport
from stashplex.worker.gate import Gate
from stashplex.worker.others import Others
from stashplex.worker.passage import GateWithBreaks
from stashplex.worker.processor import SyncWorker
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request, RunResult

logger = logging.getLogger(__name__)

BETWEEN_RESCUES: Final = 2.0
"""Seconds after which it looks whether another worker died."""


class Burst(Struct):
    """One run of a resident worker: from the first job that was due to when none is left."""

    run: int
    began: float
    plex_requests: int
    stash_requests: int
    report: RunReport = field(default_factory=RunReport)
    open: set[int] = field(default_factory=set)
    """Scenes that are tried again before it ends."""


class Resident:
    """Works what is due in an open house; each burst is a run, which can be undone by itself."""

    def __init__(
        self, house: House, gate: Gate, hear: Callable[[Settled], None] = lambda _: None
    ) -> None:
        """Takes whoever hears how each scene ended, whatever it was worked for."""
        self._hear = hear
        self._house = house
        self._gate = gate
        self._clock = house.parts.clock
        self._others = Others(house.parts)
        self._next_rescue = self._clock.monotonic()
        self._burst: Burst | None = None
        passage = GateWithBreaks(gate, self.wants_a_break)
        self._worker: SyncWorker = house.worker(
            house.parts, house.library, passage, on_settled=self._settled
        )
        self.stop_signal = self._worker.stop_signal
        self.lending = Lending(house, gate, self.stop_signal, self._run_of_burst)
        self._absence = Absence(self._clock)
        self.between_batches: Callable[[], None] = lambda: None
        """Called between two batches."""
        self._also_stop: Callable[[], None] = lambda: None
        self.runs = 0
        self.counted: Counter[str] = Counter()

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes."""
        self._worker.ask_to_stop()
        self._also_stop()

    @contextmanager
    def stopping(self, ask_to_stop: Callable[[], None]) -> Iterator[None]:
        """Passes a request to stop on to what goes on meanwhile."""
        self._also_stop = ask_to_stop
        if self.stop_signal.is_set():
            ask_to_stop()
        try:
            yield
        finally:
            self._also_stop = lambda: None

    def work(self) -> None:
        """Works until asked to stop; a database that is away for a while is waited for."""
        stop = self.stop_signal
        try:
            while not stop.is_set():
                try:
                    self._worker.work_until_stopped(self)
                except DatabaseAway as error:
                    wait = probe_wait(self._absence.tries, self._house.parts.random)
                    self._absence.met(error, wait)
                    self._clock.wait(stop, wait)
            self._end_burst()
        finally:
            self.lending.breaks.end()

    def credit(self, job: Job) -> Job:
        """Credits a job to the run of a task that put it, else to that of this burst."""
        self._absence.is_over()
        lent = self.lending.credit(job)
        return replace(job, run=self._burst_run()) if lent is None else lent

    def wants_a_break(self) -> bool:
        """Tells whether a task wants to write."""
        return self.lending.breaks.wanted

    def take_a_break(self) -> None:
        """Lets a task write."""
        self.lending.breaks.give()

    def look_around(self) -> None:
        """Now and then rescues what a dead worker left, and does what is due in the house."""
        now = self._clock.monotonic()
        if now >= self._next_rescue:
            self._next_rescue = now + BETWEEN_RESCUES
            self._house.parts.state.queue.rescue(self._clock.now())
        self.between_batches()

    def rest(self) -> None:
        """Ends the burst, once everything it tried has ended, here or by another worker."""
        self._absence.is_over()
        if self._burst is None:
            return
        for settled in self._others.ended(self._burst.open):
            self._count(self._burst, settled)
        if not self._burst.open:
            self._end_burst()

    def _run_of_burst(self) -> int | None:
        burst = self._burst
        return None if burst is None else burst.run

    def _burst_run(self) -> int:
        """Returns the run of this burst, begun with the first job that is claimed."""
        if self._burst is None:
            plex, stash = self._requests()
            run = self._house.store.runs.start("work", self._clock.now())
            logger.info("Run %d begins: work", run)
            self._burst = Burst(run, self._clock.monotonic(), plex, stash)
        return self._burst.run

    def _settled(self, settled: Settled) -> None:
        self._hear(settled)
        burst = self._burst
        if self.lending.settled(settled) or burst is None or settled.run != burst.run:
            return
        self._count(burst, settled)

    def _count(self, burst: Burst, settled: Settled) -> None:
        if settled.run_waits:
            burst.open.add(settled.scene)
        else:
            burst.open.discard(settled.scene)
        burst.report.record(
            settled.scene,
            Ended(settled.ending, settled.detail),
            warnings=settled.warnings,
            left=settled.left,
        )

    def _end_burst(self) -> None:
        burst, self._burst = self._burst, None
        if burst is None:
            return
        answer = self._told(burst)
        counts = msgspec.to_builtins(answer)
        self._house.store.runs.finish(burst.run, counts, self._clock.now())
        logger.info("%s", closing(answer))
        self.runs += 1
        self.counted.update(
            scenes=answer.scenes,
            changed=answer.changed,
            unchanged=answer.unchanged,
            skipped=sum(answer.skipped.values()),
            waiting=sum(answer.waiting.values()),
            failed=sum(answer.failed.values()),
        )

    def _told(self, burst: Burst) -> SyncAnswer:
        result = RunResult(burst.run, burst.report, seconds=self._clock.monotonic() - burst.began)
        plex, stash = self._requests()
        answer = told_sync(self._house.store, result, Request(), self._house.servers)
        return replace(
            answer,
            plex_requests=plex - burst.plex_requests,
            stash_requests=stash - burst.stash_requests,
        )

    def _requests(self) -> tuple[int, int]:
        servers = self._house.servers
        return servers.plex.requests.total, servers.stash.requests.total
