"""What runs for good without a face: a worker that works what comes, and keeps house meanwhile."""

import threading
from collections import Counter
from collections.abc import Callable

import msgspec

from stashplex.app.arriving import arrived
from stashplex.app.chronicle import Chronicle
from stashplex.app.diary import log_kept
from stashplex.app.grace import Grace
from stashplex.app.house import House, open_servers
from stashplex.app.keeper import Compare, Compared, Keeper
from stashplex.app.resident import Resident
from stashplex.app.state import open_state
from stashplex.app.syncing import told_reconcile
from stashplex.config import Settings
from stashplex.core.answers import WorkAnswer
from stashplex.core.errors import ServerError
from stashplex.core.ports import Clock
from stashplex.worker.gate import Gate
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request, SyncRun


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
        with log_kept(self._settings), open_servers(self._settings) as (stash, plex):
            self._grace = Grace((stash, plex))
            with (
                self._grace,
                open_state(self._settings, self._clock, writing=True) as database,
            ):
                found = arrived(self._settings, self._clock, (stash, plex), database, self._stop)
                if found is not None:
                    self._work(*found)
        return told_work(self._resident, self._clock.monotonic() - started)

    def _work(self, house: House, gate: Gate) -> None:
        self._resident = resident = employed(house, gate)
        if self._stop.is_set():
            resident.ask_to_stop()
        resident.work()


def employed(house: House, gate: Gate) -> Resident:
    """Returns a resident that keeps the house between two batches, in its own thread."""
    resident = Resident(house, gate)
    keeper = Keeper(house, gate, compare_alone(house, gate, resident), resident.stop_signal)
    resident.between_batches = keeper.look_around
    return resident


def compare_alone(house: House, gate: Gate, resident: Resident) -> Compare:
    """Returns what compares everything in the thread of a resident, between two batches."""

    def compare(ended: Callable[[Compared], None]) -> None:
        request = Request(everything=True, verify=True, work=False)
        watcher = Chronicle(house, request, Unwatched(), lambda: run.number, resident=True)
        run = SyncRun(house.parts, house.library, house.worker, watcher, gate)
        with resident.stopping(run.ask_to_stop):
            result = run.execute(request)
            answer = told_reconcile(result, request, house.servers)
            run.finish(msgspec.to_builtins(answer))
        away = result.error if isinstance(result.error, ServerError) else None
        watcher.close(answer, None if away else result.error)
        ended(Compared(result.error, answer.interrupted))
        if away:
            raise away

    return compare


def told_work(resident: Resident | None, seconds: float) -> WorkAnswer:
    """Returns what a resident did until it was stopped."""
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
