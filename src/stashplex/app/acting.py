"""What can be done at once in the service: what hooks tell, pins, dead letters."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from stashplex.app import letters, pinning
from stashplex.app.house import House
from stashplex.app.keeper import Keeper
from stashplex.core.answers import PinAnswer, PurgeAnswer, RetryAnswer, UnpinAnswer
from stashplex.core.errors import ServerError, WrongUsage
from stashplex.core.service import Change, Chosen
from stashplex.worker.gate import Gate

logger = logging.getLogger(__name__)

EDITED: Final = "edited"
NAMES: Final = ("Performer", "Studio", "Tag", "Group", "Movie")
"""What scenes show; that it changed is found by looking at Stash."""


class Actions:
    """Does at once what is asked for; what a hook tells costs one row, or nothing."""

    def __init__(
        self,
        house: House,
        gate: Gate,
        keeper: Keeper,
        *,
        look: Callable[[], None],
        compare: Callable[[], None],
    ) -> None:
        """Calls `look` where Stash is to be looked at, `compare` where `admit_told` has work."""
        self._house = house
        self._gate = gate
        self._keeper = keeper
        self._look = look
        self._compare = compare
        self._noting = threading.Lock()
        self._told: set[int] = set()
        """Scenes that are compared before they are put: very many were told lately."""

    def tell(self, change: Change) -> None:
        """Takes what a hook tells, and has it looked at next; what no scene shows is no news."""
        kind, _, what = change.type.partition(".")
        if change.id < 1:
            raise WrongUsage(f"{change.id} is no id.", "Ids are 1 and higher.")
        if kind == "Scene":
            if not self._keeper.admission.admit_at_once(change.id, EDITED):
                with self._noting:
                    self._told.add(change.id)
                self._compare()
        elif kind in NAMES:
            if what.startswith("Destroy"):
                self._keeper.owe_comparison()
            self._keeper.look_soon()
            self._look()

    def admit_told(self) -> None:
        """Compares what was told beyond the few that are put at once, and puts what differs."""
        with self._noting:
            told, self._told = self._told, set()
        if not told or self._gate.closed_to_us:
            return  # watching finds it once the servers answer
        try:
            self._keeper.admission.admit(sorted(told), EDITED)
        except ServerError as error:
            self._keeper.errands.failed(error)

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> PinAnswer:
        """Says which item a scene is, and has it synced next."""
        return pinning.pin(self._house, scene, item, dry_run=dry_run)

    def unpin(self, scene: int, item: int | None = None) -> UnpinAnswer:
        """Takes back what was pinned."""
        return pinning.unpin(self._house.store, scene, item, self._house.parts.clock.now())

    def retry(self, chosen: Chosen) -> RetryAnswer:
        """Puts dead letters back in the line."""
        now = self._house.parts.clock.now()
        return letters.retry(self._house.store.dead_letters, chosen, now)

    def purge(self, chosen: Chosen) -> PurgeAnswer:
        """Forgets dead letters."""
        return letters.purge(self._house.store.dead_letters, chosen)
