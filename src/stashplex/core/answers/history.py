"""What was written, in which runs, and what became of taking it back."""

from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType

from stashplex.core.answers.scene import WriteTold
from stashplex.core.answers.told import ErrorTold


class HistoryAnswer(Struct, frozen=True):
    """What was written to Plex: of one scene, of one run, or of all."""

    writes: tuple[WriteTold, ...]
    """The newest first."""
    more: bool
    """True where there are older ones that `--limit` left out."""


class RunEntryTold(Struct, frozen=True):
    """A run and its part of the history."""

    run_id: int
    kind: str
    """`sync`, `reconcile`, `work`, `undo`, or `redo` where it undid an undo."""
    started_at: str
    ended_at: str | None
    """Null where it is still going on, or was cut off."""
    written: int
    """Fields that Plex showed as they were written."""
    lost: int
    """Fields that Plex did not take, or that somebody wrote right after."""
    open: int
    """Fields of which nobody knows yet whether they arrived: the next look tells."""
    counts: Mapping[str, object]
    """The answer of the run; empty where it was cut off."""


class RunsAnswer(Struct, frozen=True):
    """The runs that are kept."""

    runs: tuple[RunEntryTold, ...]
    """The newest first."""


class LeftTold(Struct, frozen=True):
    """A field that was not put back, and why."""

    scene: int
    item: int
    field: str
    why: str


class UndoAnswer(Struct, frozen=True):
    """A run that was taken back: every field that was reached counts exactly once."""

    run_id: int | None
    """Null for a dry run, and where the run had written nothing: these are no runs."""
    undoes: int
    """The run that was taken back."""
    kind: str
    """`undo`, or `redo` where the run was itself an undo."""
    items: int
    """How many items that run wrote to."""
    fields: int
    """The sum of the four that follow."""
    put_back: Mapping[str, int]
    """By field: as it was before; in a dry run: would be."""
    already: int
    """They show already what stood there before."""
    left: Mapping[str, int]
    """By reason: `edited`, `locked`, `later_run`, `item_gone`, `image_gone`, `no_image_before`."""
    failed: Mapping[str, int]
    """By error type."""
    told: tuple[LeftTold, ...]
    """The first hundred that were left or failed."""
    items_not_reached: int
    """Of an undo that was interrupted or ended before its time."""
    plex_requests: int
    seconds: float
    dry_run: bool
    interrupted: bool
    error: ErrorTold | UnsetType = UNSET
    """What ended it before its time."""
