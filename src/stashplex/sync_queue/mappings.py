"""The path mapping that was learned, as it is remembered between runs."""

import json
from typing import Any

import msgspec

from stashplex.core.learning import Learned, MappedRoot, Witness
from stashplex.sync_queue.connection import Database


class LearnedMappings:
    """What was learned of the roots of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def learned(self) -> Learned | None:
        """Returns what was learned last, or None where nothing was learned yet."""
        row = self._database.row("read_mapping", target=self._target)
        if row is None:
            return None
        roots = tuple(map(_root, json.loads(row["roots"])))
        return Learned(roots, row["strays"], row["learned_at"])

    def remember(self, learned: Learned) -> None:
        """Stores what was learned, in place of what was known."""
        self._database.change(
            "remember_mapping",
            target=self._target,
            roots=json.dumps(msgspec.to_builtins(learned.roots)),
            strays=learned.strays,
            learned_at=learned.at,
        )


def _root(stored: dict[str, Any]) -> MappedRoot:
    exceptions = tuple(Witness(**one) for one in stored["exceptions"])
    return MappedRoot(**stored | {"exceptions": exceptions})
