"""The list of scenes as a person looks through it: searched by text, page by page."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from stashplex.core.ports import SceneRecord
from stashplex.sync_queue.connection import Database

DEAD: Final = "dead"
MOST_WORDS: Final = 3
"""So many words of a search are looked for each by itself; the rest in their order."""


class SceneList:
    """Titles and paths of the scenes of one target, folded so that case does not matter."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def find(self, text: str, state: str, after: int, limit: int) -> tuple[int, ...]:
        """Returns the scenes above an id that show all words of a text, by id.

        The state is an ending, or `dead`; empty means any.
        """
        parameters: dict[str, str | int] = {"target": self._target, "after": after, "limit": limit}
        if state == DEAD:
            rows = self._database.rows("find_dead_scenes", **parameters, **_patterns(text))
        else:
            rows = self._database.rows("find_scenes", ending=state, **parameters, **_patterns(text))
        return tuple(row["scene_id"] for row in rows)

    def by_ending(self) -> dict[str, int]:
        """Returns how many scenes there are by how they ended last."""
        rows = self._database.rows("count_listed", target=self._target)
        return {row["ending"]: row["scenes"] for row in rows}

    def job_states(self, scenes: Sequence[int]) -> dict[int, str]:
        """Returns the states of the jobs of these scenes, for those that have one."""
        rows = self._database.rows(
            "read_job_states", target=self._target, scenes=json.dumps(list(scenes))
        )
        return {row["scene_id"]: row["state"] for row in rows}

    def keep(self, records: Iterable[SceneRecord]) -> None:
        """Lists scenes as they are known now."""
        self._database.change_each(
            "list_scene",
            (
                {
                    "target": self._target,
                    "scene": one.scene,
                    "ending": one.ending,
                    "folded": folded(f"{one.title} {one.path}") or " ",
                }
                for one in records
            ),
        )

    def unfolded(self, limit: int) -> tuple[int, ...]:
        """Returns some of the scenes that cannot be found by their text yet."""
        rows = self._database.rows("find_unfolded", target=self._target, limit=limit)
        return tuple(row["scene_id"] for row in rows)

    def drop(self, scenes: Iterable[int]) -> None:
        """Drops scenes that are gone."""
        gone = json.dumps(list(scenes))
        self._database.change("unlist_scenes", target=self._target, scenes=gone)


def folded(text: str) -> str:
    """Returns a text as it is searched: without regard to case, on one line."""
    return " ".join(text.casefold().split())


def _patterns(text: str) -> dict[str, str]:
    words = [_escaped(word) for word in folded(text).split()]
    words[MOST_WORDS - 1 :] = ["%".join(words[MOST_WORDS - 1 :])]
    # The longest first: it is the rarest, and what it does not fit is not looked at again.
    words.sort(key=len, reverse=True)
    patterns = [f"%{word}%" for word in words if word] + ["%"] * MOST_WORDS
    return dict(zip(("first", "second", "third"), patterns, strict=False))


def _escaped(word: str) -> str:
    for sign in "!%_":
        word = word.replace(sign, f"!{sign}")
    return word
