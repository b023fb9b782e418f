"""The shapes of everything that is answered as JSON: by the command line, and by whoever asks.

Moments are texts in UTC, like "2026-11-23T21:03:00Z"; durations are seconds. A key that stands for
an error is there only when there is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UNSET, UnsetType


@dataclass(frozen=True, slots=True)
class ErrorTold:
    """An error as a person should read it; the type is the name of its class."""

    type: str
    message: str
    """What is wrong and where; one line per mistake."""
    remedy: str
    """What to do about it; may be empty."""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """What ends a command with exit code 2 or 3, or with a mistake of stashplex itself."""

    error: ErrorTold


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """One file, as each side sees it."""

    stash: str
    plex: str


@dataclass(frozen=True, slots=True)
class MappingTold:
    """A folder of Stash, what it is in Plex, and how many files agree."""

    stash: str
    plex: str
    given: bool
    """False where it was learned."""
    agreeing: int
    files: int
    """All that could say something; of a given mapping those that this run has compared."""
    exceptions: tuple[PlaceTold, ...]
    """Some of the files that are somewhere else."""


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """One run: every scene counts exactly once, so that the numbers add up."""

    run_id: int | None
    """Null for a dry run, which is no run."""
    scenes: int
    """The sum of the five that follow."""
    changed: int
    """Plex shows it now; in a dry run: would be changed."""
    unchanged: int
    """Plex showed it already."""
    skipped: Mapping[str, int]
    """By reason: `nothing_to_say`, `no_file`, `scene_gone`, `shares_item`, `not_in_plex`."""
    waiting: Mapping[str, int]
    """By reason: `not_in_plex`, `outage`, `credentials`, `interrupted`."""
    failed: Mapping[str, int]
    """By error type."""
    left: Mapping[str, int]
    """By field: in how many scenes it differs and was left alone."""
    plex_requests: int
    """Reads and writes."""
    stash_requests: int
    seconds: float
    dry_run: bool
    interrupted: bool
    mapping: tuple[MappingTold, ...]
    """Empty where the folders are the same on both sides."""
    warnings: tuple[str, ...]
    """What a person should know of the run, though it went on."""
    error: ErrorTold | UnsetType = UNSET
    """What ended the run before its time."""


@dataclass(frozen=True, slots=True)
class ReconcileAnswer:
    """What was compared, and what was put in the queue: every scene counts exactly once."""

    run_id: int | None
    """Null for a dry run, which is no run."""
    scenes: int
    """The sum of the four that follow."""
    unchanged: int
    """Plex shows what Stash says."""
    skipped: Mapping[str, int]
    """By reason, as in a SyncAnswer."""
    enqueued: Mapping[str, int]
    """By reason: `differs`, `gone`, `mended`, or what kept it from being looked at: an error type.

    `gone` are scenes that Stash has no more, `mended` dead letters that need nothing any more or
    deserve another try. In a dry run: would be put.
    """
    dead: Mapping[str, int]
    """By error type: dead letters that stay dead, since nothing has changed there."""
    plex_requests: int
    stash_requests: int
    seconds: float
    dry_run: bool
    interrupted: bool
    mapping: tuple[MappingTold, ...]
    """As in a SyncAnswer."""
    warnings: tuple[str, ...]
    """As in a SyncAnswer."""
    error: ErrorTold | UnsetType = UNSET
    """What ended it before its time."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of a scene, as Stash sees it."""

    path: str
    size: int
    """Bytes."""
    duration: float | None
    """Seconds, where Stash has measured it."""


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One field: what Stash wants, what Plex has, what would be done, and why."""

    field: str
    """As in `[fields]` of the configuration."""
    want: str | tuple[str, ...]
    """Of tags a list; of an image its SHA-1."""
    have: str | tuple[str, ...]
    """Of an image the path Plex gives it."""
    action: str
    """`set`, `clear`, `keep` or `leave`."""
    why: str
    locked: bool
    """True where the field is locked in Plex."""


@dataclass(frozen=True, slots=True)
class HoldingTold:
    """What we hold in a field of an item, or one tag in it, and what stood there before."""

    field: str
    tag: str
    """Empty for the row of the field itself."""
    value: str
    """What we wrote."""
    found: bool
    """True where Plex showed it before we wrote anything: never cleared by us."""
    lock_ours: bool
    before: str | tuple[str, ...]
    """What stood there before we came."""


@dataclass(frozen=True, slots=True)
class ItemTold:
    """One item of a scene: which, on what evidence, and every field of it."""

    item: int
    """The number in the item's address in Plex."""
    library: str
    path: str
    """The file as Plex sees it."""
    evidence: str
    """`held_path`, `path`, `held_name_and_size`, `name_and_size`, `size_and_duration`."""
    confidence: str
    """`high`, or `low` where others could be meant too."""
    locked: tuple[str, ...]
    """The fields that are locked in Plex now."""
    fields: tuple[FieldTold, ...]
    holdings: tuple[HoldingTold, ...]
    """What is ours here."""


