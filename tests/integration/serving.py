"""The service in this process, in threads of its own, with a way in that a test holds."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from stashplex.app.premises import Premises
from stashplex.app.serving import Serve
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.core.answers import DoneTold, WorkAnswer
from stashplex.core.service import Change, Order, Task, TaskEvent

PATIENCE = 30.0
LOOK = 0.01


@dataclass(slots=True)
class OpenDoor:
    """A way in that lets a test in, and nobody else."""

    premises: Premises
    address: str = "http://127.0.0.1:1"
    running: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self.running.set()

    def stop(self) -> None:
        self.running.clear()


@dataclass(slots=True)
class Serving:
    """A service that runs."""

    service: Serve
    doors: list[OpenDoor] = field(default_factory=list)
    answers: list[WorkAnswer] = field(default_factory=list)
    mistakes: list[Exception] = field(default_factory=list)

    @property
    def premises(self) -> Premises:
        return self.doors[0].premises

    def run(self) -> None:
        try:
            self.answers.append(self.service.execute())
        except Exception as error:  # noqa: BLE001  a test looks at it
            self.mistakes.append(error)

    def wait_until_at_work(self) -> None:
        eventually(lambda: bool(self.doors) and self.premises.house is not None)

    def wait_until_watched(self) -> None:
        """Waits for its first look at Stash, so that it finds nothing that a test changes."""
        self.wait_until_at_work()
        eventually(lambda: self.premises.watched_at() is not None)

    def told(self, order: Order) -> tuple[Task, list[TaskEvent]]:
        """Has a task carried out, and returns what it told."""
        task = self.premises.start(order)
        return task, list(task.events())

    def done(self, order: Order) -> DoneTold:
        """Has a task carried out, and returns how it ended."""
        _, events = self.told(order)
        return ended(events)

    def tell(self, event: str, number: int) -> None:
        self.premises.tell(Change(event, number))

    def queue(self) -> Mapping[str, int]:
        house = self.premises.house
        assert house is not None
        return {state.value: count for state, count in house.store.queue.counts().items()}

    def wait_until_idle(self) -> None:
        eventually(lambda: not (self.queue()["waiting"] or self.queue()["running"]))


def ended(events: list[TaskEvent]) -> DoneTold:
    """Returns the end of a task."""
    last = events[-1].told
    assert isinstance(last, DoneTold)
    return last


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until something holds, which happens in other threads."""
    clock, never = SystemClock(), threading.Event()
    last = clock.monotonic() + PATIENCE
    while not holds():
        assert clock.monotonic() < last, "it never came to be"
        clock.wait(never, LOOK)


@contextmanager
def serving(settings: Settings) -> Iterator[Serving]:
    """Yields a service that has begun, perhaps without its servers; ends it afterwards."""
    doors: list[OpenDoor] = []

    def open_door(premises: Premises) -> OpenDoor:
        doors.append(OpenDoor(premises))
        return doors[0]

    service = Serving(Serve(settings, SystemClock(), open_door), doors)
    thread = threading.Thread(target=service.run, name="service")
    thread.start()
    try:
        yield service
    finally:
        service.service.ask_to_stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
