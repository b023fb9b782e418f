"""Threads of the service that do a little again and again."""

import threading
from collections.abc import Callable
from typing import Final

from stashplex.app.absence import Absence
from stashplex.core.errors import DatabaseAway
from stashplex.core.ports import Clock

AWAY_SECONDS: Final = 5.0
"""Seconds after which a database that was away is asked again."""


class Loop:
    """Does something whenever it is woken, and at the latest when it said it would."""

    def __init__(
        self,
        name: str,
        work: Callable[[], float],
        clock: Clock,
        on_mistake: Callable[[Exception], None],
    ) -> None:
        """Takes what is done, which returns the seconds until it is to be done again."""
        self._work = work
        self._clock = clock
        self._absence = Absence(clock)
        self._on_mistake = on_mistake
        self._called = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._loop, name=name)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def wake(self) -> None:
        """Has it done at once."""
        self._called.set()

    def ask_to_stop(self) -> None:
        """Asks for its end."""
        self._over = True
        self._called.set()

    def stop(self) -> None:
        """Ends it, and returns once it has ended."""
        self.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _loop(self) -> None:
        try:
            while not self._over:
                self._called.clear()
                self._clock.wait(self._called, self._once())
        except Exception as error:  # noqa: BLE001  whoever started it is told
            self._on_mistake(error)

    def _once(self) -> float:
        try:
            wait = 0.0 if self._over else self._work()
        except DatabaseAway as error:
            self._absence.met(error, AWAY_SECONDS)
            return AWAY_SECONDS
        self._absence.is_over()
        return wait
