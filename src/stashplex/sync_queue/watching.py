"""What was seen of Stash: kept, so that a service that was down catches up by itself."""

import json
from collections.abc import Collection, Mapping

from stashplex.core.watching import Kind, Seen, Watched, moment
from stashplex.sync_queue.connection import Database


class WatchBook:
    """How far the Stash of one target was watched."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def watched(self) -> Watched | None:
        """Returns how far Stash was watched, or None where it never was."""
        row = self._database.row("read_watch", target=self._target)
        if row is None:
            return None
        return Watched(row["newest"], row["owed_at"], row["reconciled_at"])

    def reach(self, newest: str, now: float) -> None:
        """Stores the newest stamp; the first time that owes a comparison of everything."""
        self._database.change("reach_newest", target=self._target, newest=newest, now=now)

    def seen(self, kind: Kind, ids: Collection[int]) -> dict[int, Seen]:
        """Returns what was seen of these."""
        things = json.dumps(list(ids))
        rows = self._database.rows("find_sightings", target=self._target, kind=kind, things=things)
        return {
            row["thing_id"]: Seen(row["stamp"], row["seen_at"], bool(row["sure"])) for row in rows
        }

    def note(self, kind: Kind, seen: Mapping[int, Seen]) -> None:
        """Stores what was seen, in place of what was known of the same things."""
        self._database.change_each(
            "note_sighting",
            (
                {
                    "target": self._target,
                    "kind": kind,
                    "thing": thing,
                    "stamp": one.stamp,
                    "stamped_at": _stamped_at(one),
                    "seen_at": one.seen_at,
                    "sure": int(one.sure),
                }
                for thing, one in seen.items()
            ),
        )

    def forget(self, before: float) -> None:
        """Drops what was stamped before a moment."""
        self._database.change("prune_sightings", target=self._target, before=before)

    def owe(self, at: float) -> None:
        """Stores that everything has to be compared, once this moment has come."""
        self._database.change("owe_reconcile", target=self._target, at=at)

    def reconciled(self, began_at: float) -> None:
        """Stores when a comparison of everything began that came to its end."""
        self._database.change("keep_reconciled", target=self._target, began_at=began_at)


def _stamped_at(seen: Seen) -> float:
    at = moment(seen.stamp)
    return seen.seen_at if at is None else at
