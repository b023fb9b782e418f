"""Which folders Plex should scan, each in its turn; remembered, so that no restart is a storm."""

from collections.abc import Iterable
from typing import Final

from stashplex.sync_queue.connection import Database

AGAIN_SECONDS: Final = 3600.0
"""A folder is asked for once in this time."""
MINUTE: Final = 60.0
MOST_A_MINUTE: Final = 10


class FolderScans:
    """The scans wanted and asked for on one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def want(self, folders: Iterable[tuple[int, str]]) -> None:
        """Notes folders, each with its library, that should be scanned in their turn."""
        self._database.change_each(
            "want_scan",
            (
                {"target": self._target, "section": section, "folder": folder}
                for section, folder in folders
            ),
        )

    def claim(self, now: float) -> tuple[int, str] | None:
        """Takes the folder whose turn it is, or returns None while it is nobody's.

        Those never asked for come first; each has its turn once an hour, and ten of all a minute.
        """
        hour_ago = now - AGAIN_SECONDS
        with self._database.transaction():
            row = self._database.row(
                "claim_scan",
                target=self._target,
                now=now,
                hour_ago=hour_ago,
                minute_ago=now - MINUTE,
                most_a_minute=MOST_A_MINUTE,
            )
            if row is None:
                return None
            self._database.change("prune_scans", target=self._target, hour_ago=hour_ago)
        return row["section_id"], row["folder"]
