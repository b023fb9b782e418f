"""What runs for good: a worker that works what comes, and keeps the house meanwhile."""

import logging
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from stashplex.app.chronicle import Chronicle, closing, setting
from stashplex.app.diary import log_kept
from stashplex.app.grace import Grace
from stashplex.app.house import House, furnished, open_servers
from stashplex.app.meeting import Servers
from stashplex.app.state import Store, open_state
from stashplex.app.syncing import told_reconcile, told_sync
from stashplex.app.upkeep import Upkeep
from stashplex.config import Settings
from stashplex.core.answers import SyncAnswer, WorkAnswer
from stashplex.core.backoff import probe_wait
from stashplex.core.errors import DatabaseAway, ServerError
from stashplex.core.outage import SERVERS, Unkept
from stashplex.core.ports import Clock
from stashplex.core.report import Ended, RunReport
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.targets import Targets
from stashplex.worker.arrival import await_servers
from stashplex.worker.errands import Errands
from stashplex.worker.gate import Gate
from stashplex.worker.missing import Missing
from stashplex.worker.others import Others
from stashplex.worker.plan import Plan
from stashplex.worker.processor import SyncWorker
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request, RunResult, SyncRun
from stashplex.worker.watch import Watcher

logger = logging.getLogger(__name__)

BETWEEN_ROUNDS: Final = 60.0
"""Seconds between two rounds through the house."""
BETWEEN_COMPARISONS: Final = 600.0
"""Seconds before everything is compared again, where the last comparison broke off."""
BETWEEN_RESCUES: Final = 2.0
"""Seconds after which it looks whether another worker died."""


@dataclass(slots=True)
class Burst:
    """One run of a resident worker: from the first job that was due to when none is left."""

    run: int
    began: float
    plex_requests: int
    stash_requests: int
    report: RunReport = field(default_factory=RunReport)
    open: set[int] = field(default_factory=set)
    """Scenes that are tried again before it ends."""


class Unwatched:
    """Watches a run that nobody follows."""

    def phase(self, name: str, total: int | None) -> None:
        """Shows nothing."""

    def compared(self, scenes: int) -> None:
        """Shows nothing."""

    def ended(self, settled: Settled) -> None:
        """Shows nothing."""

    def planned(self, plan: Plan) -> None:
        """Shows nothing."""


