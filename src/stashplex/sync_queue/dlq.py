"""The dead letters: the rows of the queue in state dead."""

import json
from collections.abc import Iterable, Mapping, Sequence

from stashplex.core.errors import UnknownId
from stashplex.core.job import DeadLetter, Priority
from stashplex.core.outcome import Cause
from stashplex.sync_queue.connection import Database

DeadLetterList = list[DeadLetter]


class DeadLetterQueue:
    """The jobs of one target that need a person."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def get_error_summary(self) -> dict[str, int]:
        """Returns how many there are by error type, most frequent first."""
        rows = self._database.rows("count_dead", target=self._target)
        return {row["error_type"]: int(row["jobs"]) for row in rows}

    def list(self, error_type: str | None = None, limit: int | None = None) -> DeadLetterList:
        """Returns dead letters, newest first."""
        return self._read(error_type=error_type, limit=limit)

    def of(self, scenes: Sequence[int]) -> Mapping[int, Cause]:
        """Returns why these scenes are dead, for those that are."""
        letters = self._read(scenes=scenes)
        return {
            letter.scene: Cause(letter.error_type, letter.message, letter.candidates)
            for letter in letters
        }

    def show(self, scene: int) -> DeadLetter:
        """Returns the dead letter of a scene; raises UnknownId where there is none."""
        letters = self._read(scenes=[scene])
        if not letters:
            raise UnknownId(
                f"Scene {scene} is not among the dead letters.",
                "`stashplex dlq list` names those that are.",
            )
        return letters[0]

    def retry(
        self,
        now: float,
        *,
        error_type: str | None = None,
        scenes: Iterable[int] | None = None,
    ) -> int:
        """Puts dead letters back in the line with fresh attempts: all, of a type, or these."""
        with self._database.transaction():
            self._database.call_workers(Priority.BULK)
            return self._database.change(
                "retry_dead",
                target=self._target,
                now=now,
                error_type=error_type,
                scenes=_as_json(scenes),
            )

    def recover(self, scenes: Iterable[int], now: float) -> int:
        """Puts back what an outage left dead, and remembers of what each had died: only once."""
        with self._database.transaction():
            self._database.call_workers(Priority.BULK)
            return self._database.change(
                "recover_dead", target=self._target, scenes=_as_json(scenes), now=now
            )

    def purge(
        self,
        *,
        error_type: str | None = None,
        scenes: Iterable[int] | None = None,
    ) -> int:
        """Forgets dead letters: all, of a type, or these."""
        return self._database.change(
            "purge_dead",
            target=self._target,
            error_type=error_type,
            scenes=_as_json(scenes),
        )

    def _read(
        self,
        *,
        error_type: str | None = None,
        scenes: Iterable[int] | None = None,
        limit: int | None = None,
    ) -> DeadLetterList:
        rows = self._database.rows(
            "list_dead",
            target=self._target,
            error_type=error_type,
            scenes=_as_json(scenes),
            limit=limit,
        )
        return [
            DeadLetter(
                scene=row["scene_id"],
                error_type=row["error_type"],
                message=row["error_message"],
                attempts=row["attempts"],
                died_at=row["error_at"],
                title=row["title"],
                path=row["path"],
                candidates=tuple(json.loads(row["candidates"])),
                recovered=row["recovered"],
            )
            for row in rows
        ]


def _as_json(scenes: Iterable[int] | None) -> str | None:
    return None if scenes is None else json.dumps([*scenes])