@dataclass(frozen=True, slots=True)
class WriteTold:
    """One write of the history."""

    at: str
    run: int | None
    """Null where its run was forgotten."""
    item: int
    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]
    state: str
    """`intended`, `proved` or `lost`."""


@dataclass(frozen=True, slots=True)
class JobTold:
    """The live job of a scene; the error is the last one, empty where there was none."""

    state: str
    """`waiting`, `running` or `dead`."""
    reason: str
    """Why it was put: as in `enqueued` of a ReconcileAnswer."""
    run: int | None
    attempts: int
    """Failed ones, so far."""
    put_at: str
    due_at: str
    error_type: str
    message: str


@dataclass(frozen=True, slots=True)
class LastTold:
    """How a scene ended last."""

    ending: str
    """`changed`, `unchanged`, `skipped`, `waiting` or `failed`."""
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class VerdictTold:
    """How a scene would end if it were synced now."""

    ending: str
    """As in LastTold."""
    detail: str
    """The reason, or the error type."""
    message: str


@dataclass(frozen=True, slots=True)
class InspectAnswer:
    """One scene explained."""

    scene: int
    title: str
    files: tuple[FileTold, ...]
    verdict: VerdictTold
    confidence: str | None
    """Null where no item was found."""
    explanation: tuple[str, ...]
    """One line for each file and library that answered, candidates among them."""
    items: tuple[ItemTold, ...]
    warnings: tuple[str, ...]
    job: JobTold | None
    """Its row in the queue, if it has one; also the dead letter."""
    last: LastTold | None
    """Null before its first sync."""
    writes: tuple[WriteTold, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class StatisticsTold:
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


@dataclass(frozen=True, slots=True)
class RunTold:
    """A run; without an end it is still going on, or was cut off."""

    run_id: int
    kind: str
    """`sync` or `reconcile`."""
    started_at: str
    ended_at: str | None
    counts: Mapping[str, object]
    """A SyncAnswer or a ReconcileAnswer; empty where the run was cut off."""


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
    """Null before the first run."""
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
    """With the server's own words."""
    attempts: int
    died_at: str


@dataclass(frozen=True, slots=True)
class DeadLettersAnswer:
    """The dead letters, newest first, and how many there are by type."""

    by_type: Mapping[str, int]
    """All there are, also those that were not asked for."""
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
    """One check: how it came out, what was seen, and what to do about it."""

    name: str
    verdict: str
    """`good`, `warning` or `bad`."""
    seen: str
    remedy: str
    """Empty where nothing is to be done."""


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
    """In the order they were sent."""


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """Both runs of the demo, and some scenes of the first."""

    first: SyncAnswer
    examples: tuple[ExampleTold, ...]
    second: SyncAnswer
    second_writes: int
    """Writes that the second run sent to Plex: none, or something is wrong."""
