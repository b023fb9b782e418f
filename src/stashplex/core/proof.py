"""What reading back proves, and what we hold once it has."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.equality import fold, folded_names, same, same_image, tags_text
from stashplex.core.holding import Holding, Holdings, Write
from stashplex.core.item import (
    IMAGE_FIELDS,
    SHARED_TAGS,
    TAG_FIELDS,
    Field,
    ImageList,
    Item,
    Tag,
    Value,
)


class Proof(StrEnum):
    """What reading back shows of one written field."""

    PROVED = "proved"
    OLD = "old"
    """The value from before: the write was not taken."""
    OTHER = "other"
    """Neither: Plex's own form of it, or somebody wrote at the same time."""


def planned_writes(edit: Edit, item: Item, *, scene: int, run: int | None) -> tuple[Write, ...]:
    """Returns the writes to record as intended before this edit is sent."""
    return tuple(
        Write(
            scene=scene,
            item=item.id,
            field=one.field,
            before=one.have,
            after=one.after,
            locked_before=one.locked_before,
            lock=one.lock,
            thumb_before=_image_path(item, one.field),
            run=run,
            wanted=one.want,
        )
        for one in edit.writes
    )


def prove(one: FieldEdit, before: Item, now: Item) -> Proof:
    """Compares what a field shows now with what was written to it."""
    name = one.field
    if name in IMAGE_FIELDS and _image_path(before, name) == _image_path(now, name):
        return Proof.OLD
    if not _lock_kept(one, now):
        return Proof.OTHER
    if name in IMAGE_FIELDS:
        return Proof.PROVED
    shown = now.value(name)
    if _shows(name, one.have, one.after, shown):
        return Proof.PROVED
    return Proof.OLD if same(name, one.have, shown) else Proof.OTHER


def _lock_kept(one: FieldEdit | Write, now: Item) -> bool:
    # Plex locks by itself: Collection and Label when members change, an image that is selected.
    matters = one.field in SHARED_TAGS or one.lock is False
    return not matters or one.lock is None or one.lock == (one.field in now.locked)


def _shows(name: Field, before: Value, after: Value, shown: Value) -> bool:
    if name not in SHARED_TAGS:
        return same(name, after, shown)
    # A person may add a collection of their own in between: only our part is compared.
    old, new, now = _folded(before), _folded(after), _folded(shown)
    return (new - old) <= now and not (old - new) & now


def _folded(value: Value) -> frozenset[str]:
    return frozenset() if isinstance(value, str) else folded_names(value)


def _image_path(item: Item, name: Field) -> str:
    value = item.value(name) if name in IMAGE_FIELDS else ""
    return value if isinstance(value, str) else ""


def renewed(one: FieldEdit, now: Item) -> FieldEdit:
    """Returns the same change to a field, made to the list that the item shows now.

    A collection or label that a person has added since stays in a list that is sent again.
    """
    if one.field not in SHARED_TAGS or isinstance(one.after, str):
        return one
    going, before, shown = (
        {fold(name) for name in one.removals},
        _folded(one.have),
        now.value(one.field),
    )
    there = _folded(shown)
    kept = [tag for tag in shown if not isinstance(tag, str) and fold(tag.name) not in going]
    ours = [tag for tag in one.after if fold(tag.name) not in before | there]
    return replace(one, after=(*kept, *ours))


class HoldingChange(Struct, frozen=True):
    """Rows of one item to store and rows to drop, and what is held back no more."""

    rows: tuple[Holding, ...] = ()
    dropped: tuple[Holding, ...] = ()
    released: tuple[Field, ...] = ()
    """Fields from which nothing is held back any more."""

    def applied(self, holdings: Holdings) -> Holdings:
        """Returns the holdings after this change."""
        gone = {(row.field, row.tag) for row in self.dropped}
        kept = {key: row for key, row in holdings.rows.items() if key not in gone}
        rows = {**kept, **{(row.field, row.tag): row for row in self.rows}}
        return Holdings(rows, holdings.released(self.released).undone)


