"""The service before both servers came up: what needs them says so, and the rest answers."""

from collections.abc import Mapping
from typing import Final

from stashplex.app.acting import Actions
from stashplex.app.house import House
from stashplex.app.keeper import Keeper
from stashplex.app.orders import Carried, weighs_all
from stashplex.app.presence import Clients
from stashplex.app.state import Store
from stashplex.app.task import ServiceTask
from stashplex.app.tasks import TaskLines
from stashplex.app.timings import Timings
from stashplex.config import Settings
from stashplex.core.answers import PinAnswer, ProgressTold, PurgeAnswer, RetryAnswer, UnpinAnswer
from stashplex.core.errors import NotNow, UnknownId
from stashplex.core.guard import Alarm
from stashplex.core.ports import Clock
from stashplex.core.service import Change, Chosen, Order, Task
from stashplex.worker.gate import Gate

REMEDY: Final = "The front page shows which server is waited for; it goes on by itself."


class Premises:
    """Both sides of the service that change something, from its start to its end."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        clients: Clients,
        reader: Store,
    ) -> None:
        """Takes a store that is read beside the one that the service writes to."""
        self.settings = settings
        self.clock = clock
        self.clients = clients
        self.reader = reader
        self.timings = Timings()
        self._gate: Gate | None = None
        self._house: House | None = None
        self._keeper: Keeper | None = None
        self._actions: Actions | None = None
        self._tasks: TaskLines | None = None

    def stand_before(self, gate: Gate) -> None:
        """Is told the gate by which the servers are waited for."""
        self._gate = gate

    def open(self, house: House, keeper: Keeper, actions: Actions, tasks: TaskLines) -> None:
        """Is told that the service is at work."""
        self._keeper, self._actions, self._tasks = keeper, actions, tasks
        self._house = house

    @property
    def house(self) -> House | None:
        """The furnished house; None before both servers said who they are."""
        return self._house

    def breakers(self) -> Mapping[str, str]:
        """Returns the state of each server's breaker."""
        return {} if self._gate is None else self._gate.states()

    def held_back(self) -> tuple[Alarm, ...]:
        """Returns why the guards hold something back that nobody asked for; mostly nothing."""
        return () if self._keeper is None else self._keeper.held_back

    def watched_at(self) -> float | None:
        """Returns when Stash was asked for changes last, by the wall clock."""
        return None if self._keeper is None else self._keeper.watched_at

    def tell(self, change: Change) -> None:
        """Takes what a hook tells; before the servers came up, watching finds it later."""
        if self._actions is not None:
            self._actions.tell(change)

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> PinAnswer:
        """Says which item a scene is, and has it synced next."""
        return self._acting.pin(scene, item, dry_run=dry_run)

    def unpin(self, scene: int, item: int | None = None) -> UnpinAnswer:
        """Takes back what was pinned."""
        return self._acting.unpin(scene, item)

    def retry(self, chosen: Chosen) -> RetryAnswer:
        """Puts dead letters back in the line."""
        return self._acting.retry(chosen)

    def purge(self, chosen: Chosen) -> PurgeAnswer:
        """Forgets dead letters."""
        return self._acting.purge(chosen)

    def start(self, order: Order) -> Task:
        """Puts a task in the line of tasks; raises WrongUsage for an order that nobody can do."""
        if self._tasks is None:
            raise _starting()
        return self._tasks.start(order, self._ended)

    def find(self, task: int) -> Task:
        """Returns a task that goes on, waits or ended lately; raises UnknownId without one."""
        if self._tasks is None:
            raise UnknownId(f"There is no task {task}.", "None was asked for yet.")
        return self._tasks.find(task)

    def going_on(self) -> ProgressTold | None:
        """Returns how far the task is that goes on."""
        return None if self._tasks is None else self._tasks.going_on()

    def tasks_waiting(self) -> int:
        """Returns how many tasks begin after it."""
        return 0 if self._tasks is None else self._tasks.waiting

    def _ended(self, task: ServiceTask, carried: Carried | None) -> None:
        """Lets go of what was held back, where a person had as much done since."""
        whole = carried is not None and carried.error is None and not carried.interrupted
        if self._keeper is not None and whole and weighs_all(task.order):
            self._keeper.admission.all_weighed()

    @property
    def _acting(self) -> Actions:
        if self._actions is None:
            raise _starting()
        return self._actions


def _starting() -> NotNow:
    return NotNow("The service waits for Stash and Plex before it can do this.", REMEDY)
