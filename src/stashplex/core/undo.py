"""Taking back what a run wrote: field by field the edit that puts back, or why it is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from stashplex.core.edit import Action, FieldEdit
from stashplex.core.equality import fold, folded_names, same, same_image, tags_text
from stashplex.core.holding import Holding, Holdings, Write, WriteState
from stashplex.core.item import IMAGE_FIELDS, SHARED_TAGS, Field, ImageList, Item, Tag, Value


class Left(StrEnum):
    """Why something is not put back."""

    EDITED = "edited"
    """A person changed it in Plex since."""
    LOCKED = "locked"
    """A person locked it in Plex since."""
    LATER_RUN = "later_run"
    """A later run wrote it since."""
    ALREADY = "already"
    """It shows already what stood there before."""
    ITEM_GONE = "item_gone"
    IMAGE_GONE = "image_gone"
    """The earlier image is not among those of the item any more."""
    NO_IMAGE_BEFORE = "no_image_before"
    """There was none, and this server cannot go back to that."""


class Change(Struct, frozen=True):
    """What one run made of one field of one item: its writes there, taken together."""

    writes: tuple[Write, ...]

    @property
    def field(self) -> Field:
        """The field that was written."""
        return self.last.field

    @property
    def run(self) -> int | None:
        """The run that wrote it."""
        return self.last.run

    @property
    def last(self) -> Write:
        """The write whose value stood in the end."""
        return self.writes[-1]

    @property
    def after(self) -> Value:
        """What was written."""
        return self.last.after

    @property
    def first(self) -> Write:
        """The write that knows what stood there before: a person may have written in between."""
        first = self.last
        for earlier in reversed(self.writes[:-1]):
            if not _same(first.field, first.before, earlier.after):
                break
            first = earlier
        return first

    @property
    def is_undoing(self) -> bool:
        """True where it took back a write, or did again what was taken back."""
        return self.last.undoes is not None

    def undoes(self, other: "Change") -> bool:
        """Tells whether this took back the other."""
        return any(one.undoes == two.id for one in self.writes for two in other.writes if two.id)

    def touched(self) -> frozenset[str]:
        """Returns the folded names of the tags that came or went with it."""
        return _names(self.first.before) ^ _names(self.after)


class View(Struct, frozen=True):
    """What Plex shows of an item now, and what we hold there."""

    item: Item
    holdings: Holdings
    images: Mapping[Field, ImageList] = field(default_factory=dict)
    can_reset_images: bool = False

    def shows(self, name: Field) -> Value:
        """Returns what a field shows; of an image the key of the selected one."""
        if name in IMAGE_FIELDS:
            return self.images.get(name, ImageList("")).selected
        return self.item.value(name)


class PutBack(Struct, frozen=True):
    """What becomes of one change: the edit that takes it back, or why it is left."""

    change: Change
    edit: FieldEdit | None = None
    theirs: bool = False
    """True where what is put back stood there before us, and is not ours from then on."""
    left: Left | None = None
    why: str = ""

    def instead_of(self, have: Value) -> "PutBack":
        """Returns the same for a field that showed something else before it was broken off."""
        return self if self.edit is None else replace(self, edit=replace(self.edit, have=have))


def changes(history: Iterable[Write]) -> dict[Field, tuple[Change, ...]]:
    """Returns what each run made of each field of an item, in the order of their last writes."""
    found: dict[Field, dict[object, list[Write]]] = {}
    for write in sorted(history, key=lambda one: one.id or 0):
        if write.state is WriteState.PROVED:
            # A write without a run stands for itself.
            run: object = (write.id,) if write.run is None else write.run
            runs = found.setdefault(write.field, {})
            runs[run] = [*runs.pop(run, []), write]
    return {
        name: tuple(Change(tuple(writes)) for writes in runs.values())
        for name, runs in found.items()
    }


def take_back(run: int, history: Iterable[Write], view: View, *, again: bool) -> list[PutBack]:
    """Returns what becomes of everything a run wrote to an item, from the item's whole history.

    `again` says that the run is itself one that took back: then its values go, and those it
    took back are ours once more.
    """
    known = tuple(history)
    broken_off = {one.undoes: one for one in known if one.undoes and one.state is WriteState.LOST}
    return [
        _TakeBack(change, of_field, view, again, broken_off.get(change.last.id or 0)).decided()
        for of_field in changes(known).values()
        for change in of_field
        if change.run == run
    ]


def images_to_read(run: int, history: Iterable[Write]) -> tuple[Field, ...]:
    """Returns the image fields that a run wrote on an item: their lists are needed to decide."""
    written = (one.field for one in history if one.run == run and one.field in IMAGE_FIELDS)
    return tuple(dict.fromkeys(written))


class _TakeBack(Struct, frozen=True):
    """One change to take back, seen in the history of its field."""

    change: Change
    history: Sequence[Change]
    view: View
    again: bool
    broken_off: Write | None
    """An earlier try to take it back, which did not arrive as a whole."""

    def decided(self) -> PutBack:
        name = self.change.field
        for one in self._later():
            if one.undoes(self.change):
                return self._leave(Left.ALREADY, f"run {one.run} has put it back already")
        if name in SHARED_TAGS:
            return self._shared()
        if writer := self._later_writer():
            return self._leave(Left.LATER_RUN, f"run {writer.run} wrote it since")
        if not self._shows_ours():
            return self._not_ours()
        if name in IMAGE_FIELDS and (left := self._image_left()):
            return left
        return self._locked_since() or self._put_back(*_restored(self._before, self._have))

    @property
    def _before(self) -> Value:
        return self.change.first.before

    @property
    def _have(self) -> Value:
        return self.view.shows(self.change.field)

    @property
    def _holding(self) -> Holding | None:
        return self.view.holdings.of(self.change.field)

    @property
    def _locked(self) -> bool:
        return self.change.field in self.view.item.locked

    def _later(self) -> list[Change]:
        """Returns the later changes of the field that were not taken back again."""
        at = self.history.index(self.change)
        return [one for one in _standing(self.history) if self.history.index(one) > at]

    def _later_writer(self) -> Change | None:
        later = [one for one in self._later() if not one.is_undoing]
        return later[-1] if later else None

    def _shows_ours(self) -> bool:
        name, after, have = self.change.field, self.change.after, self._have
        if _same(name, have, after):
            return True
        holding = self._holding
        if name in IMAGE_FIELDS or holding is None or not holding.shown:
            return False
        # Plex may have given it a form of its own.
        return holding.value == _text(after) and holding.shown == _text(have)

    def _not_ours(self) -> PutBack:
        if _same(self.change.field, self._have, self._before):
            if self.broken_off and self._lock() not in (None, self._locked):
                put_back = self._put_back(*_restored(self._before, self._have))
                return put_back.instead_of(self.broken_off.before)
            return self._leave(Left.ALREADY, "it shows already what stood there before")
        if later := self._later():
            return self._leave(Left.LATER_RUN, f"run {later[-1].run} wrote it since")
        return self._leave(Left.EDITED, "it was changed in Plex since")

    def _image_left(self) -> PutBack | None:
        if not self._before:
            if self.view.can_reset_images:
                return None
            why = "there was none before, and only Plex 1.43 and newer can go back to that"
            return self._leave(Left.NO_IMAGE_BEFORE, why)
        if self._before in self.view.images[self.change.field].keys:
            return None
        why = "the earlier one is not among the images of the item any more"
        return self._leave(Left.IMAGE_GONE, why)

    def _locked_since(self) -> PutBack | None:
        """Leaves what a person locked since; an image may have been locked by the server."""
        sent, before = self.change.last.lock, self.change.first.locked_before
        if self._locked and not sent and not before and self.change.field not in IMAGE_FIELDS:
            return self._leave(Left.LOCKED, "it was locked in Plex since")
        return None

    def _shared(self) -> PutBack:
        before, have = _tags(self._before), _tags(self._have)
        since = frozenset[str]().union(
            *(one.touched() for one in self._later() if not one.is_undoing)
        )
        touched = self.change.touched() - since
        there = folded_names(have)
        going = touched & _names(self.change.after) & there
        coming = [tag for tag in before if fold(tag.name) in touched - there]
        if not going and not coming:
            return self._nothing_shared(since)
        after = (*(tag for tag in have if fold(tag.name) not in going), *coming)
        removals = tuple(tag.name for tag in have if fold(tag.name) in going)
        return self._put_back(after, removals)

    def _nothing_shared(self, since: frozenset[str]) -> PutBack:
        writer = self._later_writer()
        if writer and self.change.touched() & since:
            return self._leave(Left.LATER_RUN, f"run {writer.run} wrote it since")
        return self._leave(Left.ALREADY, "what was added is gone, what was removed is there")

    def _put_back(self, after: Value, removals: tuple[str, ...]) -> PutBack:
        wanted = self.change.last.wanted
        edit = FieldEdit(
            self.change.field,
            self.change.after if wanted is None else wanted,
            self._have,
            Action.SET if after else Action.CLEAR,
            f"as before run {self.change.run}",
            after,
            removals,
            self._lock(),
            self._locked,
        )
        return PutBack(self.change, edit, theirs=self._becomes_theirs(after))

    def _leave(self, left: Left, why: str) -> PutBack:
        return PutBack(self.change, left=left, why=why)

    def _lock(self) -> bool | None:
        """Returns the lock from before, unless a person has turned ours since."""
        sent, before = self.change.last.lock, self.change.first.locked_before
        if self.change.field in SHARED_TAGS:
            # Plex locks them by itself, so that the lock of now is sent along.
            return self._locked
        if self.change.field in IMAGE_FIELDS:
            # Selecting may lock, and so may resetting.
            return before if self._locked or self.again else False
        return None if sent is None or sent != self._locked else before

    def _becomes_theirs(self, after: Value) -> bool:
        if self.again:
            return False
        name, holding = self.change.field, self._holding
        if name in SHARED_TAGS:
            ours = {row.tag for row in self.view.holdings.tags(name) if not row.found}
            coming = _names(after) - _names(self._have)
            return not (ours | coming) & _names(after)
        if any(_same(name, self._before, one.after) for one in self._earlier_of_ours()):
            return False
        return holding is None or holding.found or _same(name, self._before, holding.before)

    def _earlier_of_ours(self) -> Iterator[Change]:
        """Yields the earlier changes that stand: what they wrote is ours."""
        at = self.history.index(self.change)
        standing = _standing(self.history[:at])
        return (one for one in standing if not one.last.theirs)


def _standing(history: Sequence[Change]) -> list[Change]:
    """Returns the changes that were not taken back, or whose taking back was."""
    standing: list[Change] = []
    for change in reversed(history):
        if not any(one.undoes(change) for one in standing):
            standing.insert(0, change)
    return standing


def _restored(before: Value, have: Value) -> tuple[Value, tuple[str, ...]]:
    """Returns the value that is put back, and the names to take out for it."""
    if isinstance(before, str):
        return before, ()
    present = {fold(tag.name): tag for tag in _tags(have)}
    after = tuple(present.get(fold(tag.name), tag) for tag in before)
    kept = folded_names(after)
    return after, tuple(tag.name for name, tag in present.items() if name not in kept)


def _same(name: Field, one: Value, other: Value) -> bool:
    if name in IMAGE_FIELDS and isinstance(one, str) and isinstance(other, str):
        return same_image(one, other) or same_image(other, one)
    return same(name, one, other)


def _tags(value: Value) -> tuple[Tag, ...]:
    return () if isinstance(value, str) else value


def _names(value: Value) -> frozenset[str]:
    return folded_names(_tags(value))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else tags_text(tag.name for tag in value)
