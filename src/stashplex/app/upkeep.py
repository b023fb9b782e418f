"""What keeps the data folder in order: once a day old history goes, and the database is copied."""

import logging
from datetime import UTC, date, datetime
from typing import Final

from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.errors import DataFolderError
from stashplex.core.ports import Clock
from stashplex.core.wording import counted
from stashplex.sync_queue.backups import Backups

logger = logging.getLogger(__name__)

DAY: Final = 86400.0


class Upkeep:
    """The upkeep of whoever owns the data folder; what was done today already costs nothing."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._keep_seconds = settings.storage.keep_days * DAY
        # The copies of a PostgreSQL are that server's business.
        self._backups = None if settings.storage.database else Backups(settings.data_dir)
        self._done_on: date | None = None

    def keep_up(self) -> None:
        """Does what the day asks for, the first time it is called on it.

        What fails is one warning: it keeps nothing from going on, and is tried again next time.
        """
        now = self._clock.now()
        today = datetime.fromtimestamp(now, UTC).date()
        if today == self._done_on or (self._backups and not self._backups.is_due(now)):
            return
        try:
            self._prune(now - self._keep_seconds)
            if self._backups is not None:
                copy = self._backups.make(now)
                logger.info("Copied the database to %s", copy)
        except DataFolderError as error:
            logger.warning(
                "Today's copy of the database failed; the run and older copies are untouched. %s",
                error,
            )
        else:
            self._done_on = today

    def _prune(self, before: float) -> None:
        store = self._store
        writes = store.ledger.prune(before)
        runs = store.runs.prune(before)
        outages = store.outages.prune(before)
        store.hours.prune(before)
        if writes or runs or outages:
            logger.info(
                "Forgot what is older than %s: %s, %s, %s",
                counted(round(self._keep_seconds / DAY), "day"),
                counted(writes, "write"),
                counted(runs, "run"),
                counted(outages, "outage"),
            )
