"""How it stands."""

from collections.abc import Mapping

from msgspec import Struct

from stashplex.core.answers.outages import OutageTold


class StatisticsTold(Struct, frozen=True):
    """The statistics of `stats.json`: every attempt counts once."""

    processed: int
    succeeded: int
    failed: int
    to_dlq: int
    """How many became dead letters."""
    success_rate: float
    """Percent."""
    avg_time_ms: float
    high_confidence: int
    low_confidence: int
    errors_by_type: Mapping[str, int]


class RunTold(Struct, frozen=True):
    """A run; without an end it is still going on, or was cut off."""

    run_id: int
    kind: str
    """`sync`, `reconcile`, `work`, `undo` or `redo`."""
    started_at: str
    ended_at: str | None
    counts: Mapping[str, object]
    """A SyncAnswer, a ReconcileAnswer or an UndoAnswer; empty where the run was cut off."""


class StatusAnswer(Struct, frozen=True):
    """Where everything stands."""

    data_dir: str
    plex: str | None
    """What the Plex server calls itself; None before the first contact."""
    queue: Mapping[str, int]
    """Jobs by state: `waiting`, `running`, `dead`."""
    waiting: Mapping[str, int]
    """By the error type they wait for; empty text for those nobody has looked at yet."""
    dead_letters: Mapping[str, int]
    """By error type."""
    away: tuple[OutageTold, ...]
    """The outages that go on: at most one of each server."""
    statistics: StatisticsTold | None
    """Null before the first run."""
    runs: tuple[RunTold, ...]
    """The newest first."""
