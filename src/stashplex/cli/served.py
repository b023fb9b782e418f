"""Commands that a running service carries out: started there, followed here."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from msgspec import UNSET

from stashplex.app.running import running_service
from stashplex.cli.following import Display, Follower
from stashplex.cli.front import Front
from stashplex.cli.stopping import stoppable
from stashplex.config import Settings
from stashplex.core.answers import DoneTold, EndedTold, MovedTold, PhaseTold
from stashplex.core.errors import StashplexError, Unforeseen
from stashplex.core.outcome import Ending
from stashplex.core.service import Order, Told
from stashplex.servers.service import ServiceClient, revived
from stashplex.worker.settling import Settled

Answer = TypeVar("Answer")
STOPPING: Final = "Stopping between two writes; once more Ctrl-C leaves the service to it."
WAITING: Final = "Waiting for what the service does first"


@dataclass(frozen=True, slots=True)
class Carried(Generic[Answer]):
    """How an order ended, what ended it before its time, and the scenes worth naming."""

    answer: Answer
    error: StashplexError | None
    follower: Follower


def carried_out(
    front: Front, settings: Settings, order: Order, kind: type[Answer], noun: str = "scene"
) -> Carried[Answer] | None:
    """Has a running service carry out an order, followed on the screen.

    None where this process does it itself: no service owns the data folder, or nothing is written.
    Raises the error of an order that ended before there was anything to count.
    """
    if order.dry_run:
        return None
    with running_service(settings) as service:
        if service is None:
            return None
        following = _followed(front, service, order, noun)
    done = following.done
    error = None if done.error is UNSET else revived(done.error)
    if isinstance(done.answer, kind):
        return Carried(done.answer, error, following.follower)
    raise error or Unforeseen("The service ended a task without a word about it.")


def _followed(front: Front, service: ServiceClient, order: Order, noun: str) -> "_Following":
    """Follows an order to its end; the first Ctrl-C asks the service to stop it."""
    task = service.start(order)
    with front.display(noun) as display:
        following = _Following(display)

        def ask_to_stop() -> None:
            front.screen.note(STOPPING)
            with suppress(StashplexError):  # a service that is gone is told by what is followed
                service.ask_to_stop(task)

        with stoppable(ask_to_stop):
            for told in service.follow(task, order):
                following.take(told)
    return following


class _Following:
    """Moves the display, and keeps what is worth naming afterwards."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._begun = False
        self._sighs = 0
        self._shown = 0
        self.follower = Follower(display, lambda _: None)
        self.done = DoneTold(None)

    def take(self, told: Told) -> None:
        match told:
            case PhaseTold(phase=phase, total=total):
                self._begin(phase, total)
            case MovedTold() if not self._begun:
                self._still()
            case MovedTold(done=done):
                self._display.advance(max(done - self._shown, 0))
                self._shown = max(done, self._shown)
            case EndedTold():
                ended = Settled(told.scene, Ending(told.ending), told.detail, told.message)
                self.follower.name(ended)
            case DoneTold():
                self.done = told
            case _:
                pass

    def _still(self) -> None:
        """Says that it waits; a task that never begins tells once how far it came, at its end."""
        self._sighs += 1
        if self._sighs > 1:
            self._begin(WAITING, None)

    def _begin(self, phase: str, total: int | None) -> None:
        self._begun, self._shown = True, 0
        self._display.begin(phase, total)
