"""When everything is compared, which finds what moves no stamp: daily, and when it is owed."""

from datetime import UTC, datetime, timedelta, tzinfo

from stashplex.core.watching import WatchBook, reconcile_is_due


class Daily:
    """Says when everything is to be compared: at a set hour, missed ones once afterwards."""

    def __init__(self, book: WatchBook, hour: int, zone: tzinfo | None = None) -> None:
        self._book = book
        self._hour = hour
        self._zone = zone
        """The zone of the hour; None is the machine's own."""

    def is_due(self, now: float) -> bool:
        """Tells whether it is; never before Stash was looked at once, or changes would be lost."""
        watched = self._book.watched()
        return watched is not None and reconcile_is_due(watched, self._struck(now), now)

    def done(self, began_at: float) -> None:
        """Remembers one that came to its end, or was held back by a guard, by when it began."""
        self._book.reconciled(began_at)

    def _struck(self, now: float) -> float:
        """Returns when the hour struck last."""
        local = datetime.fromtimestamp(now, UTC).astimezone(self._zone)
        today = local.replace(hour=self._hour, minute=0, second=0, microsecond=0)
        return (today if today <= local else today - timedelta(days=1)).timestamp()
