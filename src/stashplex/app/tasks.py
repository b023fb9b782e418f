"""What takes its time, in a line: one goes on, the others wait; named scenes wait for no other."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from stashplex.app.lending import Lending
from stashplex.app.orders import Carried, carried_out, expect_sense, is_small
from stashplex.app.task import ServiceTask
from stashplex.core.answers import DoneTold, ErrorTold, ProgressTold
from stashplex.core.errors import NotNow, StashplexError, Unforeseen, UnknownId
from stashplex.core.remedies import remedy_of
from stashplex.core.service import Order
from stashplex.log import Cleaning

MOST_WAITING: Final = 50
MOST_ENDED: Final = 30

logger = logging.getLogger(__name__)
OnEnd = Callable[[ServiceTask, Carried | None], None]


class TaskLines:
    """The tasks of a service; every one is answered, also where it never began."""

    def __init__(self, lending: Lending, cleaning: Cleaning) -> None:
        self._lending = lending
        self._cleaning = cleaning
        self._clock = lending.house.parts.clock
        self._changed = threading.Condition()
        self._number = 0
        self._known: dict[int, ServiceTask] = {}
        self._closed = False
        self._long = _Line("stashplex-task", self._carry_out)
        self._short = _Line("stashplex-named", self._carry_out)

    def begin(self) -> None:
        """Begins to work what is asked for."""
        self._long.start()
        self._short.start()

    def ask_to_stop(self) -> None:
        """Asks all of them to stop; no other begins."""
        with self._changed:
            self._closed = True
            tasks = tuple(self._known.values())
        for one in tasks:
            one.ask_to_stop()

    def close(self) -> None:
        """Asks all of them to stop, and returns once they have."""
        self.ask_to_stop()
        self._long.close()
        self._short.close()

    def start(self, order: Order, on_end: OnEnd = lambda *_: None) -> ServiceTask:
        """Puts a task in the line of tasks; raises WrongUsage for an order that nobody can do."""
        expect_sense(order)
        line = self._short if is_small(order) else self._long
        with self._changed:
            if self._closed or line.waiting >= MOST_WAITING:
                raise NotNow(
                    "The service ends." if self._closed else f"{MOST_WAITING} tasks wait already.",
                    "Ask again a little later.",
                )
            self._number += 1
            task = ServiceTask(self._number, order, self._clock)
            self._known[task.id] = task
            self._forget_old()
            line.put(task, on_end)
        return task

    def find(self, task: int) -> ServiceTask:
        """Returns a task that goes on, waits or ended lately; raises UnknownId without one."""
        with self._changed:
            found = self._known.get(task)
        if found is None:
            raise UnknownId(
                f"There is no task {task} any more.", "`stashplex runs` shows what runs did."
            )
        return found

    def going_on(self) -> ProgressTold | None:
        """Returns how far the task is that goes on."""
        task = self._long.current or self._short.current
        return None if task is None else task.progress()

    @property
    def waiting(self) -> int:
        """How many begin after it."""
        return self._long.waiting + self._short.waiting

    def _forget_old(self) -> None:
        ended = [one.id for one in self._known.values() if one.is_done]
        for one in ended[:-MOST_ENDED]:
            del self._known[one]

    def _carry_out(self, task: ServiceTask, on_end: OnEnd) -> None:
        carried: Carried | None = None
        try:
            carried = carried_out(task, self._lending)
            done = DoneTold(carried.answer, *self._told(carried.error))
        except StashplexError as error:
            done = DoneTold(None, *self._told(error))
        except Exception as error:
            logger.exception("Task %d met a mistake in stashplex itself", task.id)
            done = DoneTold(None, *self._told(_as_ours(error)))
        task.finish(done)
        on_end(task, carried)

    def _told(self, error: StashplexError | None) -> tuple[ErrorTold, ...]:
        if error is None:
            return ()
        message = "\n".join(map(self._cleaning.line, error.message.splitlines()))
        remedy = "\n".join(map(self._cleaning.line, remedy_of(error).splitlines()))
        return (ErrorTold(error.error_type, message, remedy),)


def _as_ours(error: Exception) -> StashplexError:
    return Unforeseen(
        f"A mistake in stashplex itself: {type(error).__name__}: {error}",
        "Please report it, with the log of the service.",
    )


class _Line:
    """One thread that carries out one task after the other."""

    def __init__(self, name: str, carry_out: Callable[[ServiceTask, OnEnd], None]) -> None:
        self._carry_out = carry_out
        self._changed = threading.Condition()
        self._waiting: deque[tuple[ServiceTask, OnEnd]] = deque()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name)
        self.current: ServiceTask | None = None

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def start(self) -> None:
        self._thread.start()

    def put(self, task: ServiceTask, on_end: OnEnd) -> None:
        with self._changed:
            self._waiting.append((task, on_end))
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                task, on_end = self._waiting.popleft()
                self.current = task
            try:
                self._carry_out(task, on_end)
            finally:
                self.current = None
