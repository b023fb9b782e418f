"""What is ours on an item: holdings, and the writes they grow from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stashplex.core.item import Field, Value


@dataclass(frozen=True, slots=True)
class Holding:
    """What we hold in one field of an item, or (with `tag`) one tag in it."""

    field: Field
    tag: str = ""
    """The folded name of a tag; empty for the row of the field itself."""
    value: str = ""
    """What we wrote: a text, a tag's name, the SHA-1 of an image; empty where we cleared."""
    shown: str = ""
    """What Plex makes of it, where that is another form; for an image its path in Plex."""
    found: bool = False
    """True where Plex showed it before we wrote anything: never cleared by us."""
    lock_ours: bool = False
    before: Value = ""
    """What stood there before we came (on the row of the field; for an image its key)."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything held on one item."""

    rows: Mapping[tuple[Field, str], Holding] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, rows: Iterable[Holding]) -> "Holdings":
        """Returns the holdings made of these rows."""
        return cls({(row.field, row.tag): row for row in rows})

    def of(self, name: Field) -> Holding | None:
        """Returns the row of a field, or None where we never touched it."""
        return self.rows.get((name, ""))

    def tags(self, name: Field) -> tuple[Holding, ...]:
        """Returns the rows of the tags we hold or found in a field."""
        return tuple(row for (of, tag), row in self.rows.items() if of is name and tag)


NO_HOLDINGS = Holdings()


class WriteState(StrEnum):
    """What is known of a write."""

    INTENDED = "intended"
    """Recorded, perhaps sent; nobody has looked yet."""
    PROVED = "proved"
    """Reading back showed it."""
    LOST = "lost"
    """Reading back showed something else: it never arrived, or somebody wrote after us."""


@dataclass(frozen=True, slots=True)
class Write:
    """One field of one item, written in one run: what stood there, what we meant, the locks."""

    scene: int
    item: int
    field: Field
    before: Value
    after: Value
    locked_before: bool
    lock: bool | None
    thumb_before: str = ""
    """For an image: its path in Plex before; it moves when the image does."""
    run: int | None = None
    state: WriteState = WriteState.INTENDED
    id: int | None = None
    """Given by the database."""
    at: float = 0.0
    """When it was intended (epoch seconds)."""
