"""What one process does for all: it watches Stash, compares everything daily, and keeps house."""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from msgspec import Struct

from stashplex.app.house import House
from stashplex.app.upkeep import Upkeep
from stashplex.core.errors import ServerError, StashplexError, TooMuchAtOnce
from stashplex.core.guard import Alarm
from stashplex.core.outage import SERVERS
from stashplex.core.ports import StopSignal
from stashplex.worker.admitting import Admission
from stashplex.worker.errands import Errands
from stashplex.worker.gate import Gate
from stashplex.worker.missing import Missing
from stashplex.worker.watch import Watcher

logger = logging.getLogger(__name__)

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two looks at Stash, however many hooks ask for one."""
BETWEEN_ROUNDS: Final = 60.0
"""Seconds between two rounds through the house."""
BETWEEN_SEARCHES: Final = 10.0
"""Seconds between two looks whether Plex has a file by now that a scene waits for."""
SEARCHES_SHARE: Final = 1 / 20
"""The most of its time that goes into such looks: while much is written, each of them lists a whole
library anew."""
WHILE_CLOSED: Final = 1.0
"""Seconds between two looks whether the way to both servers is open again."""
QUIET_SECONDS: Final = 60.0
"""Seconds in which no name was destroyed, before everything is compared because of it."""
BETWEEN_TRIES: Final = 600.0
"""Seconds after which a comparison of everything that failed, or was held back, may follow."""


class Compared(Struct, frozen=True):
    """How a comparison of everything ended."""

    error: StashplexError | None
    interrupted: bool = False
    """True where a person stopped it."""


class Compare(Protocol):
    """Compares everything, now or soon."""

    def __call__(self, ended: Callable[[Compared], None]) -> None:
        """Tells how it ended, once it has."""


class Keeper:
    """Keeps up what nobody asks for; `look_around` does what is due of it."""

    def __init__(self, house: House, gate: Gate, compare: Compare, stop: StopSignal) -> None:
        self._house = house
        self._gate = gate
        self.errands = Errands(gate)
        """How what is asked beside the scenes ended."""
        self._clock = house.parts.clock
        self._compare = compare
        self._stop = stop
        self._missing = Missing(house.parts, house.library)
        self._upkeep = Upkeep(house.settings, house.store, house.parts.clock)
        watch = house.settings.watch
        self._poll_seconds = watch.poll_seconds
        self.admission = Admission(house.parts, house.library)
        self._watcher = Watcher(
            house.parts,
            house.library,
            reconcile_hour=watch.reconcile_hour,
            admission=self.admission,
        )
        self.watched_at: float | None = None
        """When Stash was asked last, by the wall clock."""
        self._looked_at = -BETWEEN_LOOKS
        self._is_comparing = False
        self._compare_at = 0.0
        self._next_round = self._next_look = self._next_search = self._clock.monotonic()

    @property
    def seconds_until_due(self) -> float:
        """In how many seconds there is something to do."""
        if self._gate.closed_to_us or not self._house.parts.state.turns.leads():
            return WHILE_CLOSED
        due_at = min(self._next_round, self._next_look, self._next_search)
        return max(due_at - self._clock.monotonic(), 0.0)

    @property
    def held_back(self) -> tuple[Alarm, ...]:
        """What the guards mind of many changes, until the run of a comparison tells of it."""
        return self._watcher.held

    def look_soon(self) -> None:
        """Has the next look at Stash due at once; a second after the last one, if many ask."""
        self._next_look = min(self._next_look, self._looked_at + BETWEEN_LOOKS)

    def owe_comparison(self) -> None:
        """Has everything compared, once nobody asks for it any more: a name was destroyed.

        No scene says that it has lost a name. Whichever process leads then sees to it.
        """
        self._house.store.watch.owe(self._clock.now() + QUIET_SECONDS)

    def look_around(self) -> None:
        """Does what is due, if this process leads and both servers answer."""
        if self._gate.closed_to_us or not self._house.parts.state.turns.leads():
            return
        try:
            self._lead(self._clock.monotonic())
        except ServerError as error:
            self.errands.failed(error)

    def _lead(self, now: float) -> None:
        if now >= self._next_look:
            self._looked_at = now
            self._next_look = now + self._poll_seconds
            self._watcher.look()
            self.errands.answered("Stash")
            self.watched_at = self._clock.now()
            if self._watcher.reconcile_due(self._clock.now()):
                self._compare_everything(now)
        if now >= self._next_search:
            self._search()
        if now >= self._next_round:
            self._next_round = now + BETWEEN_ROUNDS
            self._upkeep.keep_up()

    def _search(self) -> None:
        """Wakes the scenes whose file Plex has by now."""
        began = self._clock.monotonic()
        self._next_search = began + BETWEEN_SEARCHES
        if self._missing.has_work:
            self._missing.tend()
            self.errands.answered("Plex")
            took = self._clock.monotonic() - began
            self._next_search = began + max(BETWEEN_SEARCHES, took / SEARCHES_SHARE)

    def _compare_everything(self, now: float) -> None:
        if now < self._compare_at or self._is_comparing:
            return
        began = self._clock.now()
        self._is_comparing = True
        try:
            self._compare(lambda compared: self._compared(compared, began))
        except StashplexError:
            # It may have broken off before it could tell how it ended.
            self._compare_at = self._clock.monotonic() + BETWEEN_TRIES
            self._is_comparing = False
            raise

    def _compared(self, compared: Compared, began: float) -> None:
        """Takes in how it ended; what a guard or a person stopped waits for its next day."""
        try:
            if compared.error is not None:
                self._compare_at = self._clock.monotonic() + BETWEEN_TRIES
            answered = compared.error is None or isinstance(compared.error, TooMuchAtOnce)
            if answered and not self._stop.is_set():
                self._watcher.reconciled(began)
                if not compared.interrupted:
                    self.admission.all_weighed()
                for server in SERVERS if compared.error is None else ():
                    self.errands.answered(server)
        finally:
            self._is_comparing = False
