"""What is ours on an item: holdings, and the writes they grow from."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from stashplex.core.equality import folded_names, same
from stashplex.core.item import IMAGE_FIELDS, SHARED_TAGS, Field, Value


class Holding(Struct, frozen=True):
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


class Holdings(Struct, frozen=True):
    """Everything held on one item, and what is held back from it."""

    rows: Mapping[tuple[Field, str], Holding] = field(default_factory=dict)
    undone: Mapping[Field, tuple[Value, ...]] = field(default_factory=dict)
    """By field: what Stash wanted there when undo took it back."""

    @classmethod
    def of_rows(
        cls, rows: Iterable[Holding], undone: Mapping[Field, tuple[Value, ...]] | None = None
    ) -> "Holdings":
        """Returns the holdings made of these rows."""
        return cls({(row.field, row.tag): row for row in rows}, undone or {})

    def of(self, name: Field) -> Holding | None:
        """Returns the row of a field, or None where we never touched it."""
        return self.rows.get((name, ""))

    def tags(self, name: Field) -> tuple[Holding, ...]:
        """Returns the rows of the tags we hold or found in a field."""
        return tuple(row for (of, tag), row in self.rows.items() if of is name and tag)

    def all_of(self, name: Field) -> tuple[Holding, ...]:
        """Returns the row of a field and those of its tags."""
        return tuple(row for (of, _), row in self.rows.items() if of is name)

    def holds_back(self, name: Field, want: Value) -> bool:
        """Tells whether undo took back exactly this, so that it is not written again."""
        return any(same(name, want, one) for one in self.undone.get(name, ()))

    def holds_back_tags(self, name: Field, coming: frozenset[str], going: frozenset[str]) -> bool:
        """Tells whether these tags would only come and go as they did when undo took it back."""
        undone = self._undone_tags(name)
        came = frozenset[str]().union(*undone)
        return (
            bool(undone)
            and coming <= came
            and all(any(tag not in one for one in undone) for tag in going)
        )

    def outgrown(self, name: Field, want: Value) -> bool:
        """Tells whether Stash wants something else by now than what undo took back."""
        if name in IMAGE_FIELDS and not want:
            # A cover that could not be read says nothing of what Stash wants.
            return False
        if name in SHARED_TAGS and not isinstance(want, str):
            came = frozenset[str]().union(*self._undone_tags(name))
            if came & folded_names(want):
                return False
        return name in self.undone and not self.holds_back(name, want)

    def released(self, names: Iterable[Field]) -> "Holdings":
        """Returns the same with nothing held back from these fields."""
        gone = frozenset(names)
        kept = {name: wanted for name, wanted in self.undone.items() if name not in gone}
        return replace(self, undone=kept)

    def _undone_tags(self, name: Field) -> list[frozenset[str]]:
        undone = self.undone.get(name, ())
        return [folded_names(one) for one in undone if not isinstance(one, str)]


NO_HOLDINGS = Holdings()


class WriteState(StrEnum):
    """What is known of a write."""

    INTENDED = "intended"
    """Recorded, perhaps sent; nobody has looked yet."""
    PROVED = "proved"
    """Reading back showed it."""
    LOST = "lost"
    """Reading back showed something else: it never arrived, or somebody wrote after us."""


class Write(Struct, frozen=True):
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
    wanted: Value | None = None
    """What Stash wanted of the field then; None where an older version wrote it."""
    undoes: int | None = None
    """The write that this one undoes."""
    theirs: bool = False
    """True where it puts back what stood there before us: that is not ours."""
    state: WriteState = WriteState.INTENDED
    id: int | None = None
    """Given by the database."""
    at: float = 0.0
    """When it was intended (epoch seconds)."""
