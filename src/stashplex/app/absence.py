"""A database that is away, as the log should tell of it: once, and once more when it is over."""

import logging

from stashplex.core.errors import DatabaseAway
from stashplex.core.ports import Clock
from stashplex.core.wording import duration

logger = logging.getLogger(__name__)


class Absence:
    """What one thread knows of the database's being away."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = 0.0
        self.tries = 0
        """How often it was met away, since it answered last."""

    def met(self, error: DatabaseAway, wait: float) -> None:
        """Tells what was met and when it is tried again, but the first time only."""
        if not self.tries:
            self._since = self._clock.monotonic()
            logger.warning("%s Next try in %.0f s.", error.message, wait)
        self.tries += 1

    def is_over(self) -> None:
        """Is told that it answers; tells how long it was away, where it was."""
        if self.tries:
            away = duration(self._clock.monotonic() - self._since)
            logger.info("The database answers again, after %s.", away)
            self.tries = 0