class Resident:
    """Works what is due in an open house; each burst is a run, which can be undone by itself."""

    def __init__(self, house: House, gate: Gate) -> None:
        self._house = house
        self._gate = gate
        self._clock = house.parts.clock
        self._others = Others(house.parts)
        self._missing = Missing(house.parts, house.library)
        self._upkeep = Upkeep(house.settings, house.store, house.parts.clock)
        watch = house.settings.watch
        self._poll_seconds = watch.poll_seconds
        self._watcher = Watcher(house.parts, house.library, reconcile_hour=watch.reconcile_hour)
        self._comparing: SyncRun | None = None
        self._errands = Errands(gate)
        self._next_round = self._next_rescue = self._next_look = self._clock.monotonic()
        self._next_comparison = self._next_look
        self._burst: Burst | None = None
        self._worker: SyncWorker = house.worker(
            house.parts, house.library, gate, on_settled=self._settled
        )
        self.runs = 0
        self.counted: Counter[str] = Counter()

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes."""
        self._worker.ask_to_stop()
        if self._comparing is not None:
            self._comparing.ask_to_stop()

    def work(self) -> None:
        """Works until asked to stop; a database that is away for a while is waited for."""
        failures = 0
        stop = self._worker.stop_signal
        while not stop.is_set():
            try:
                self._worker.work_until_stopped(self)
            except DatabaseAway as error:
                wait = probe_wait(failures, self._house.parts.random)
                logger.warning("%s Next try in %.0f s.", error.message, wait)
                self._clock.wait(stop, wait)
                failures += 1
        self._end_burst()

    def run(self) -> int | None:
        """Returns the run of this burst, begun with the first job that is claimed."""
        if self._burst is None:
            plex, stash = self._requests()
            run = self._house.store.runs.start("work", self._clock.now())
            logger.info("Run %d begins: work", run)
            self._burst = Burst(run, self._clock.monotonic(), plex, stash)
        return self._burst.run

    def look_around(self) -> None:
        """Now and then rescues what a dead worker left, and tends to what waits for its file."""
        now, state = self._clock.monotonic(), self._house.parts.state
        if now >= self._next_rescue:
            self._next_rescue = now + BETWEEN_RESCUES
            state.queue.rescue(self._clock.now())
        if self._gate.closed_to_us or not state.turns.leads():
            return
        try:
            self._lead(now)
        except ServerError as error:
            self._errands.failed(error)

    def _lead(self, now: float) -> None:
        """Does what one process does for all: watch Stash, and make the rounds."""
        if now >= self._next_look:
            self._next_look = now + self._poll_seconds
            self._watcher.look()
            self._errands.answered("Stash")
            if now >= self._next_comparison and self._watcher.reconcile_due(self._clock.now()):
                self._compare_everything()
        if now >= self._next_round:
            self._next_round = now + BETWEEN_ROUNDS
            self._upkeep.keep_up()
            asked_before, _ = self._requests()
            self._missing.tend()
            if self._requests()[0] > asked_before:
                self._errands.answered("Plex")

    def _compare_everything(self) -> None:
        """Puts whatever differs, which finds what moves no stamp; what a guard minds is told."""
        began = self._clock.now()
        house = self._house
        request = Request(everything=True, verify=True, work=False)
        watcher = Chronicle(house, request, Unwatched())
        run = SyncRun(house.parts, house.library, house.worker, watcher, gate=self._gate)
        self._comparing = run
        try:
            if self._worker.stop_signal.is_set():
                return
            result = run.execute(request)
            answer = told_reconcile(result, request, house.servers)
            run.finish(msgspec.to_builtins(answer))
        finally:
            self._comparing = None
        logger.info("%s", closing(answer))
        if result.interrupted:
            return
        if isinstance(result.error, ServerError):
            self._next_comparison = self._clock.monotonic() + BETWEEN_COMPARISONS
            raise result.error
        self._watcher.reconciled(began)
        for server in SERVERS:
            self._errands.answered(server)

    def rest(self) -> None:
        """Ends the burst, once everything it tried has ended, here or by another worker."""
        if self._burst is None:
            return
        for settled in self._others.ended(self._burst.open):
            self._settled(settled)
        if not self._burst.open:
            self._end_burst()

    def _settled(self, settled: Settled) -> None:
        burst = self._burst
        if burst is None:
            return
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


class Work:
    """Runs a resident worker from an empty start, however long the servers take to come up."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._stop = threading.Event()
        self._resident: Resident | None = None
        self._grace: Grace | None = None

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes, which a server that hangs cannot hold up."""
        self._stop.set()
        if self._resident is not None:
            self._resident.ask_to_stop()
        if self._grace is not None:
            self._grace.begin()

    def execute(self) -> WorkAnswer:
        """Works until asked to stop; raises what keeps it from beginning at all."""
        started = self._clock.monotonic()
        resident = None
        with log_kept(self._settings), open_servers(self._settings) as (stash, plex):
            self._grace = Grace((stash, plex))
            with (
                self._grace,
                open_state(self._settings, self._clock, writing=True) as database,
                self._arrived(stash, plex, database) as resident,
            ):
                if resident is not None:
                    self._resident = resident
                    if self._stop.is_set():
                        resident.ask_to_stop()
                    resident.work()
        seconds = self._clock.monotonic() - started
        return _told_work(resident, seconds)

    @contextmanager
    def _arrived(
        self, stash: StashClient, plex: PlexClient, database: Database
    ) -> Iterator[Resident | None]:
        """Yields the resident once both servers said who they are; None when asked to stop."""
        luck = random.Random().random  # noqa: S311  jitter, not a secret
        known = Targets(database).of()
        book = Store.of(database, known.id, self._clock).outages if known else Unkept()
        gate = Gate(stash, plex, self._clock, luck, patient=True, outages=book)
        infos = await_servers(stash, plex, gate, self._clock, luck, self._stop)
        if infos is None:
            yield None
            return
        house = furnished(self._settings, Servers(stash, plex, *infos), database, clock=self._clock)
        if known is None:
            outages = house.store.outages
            gate = Gate(stash, plex, self._clock, luck, patient=True, outages=outages)
        logger.info("At work, what is put is written at once: %s", setting(house))
        yield Resident(house, gate)


def _told_work(resident: Resident | None, seconds: float) -> WorkAnswer:
    counted = resident.counted if resident else Counter[str]()
    return WorkAnswer(
        runs=resident.runs if resident else 0,
        scenes=counted["scenes"],
        changed=counted["changed"],
        unchanged=counted["unchanged"],
        skipped=counted["skipped"],
        waiting=counted["waiting"],
        failed=counted["failed"],
        seconds=round(seconds, 3),
    )
