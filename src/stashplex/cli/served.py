"""Commands that a running service carries out: started there, followed here."""

from dataclasses import dataclass

from msgspec import UNSET

from stashplex.cli.following import Display, Follower
from stashplex.cli.front import Front
from stashplex.cli.stopping import stoppable
from stashplex.core.answers import DoneTold, EndedTold, MovedTold, PhaseTold
from stashplex.core.errors import StashplexError
from stashplex.core.outcome import Ending
from stashplex.core.service import Order, Told
from stashplex.servers.service import ServiceClient, revived
from stashplex.worker.settling import Settled

STOPPING = "Stopping between two writes; once more Ctrl-C leaves the service to it."


@dataclass(frozen=True, slots=True)
class Carried:
    """How a task of the service ended, and the scenes worth naming."""

    done: DoneTold
    follower: Follower

    @property
    def error(self) -> StashplexError | None:
        """What ended it before its time."""
        return None if self.done.error is UNSET else revived(self.done.error)


def carried_out(front: Front, service: ServiceClient, order: Order, noun: str = "scene") -> Carried:
    """Has an order carried out, and shows how far it is; the first Ctrl-C asks it to stop.

    Raises the error of one that ended before there was anything to count.
    """
    task = service.start(order)
    with front.display(noun) as display:
        following = _Following(display)

        def ask_to_stop() -> None:
            front.screen.note(STOPPING)
            service.ask_to_stop(task)

        with stoppable(ask_to_stop):
            for told in service.follow(task, order):
                following.take(told)
    carried = Carried(following.done, following.follower)
    if carried.done.answer is None and carried.error is not None:
        raise carried.error
    return carried


class _Following:
    """Moves the display, and keeps what is worth naming afterwards."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._shown = 0
        self.follower = Follower(display, lambda _: None)
        self.done = DoneTold(None)

    def take(self, told: Told) -> None:
        match told:
            case PhaseTold(phase=phase, total=total):
                self._shown = 0
                self._display.begin(phase, total)
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
