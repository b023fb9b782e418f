"""What a task tells while it goes on: the shapes of what its events carry."""

from msgspec import UNSET, Struct, UnsetType

from stashplex.core.answers.history import UndoAnswer
from stashplex.core.answers.letters import RecoverAnswer
from stashplex.core.answers.runs import ReconcileAnswer, SyncAnswer
from stashplex.core.answers.scene import FieldTold
from stashplex.core.answers.told import ErrorTold


class PhaseTold(Struct, frozen=True):
    """`phase`: something begins, of so much."""

    phase: str
    total: int | None
    """Null where nobody knows yet."""


class MovedTold(Struct, frozen=True):
    """`progress`: so much of the phase is done."""

    done: int
    total: int | None


class EndedTold(Struct, frozen=True):
    """`ended`: a scene worth naming, since it did not simply go well."""

    scene: int
    ending: str
    """`changed`, `skipped`, `waiting` or `failed`."""
    detail: str
    """The reason, or the error type."""
    message: str


class PlannedTold(Struct, frozen=True):
    """`planned`: what a dry run would change of an item of a scene, and what it would leave."""

    scene: int
    title: str
    """As it would be in Plex."""
    item: int
    fields: tuple[FieldTold, ...]
    """Those that would be set, cleared or left."""
    warnings: tuple[str, ...]


class LineTold(Struct, frozen=True):
    """`line`: a sentence for whoever follows."""

    line: str


class DoneTold(Struct, frozen=True):
    """`done`: the answer, and the error where one ended it; nothing comes after it."""

    answer: SyncAnswer | ReconcileAnswer | UndoAnswer | RecoverAnswer | None
    """Null where it ended before there was anything to count."""
    error: ErrorTold | UnsetType = UNSET
