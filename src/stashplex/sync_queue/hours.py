"""How many scenes ended hour by hour: what a chart of the last day is drawn from."""

from typing import Final

from stashplex.core.throughput import Hour
from stashplex.sync_queue.connection import Database

HOUR: Final = 3600


class Hours:
    """The hours of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def count(self, now: float, *, changed: int, failed: int) -> None:
        """Adds scenes that ended now."""
        if changed or failed:
            self._database.change(
                "count_hour",
                target=self._target,
                hour=int(now // HOUR),
                changed=changed,
                failed=failed,
            )

    def since(self, moment: float) -> tuple[Hour, ...]:
        """Returns the hours with work from the one that holds a moment on, oldest first."""
        rows = self._database.rows("read_hours", target=self._target, since=int(moment // HOUR))
        return tuple(Hour(row["hour"] * HOUR, row["changed"], row["failed"]) for row in rows)

    def prune(self, before: float) -> int:
        """Forgets the hours before a moment."""
        return self._database.change("prune_hours", target=self._target, before=int(before // HOUR))
