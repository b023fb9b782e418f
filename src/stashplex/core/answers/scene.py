"""One scene, explained."""

from msgspec import Struct

from stashplex.core.answers.letters import CandidateTold


class FileTold(Struct, frozen=True):
    """A file of a scene, as Stash sees it."""

    path: str
    size: int
    """Bytes."""
    duration: float | None
    """Seconds, where Stash has measured it."""


class FieldTold(Struct, frozen=True):
    """One field: what Stash wants, what Plex has, what would be done, and why."""

    field: str
    """As in `[fields]` of the configuration."""
    want: str | tuple[str, ...]
    """Of tags a list; of an image its SHA-1."""
    have: str | tuple[str, ...]
    """Of an image the path Plex gives it."""
    action: str
    """`set`, `clear`, `keep`, `leave`, or `hold` where undo put back what stood there."""
    why: str
    locked: bool
    """True where the field is locked in Plex."""


class HoldingTold(Struct, frozen=True):
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


class ItemTold(Struct, frozen=True):
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


class WriteTold(Struct, frozen=True):
    """One write of the history."""

    at: str
    run: int | None
    """Null where its run was forgotten."""
    scene: int
    item: int
    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]
    locked_before: bool
    lock: bool | None
    """The lock that was sent with it; null where none was."""
    state: str
    """`intended`, `proved` or `lost`."""


class JobTold(Struct, frozen=True):
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


class LastTold(Struct, frozen=True):
    """How a scene ended last."""

    ending: str
    """`changed`, `unchanged`, `skipped`, `waiting` or `failed`."""
    reason: str
    at: str


class VerdictTold(Struct, frozen=True):
    """How a scene would end if it were synced now."""

    ending: str
    """As in LastTold."""
    detail: str
    """The reason, or the error type."""
    message: str


class InspectAnswer(Struct, frozen=True):
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
    pins: tuple[int, ...]
    """The items that a person said it is."""
    candidates: tuple[CandidateTold, ...]
    """The items it could be, where that is not clear."""
    job: JobTold | None
    """Its row in the queue, if it has one; also the dead letter."""
    last: LastTold | None
    """Null before its first sync."""
    writes: tuple[WriteTold, ...]
    """The newest first."""