def hold(write: Write, now: Item, old: Holdings, *, own_form: bool = False) -> HoldingChange:
    """Returns what we hold once a write is proved (`own_form`: in a form that Plex chose)."""
    if write.theirs:
        return HoldingChange(dropped=tuple(old.all_of(write.field)))
    previous = old.of(write.field)
    shown = now.value(write.field)
    tags = _held_tags(write, _taken_form(write, shown) if own_form else write.after, old)
    row = Holding(
        field=write.field,
        value=_held_text(write, old),
        shown=_shown_text(write, now, tags, own_form=own_form),
        lock_ours=_lock_is_ours(write, previous),
        before=_before(write, old),
    )
    # What still shows was not removed, and what somebody else took out is for `found` to judge.
    removed = _folded(write.before) - _folded(shown) - {tag.tag for tag in tags}
    dropped = tuple(one for one in old.tags(write.field) if one.tag in removed)
    return HoldingChange((row, *tags), dropped)


def _held_text(write: Write, old: Holdings) -> str:
    if isinstance(write.after, str):
        # An image that is put back is named by its key, and ours ends with the SHA-1.
        return write.after.rpartition("/")[2] if write.field in IMAGE_FIELDS else write.after
    asked = (tag.name for tag in write.after)
    if write.field not in SHARED_TAGS:
        return tags_text(asked)
    theirs = _folded(write.before) - _ours(write.field, old)
    return tags_text(name for name in asked if fold(name) not in theirs)


def _shown_text(write: Write, now: Item, tags: Iterable[Holding], *, own_form: bool) -> str:
    if write.field in IMAGE_FIELDS:
        return _image_path(now, write.field)
    shown = now.value(write.field)
    if not own_form:
        return ""
    if isinstance(shown, str):
        return shown
    if write.field in SHARED_TAGS:
        return tags_text(row.value for row in tags)
    return tags_text(tag.name for tag in shown)


def _taken_form(write: Write, shown: Value) -> Value:
    """Returns the tags shown, without those a person may have added beside ours meanwhile."""
    asked, there = _folded(write.after), _folded(shown)
    strangers = there - asked - _folded(write.before)
    # Each of our names that is not there may stand under one other name; no more than that.
    ours = strangers if len(strangers) <= len(asked - there) else frozenset()
    return tuple(tag for tag in _tags(shown) if fold(tag.name) not in strangers - ours)


def _tags(value: Value) -> tuple[Tag, ...]:
    return () if isinstance(value, str) else value


def _ours(name: Field, holdings: Holdings) -> frozenset[str]:
    return frozenset(row.tag for row in holdings.tags(name) if not row.found)


def _lock_is_ours(write: Write, previous: Holding | None) -> bool:
    if previous is not None and previous.lock_ours:
        return True
    # An uploaded image may be locked by the server; that lock is ours too (design, section 5).
    ours = write.lock is True or write.field in IMAGE_FIELDS
    return ours and not write.locked_before and write.field not in SHARED_TAGS


def _before(write: Write, old: Holdings) -> Value:
    """Returns what stood there before we came; a value that displaced ours counts as before."""
    previous = old.of(write.field)
    if previous is not None and not previous.found and not _displaced(write, previous):
        return previous.before
    if isinstance(write.before, str):
        return write.before
    ours = _ours(write.field, old)
    return tuple(tag for tag in write.before if fold(tag.name) not in ours)


def _displaced(write: Write, previous: Holding) -> bool:
    if write.field in SHARED_TAGS:
        return False
    ours = previous.shown or previous.value
    if write.field in IMAGE_FIELDS:
        return not same_image(str(write.before), previous.value)
    if isinstance(write.before, str):
        return not same(write.field, write.before, ours)
    return tags_text(tag.name for tag in write.before) != ours


def _held_tags(write: Write, shown: Value, old: Holdings) -> tuple[Holding, ...]:
    """Returns a row for each tag of the field that is ours, or (mirrored) was found there."""
    before = _folded(write.before)
    known = {row.tag: row for row in old.tags(write.field)}
    before_us = _before_us(write, old.of(write.field))
    rows = []
    for tag in _tags(shown):
        folded = fold(tag.name)
        if folded not in before:
            rows.append(Holding(write.field, folded, tag.name, found=folded in before_us))
        elif folded in known:
            rows.append(known[folded])
        elif write.field not in SHARED_TAGS:
            rows.append(Holding(write.field, folded, tag.name, found=True))
    return tuple(rows)


def _before_us(write: Write, previous: Holding | None) -> frozenset[str]:
    """Returns the tags that were not ours when a sync took them out, and undo puts back."""
    if write.undoes is None or previous is None or write.field in SHARED_TAGS:
        return frozenset()
    return _folded(previous.before)


