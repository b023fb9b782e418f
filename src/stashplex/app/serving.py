"""The resident service: the worker, what keeps the house, the tasks, and the way in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Final, Protocol

from stashplex.app.acting import Actions
from stashplex.app.arriving import arrived
from stashplex.app.diary import log_kept
from stashplex.app.grace import Grace
from stashplex.app.house import House, open_servers
from stashplex.app.keeper import Compare, Compared, Keeper
from stashplex.app.loops import Loop
from stashplex.app.orders import Carried
from stashplex.app.premises import Premises
from stashplex.app.presence import Clients
from stashplex.app.resident import Resident
from stashplex.app.state import Store, open_state
from stashplex.app.tasks import TaskLines
from stashplex.app.working import told_work
from stashplex.config import Settings
from stashplex.core.answers import WorkAnswer
from stashplex.core.errors import NotNow, Unforeseen
from stashplex.core.ports import Clock
from stashplex.core.service import SyncOrder
from stashplex.log import Cleaning
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.targets import FIRST_TARGET, Targets
from stashplex.worker.gate import Gate

A_DAY: Final = 86400.0
EVERYTHING: Final = SyncOrder(everything=True, verify=True, work=False)


class Web(Protocol):
    """The way in: pages, API and inbox."""

    @property
    def address(self) -> str:
        """Where this machine reaches it."""

    def start(self) -> None:
        """Begins to answer."""

    def stop(self) -> None:
        """Ends every open answer; more than once is as good as once."""


OpenWeb = Callable[[Premises], Web]


class Serve:
    """Runs the service from an empty start, however long the servers take to come up."""

    def __init__(self, settings: Settings, clock: Clock, open_web: OpenWeb) -> None:
        self._settings = settings
        self._clock = clock
        self._open_web = open_web
        self._stop = threading.Event()
        self._resident: Resident | None = None
        self._tasks: TaskLines | None = None
        self._grace: Grace | None = None
        self._web: Web | None = None
        self._mistake: Exception | None = None

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes, which no server and no browser can hold up."""
        self._stop.set()
        if self._resident is not None:
            self._resident.ask_to_stop()
        if self._tasks is not None:
            # One that writes in a break of the resident would be waited for.
            self._tasks.ask_to_stop()
        if self._grace is not None:
            self._grace.begin()
        if self._web is not None:
            self._web.stop()

    def execute(self) -> WorkAnswer:
        """Serves until asked to stop; raises what keeps it from beginning at all."""
        started = self._clock.monotonic()
        settings, clock = self._settings, self._clock
        with ExitStack() as rooms:
            rooms.enter_context(log_kept(settings))
            servers = rooms.enter_context(open_servers(settings))
            self._grace = rooms.enter_context(Grace(servers))
            database = rooms.enter_context(open_state(settings, clock, writing=True))
            reader = rooms.enter_context(open_state(settings, clock, writing=False))
            known = Targets(reader).of()
            store = Store.of(reader, known.id if known else FIRST_TARGET, clock)
            premises = Premises(settings, clock, Clients(*servers), store)
            rooms.enter_context(self._open(premises, database))
            found = arrived(
                settings, clock, servers, database, self._stop, on_gate=premises.stand_before
            )
            if found is not None:
                self._work(premises, *found)
        if self._mistake is not None:
            raise self._mistake
        return told_work(self._resident, self._clock.monotonic() - started)

    @contextmanager
    def _open(self, premises: Premises, database: Database) -> Iterator[None]:
        web = self._web = self._open_web(premises)
        try:
            web.start()
            database.announce(web.address)
            yield
        finally:
            web.stop()

    def _work(self, premises: Premises, house: House, gate: Gate) -> None:
        self._resident = resident = Resident(house, gate, premises.timings.record)
        tasks = self._tasks = TaskLines(resident.lending, Cleaning(self._settings.secrets))
        keeper = Keeper(house, gate, _by_task(tasks), resident.stop_signal)
        keeping = Loop("stashplex-keeper", partial(_keep, keeper), *self._ends)
        comparing = Loop("stashplex-inbox", lambda: _compare(actions), *self._ends)
        actions = Actions(house, gate, keeper, look=keeping.wake, compare=comparing.wake)
        premises.stand_before(gate)
        premises.open(house, keeper, actions, tasks)
        with _running(tasks, keeping, comparing):
            if self._stop.is_set():
                resident.ask_to_stop()
            resident.work()

    @property
    def _ends(self) -> tuple[Clock, Callable[[Exception], None]]:
        """What a loop is given: time, and what ends the service where it met a mistake."""
        return self._clock, self._end_with

    def _end_with(self, mistake: Exception) -> None:
        self._mistake = self._mistake or mistake
        self.ask_to_stop()


@contextmanager
def _running(tasks: TaskLines, *loops: Loop) -> Iterator[None]:
    tasks.begin()
    for one in loops:
        one.start()
    try:
        yield
    finally:
        for one in loops:
            one.ask_to_stop()
        tasks.close()
        for one in loops:
            one.stop()


def _keep(keeper: Keeper) -> float:
    keeper.look_around()
    return keeper.seconds_until_due


def _compare(actions: Actions) -> float:
    actions.admit_told()
    return A_DAY


def _by_task(tasks: TaskLines) -> Compare:
    """Returns what compares everything as a task, so that it is seen and can be stopped."""

    def compare(ended: Callable[[Compared], None]) -> None:
        try:
            tasks.start(EVERYTHING, lambda _, carried: ended(_compared(carried)))
        except NotNow as error:
            ended(Compared(error))

    return compare


def _compared(carried: Carried | None) -> Compared:
    if carried is None:
        return Compared(Unforeseen("Comparing everything broke off."))
    return Compared(carried.error, carried.interrupted)
