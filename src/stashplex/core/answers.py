"""The shapes of everything that is answered as JSON: by the command line, and by whoever asks.

Moments are texts in UTC, like "2026-11-23T21:03:00Z"; durations are seconds. A key that stands for
an error is there only when there is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UNSET, UnsetType


@dataclass(frozen=True, slots=True)
class ErrorTold:
    """An error as a person should read it; the type is a class name of `core.errors`."""

    type: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """What ends a command with exit code 2 or 3, or with a mistake of stashplex itself."""

    error: ErrorTold


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """One run: every scene counts exactly once, so that the numbers add up."""

    run_id: int | None
    """None for a dry run, which is no run."""
    scenes: int
    changed: int
    unchanged: int
    skipped: Mapping[str, int]
    """By reason."""
    waiting: Mapping[str, int]
    """By reason."""
    failed: Mapping[str, int]
    """By error type."""
    left: Mapping[str, int]
    """By field: in how many scenes it differs and was left alone."""
    plex_requests: int
    stash_requests: int
    seconds: float
    dry_run: bool
    interrupted: bool
    error: ErrorTold | UnsetType = UNSET
    """What ended the run before its time."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of a scene, as Stash sees it."""

    path: str
    size: int
    duration: float | None


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One field: what Stash wants, what Plex has, what would be done, and why."""

    field: str
    want: str | tuple[str, ...]
    have: str | tuple[str, ...]
    action: str
    why: str
    locked: bool


@dataclass(frozen=True, slots=True)
class HoldingTold:
    """What we hold in a field of an item, or one tag in it, and what stood there before."""

    field: str
    tag: str
    value: str
    found: bool
    """True where Plex showed it before we wrote anything: never cleared by us."""
    lock_ours: bool
    before: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemTold:
    """One item of a scene: which, on what evidence, and every field of it."""

    item: int
    library: str
    path: str
    evidence: str
    confidence: str
    locked: tuple[str, ...]
    fields: tuple[FieldTold, ...]
    holdings: tuple[HoldingTold, ...]


@dataclass(frozen=True, slots=True)
class WriteTold:
    """One write of the history."""

    at: str
    run: int | None
    item: int
    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class JobTold:
    """The live job of a scene; the error is the last one, empty where there was none."""

    state: str
    reason: str
    run: int | None
    attempts: int
    put_at: str
    due_at: str
    error_type: str
    message: str


@dataclass(frozen=True, slots=True)
class LastTold:
    """How a scene ended last."""

    ending: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class VerdictTold:
    """How a scene would end if it were synced now."""

    ending: str
    detail: str
    message: str


@dataclass(frozen=True, slots=True)
class InspectAnswer:
    """One scene explained."""

    scene: int
    title: str
    files: tuple[FileTold, ...]
    verdict: VerdictTold
    confidence: str | None
    explanation: tuple[str, ...]
    """One line for each file and library that answered, candidates among them."""
    items: tuple[ItemTold, ...]
    warnings: tuple[str, ...]
    job: JobTold | None
    last: LastTold | None
    writes: tuple[WriteTold, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class StatisticsTold:
    """The statistics of `stats.json`: every attempt counts once."""

    processed: int
    succeeded: int
    failed: int
    to_dlq: int
    success_rate: float
    avg_time_ms: float
    high_confidence: int
    low_confidence: int
    errors_by_type: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunTold:
    """A run; without an end it is still going on, or was cut off. Its counts are a SyncAnswer."""

    run_id: int
    kind: str
    started_at: str
    ended_at: str | None
    counts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StatusAnswer:
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
    statistics: StatisticsTold | None
    runs: tuple[RunTold, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class DeadLetterTold:
    """A job that needs a person."""

    scene: int
    title: str
    path: str
    error_type: str
    message: str
    attempts: int
    died_at: str


@dataclass(frozen=True, slots=True)
class DeadLettersAnswer:
    """The dead letters, newest first, and how many there are by type."""

    by_type: Mapping[str, int]
    letters: tuple[DeadLetterTold, ...]


@dataclass(frozen=True, slots=True)
class DeadLetterAnswer:
    """One dead letter, and what a person can do about its kind."""

    letter: DeadLetterTold
    remedy: str


@dataclass(frozen=True, slots=True)
class RetryAnswer:
    """How many dead letters wait again, with fresh attempts."""

    retried: int


@dataclass(frozen=True, slots=True)
class PurgeAnswer:
    """How many dead letters were forgotten."""

    purged: int


@dataclass(frozen=True, slots=True)
class CheckTold:
    """One check: `good`, `warning` or `bad`, what was seen, and what to do about it."""

    name: str
    verdict: str
    seen: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """Every check; `ok` is True where none is bad."""

    ok: bool
    checks: tuple[CheckTold, ...]
    error: ErrorTold | UnsetType = UNSET
    """The worst of what is bad."""


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """A scene of the demo, and what was written for it."""

    scene: int
    title: str
    writes: tuple[WriteTold, ...]


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """Both runs of the demo, and some scenes of the first."""

    first: SyncAnswer
    examples: tuple[ExampleTold, ...]
    second: SyncAnswer
    second_writes: int
    """Writes that the second run sent to Plex: none, or something is wrong."""