def found(edit: Edit, item: Item, holdings: Holdings) -> HoldingChange:
    """Returns what an item tells without a write of ours.

    To store: fields that already show what we want. To drop: tags of ours that somebody took
    out and nobody wants any more, so that they are theirs if they ever come back. To release:
    what undo took back, where Stash wants something else by now.
    """
    rows = []
    dropped: list[Holding] = []
    for one in edit.fields:
        wanted = _folded(one.want) | _folded(item.value(one.field))
        dropped += (row for row in holdings.tags(one.field) if row.tag not in wanted)
        if row := _found_row(one, item, holdings.of(one.field)):
            rows.append(row)
    released = (one.field for one in edit.fields if _outgrown(one, holdings))
    return HoldingChange(tuple(rows), tuple(dropped), tuple(released))


def _outgrown(one: FieldEdit, holdings: Holdings) -> bool:
    """Tells whether nothing is held back from a field any more: it was written, or wants anew."""
    if one.field in SHARED_TAGS and one.writes:
        return one.field in holdings.undone
    return holdings.outgrown(one.field, one.want)


def _found_row(one: FieldEdit, item: Item, previous: Holding | None) -> Holding | None:
    if one.action is not Action.KEEP or not one.want or not (one.adopted or _agrees(one)):
        return None
    value = "" if one.field in SHARED_TAGS else _text_of(one.want)
    shown = _image_path(item, one.field)
    if previous is None or previous.found:
        row = Holding(one.field, "", value, shown, found=not one.adopted, before=one.have)
        return row if previous is None or _tells_more(row, previous) else None
    if shown != previous.shown and one.field in IMAGE_FIELDS:
        return replace(previous, value=value, shown=shown)
    return None


def _tells_more(row: Holding, previous: Holding) -> bool:
    return (row.value, row.shown, row.found) != (previous.value, previous.shown, previous.found)


def _agrees(one: FieldEdit) -> bool:
    if one.field in IMAGE_FIELDS:
        return True
    return one.field not in SHARED_TAGS and same(one.field, one.want, one.have)


def _text_of(value: Value) -> str:
    return value if isinstance(value, str) else tags_text(tag.name for tag in value)


class Recovery(Struct, frozen=True):
    """What became of writes that were intended and never judged."""

    proved: tuple[int, ...]
    lost: tuple[int, ...]
    change: HoldingChange
    holdings: Holdings
    runs: frozenset[int | None] = frozenset()
    """The runs whose writes arrived."""


def recover(
    writes: Sequence[Write],
    item: Item,
    holdings: Holdings,
    images: Mapping[Field, ImageList],
) -> Recovery:
    """Judges intended writes by what the item shows: what we meant and Plex shows is ours."""
    proved: list[int] = []
    lost: list[int] = []
    runs: set[int | None] = set()
    now = holdings
    for write in writes:
        arrived = _arrived(write, item, images)
        (proved if arrived else lost).append(write.id or 0)
        if arrived:
            now = hold(write, item, now).applied(now)
            runs.add(write.run)
    return Recovery(tuple(proved), tuple(lost), difference(holdings, now), now, frozenset(runs))


def _arrived(write: Write, item: Item, images: Mapping[Field, ImageList]) -> bool:
    if write.lock is False and not _lock_kept(write, item) and write.field not in SHARED_TAGS:
        return False
    if write.field in IMAGE_FIELDS:
        selected = images.get(write.field, ImageList("")).selected
        return isinstance(write.after, str) and same_image(selected, write.after)
    shown = item.value(write.field)
    if write.field not in TAG_FIELDS:
        return same(write.field, write.after, shown)
    # Somebody may have changed the list after our write: one tag that we brought is enough.
    old, new, now = _folded(write.before), _folded(write.after), _folded(shown)
    return bool((new - old) & now) if new - old else not (old - new) & now


def difference(old: Holdings, new: Holdings) -> HoldingChange:
    """Returns the change that makes the one the other."""
    rows = tuple(row for key, row in new.rows.items() if old.rows.get(key) != row)
    dropped = tuple(row for key, row in old.rows.items() if key not in new.rows)
    released = tuple(name for name in old.undone if name not in new.undone)
    return HoldingChange(rows, dropped, released)


def image_fields(writes: Iterable[Write]) -> tuple[Field, ...]:
    """Returns the image fields among these writes: their lists are needed to judge them."""
    return tuple(dict.fromkeys(one.field for one in writes if one.field in IMAGE_FIELDS))
