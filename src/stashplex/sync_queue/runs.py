"""The runs: what was asked for, when, and how it counted up."""

import json
from collections.abc import Mapping

from msgspec import Struct, field

from stashplex.core.errors import UnknownId
from stashplex.sync_queue.connection import Database, Row


class Run(Struct, frozen=True):
    """One run; without an end it is still going on, or was cut off."""

    id: int
    kind: str
    started_at: float
    ended_at: float | None = None
    counts: Mapping[str, object] = field(default_factory=dict)


class Runs:
    """The runs of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def start(self, kind: str, now: float) -> int:
        """Records that a run starts; returns its id."""
        with self._database.transaction():
            rows = self._database.rows("start_run", target=self._target, kind=kind, now=now)
        return int(rows[0]["id"])

    def finish(self, run: int, counts: Mapping[str, object], now: float) -> None:
        """Records that a run ended, and its counts."""
        counted = json.dumps(counts)
        changed = self._database.change(
            "finish_run", target=self._target, run=run, counts=counted, now=now
        )
        if not changed:
            raise _unknown(run)

    def get(self, run: int) -> Run:
        """Returns a run; raises UnknownId where there is none."""
        row = self._database.row("read_run", target=self._target, run=run)
        if row is None:
            raise _unknown(run)
        return _run(row)

    def kind(self, run: int) -> str:
        """Returns what kind of run it was; raises UnknownId where there is none."""
        return self.get(run).kind

    def last(self, limit: int) -> tuple[Run, ...]:
        """Returns the newest runs, newest first."""
        rows = self._database.rows("list_runs", target=self._target, limit=limit)
        return tuple(_run(row) for row in rows)

    def last_of(self, kind: str) -> Run | None:
        """Returns the newest run of a kind that has ended."""
        row = self._database.row("last_run_of_kind", target=self._target, kind=kind)
        return None if row is None else _run(row)

    def of_kind_after(self, kind: str, run: int) -> tuple[Run, ...]:
        """Returns the runs of a kind that began after another and have ended, newest first."""
        rows = self._database.rows("list_runs_of_kind", target=self._target, kind=kind, after=run)
        return tuple(_run(row) for row in rows)

    def prune(self, before: float) -> int:
        """Forgets the runs before a moment that have no writes left."""
        return self._database.change("prune_runs", target=self._target, before=before)


def _run(row: Row) -> Run:
    return Run(
        id=row["id"],
        kind=row["kind"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        counts=json.loads(row["counts"]),
    )


def _unknown(run: int) -> UnknownId:
    return UnknownId(f"There is no run {run}.", "`stashplex runs` names those that are kept.")
