"""What a run answers."""

from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType

from stashplex.core.answers.told import ErrorTold, PlaceTold


class MappingTold(Struct, frozen=True):
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


class TouchTold(Struct, frozen=True):
    """One field of one scene, as it is in Plex and as it would be."""

    scene: int
    title: str
    field: str
    have: str | tuple[str, ...]
    want: str | tuple[str, ...]


class GuardTold(Struct, frozen=True):
    """A guard that stopped a run before anything was put, with the figures that decided it."""

    guard: str
    """`lost`, `vanished`, `clear` or `change`."""
    what: str
    """The field that would be cleared, or the side that lost something; else empty."""
    now: int
    """How many it would be; where something was lost, how many are left."""
    earlier: int
    """How many of the same there were within the last hour."""
    of: int
    """How many there are, or were."""
    allowed: float
    """The share up to which nobody is asked; where something was lost, the least that is left."""
    examples: tuple[TouchTold, ...]
    """Some of what would be done."""


class SyncAnswer(Struct, frozen=True):
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
    """By reason: `not_in_plex`, `outage`, `credentials`, `guard`, `interrupted`."""
    failed: Mapping[str, int]
    """By error type."""
    left: Mapping[str, int]
    """By field: in how many scenes it differs and was left alone."""
    held: Mapping[str, int]
    """By field: in how many scenes undo put back what stood there, and holds it."""
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
    guards: tuple[GuardTold, ...] | UnsetType = UNSET
    """Why it was too much at once, where that ended the run."""
    error: ErrorTold | UnsetType = UNSET
    """What ended the run before its time."""


class ReconcileAnswer(Struct, frozen=True):
    """What was compared, and what was put in the queue: every scene counts exactly once."""

    run_id: int | None
    """Null for a dry run, which is no run."""
    scenes: int
    """The sum of the five that follow."""
    unchanged: int
    """Plex shows what Stash says."""
    skipped: Mapping[str, int]
    """By reason, as in a SyncAnswer."""
    enqueued: Mapping[str, int]
    """By reason: `differs`, `gone`, `mended`, or what kept it from being looked at: an error type.

    `gone` are scenes that Stash has no more, `mended` dead letters that need nothing any more or
    deserve another try. In a dry run: would be put.
    """
    waiting: Mapping[str, int]
    """By reason: what was found and not put, `guard`, `outage`, `credentials`, `interrupted`; and
    `not_in_plex` where it only waits for its file."""
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
    guards: tuple[GuardTold, ...] | UnsetType = UNSET
    """As in a SyncAnswer."""
    error: ErrorTold | UnsetType = UNSET
    """What ended it before its time."""
