"""What reading back proves, and what we hold once it has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.equality import fold, folded_names, same, tags_text
from stashplex.core.holding import Holding, Holdings, Write
from stashplex.core.item import (
    IMAGE_FIELDS,
    SHARED_TAGS,
    TAG_FIELDS,
    Field,
    ImageList,
    Item,
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
        )
        for one in edit.writes
    )


def prove(one: FieldEdit, before: Item, now: Item) -> Proof:
    """Compares what a field shows now with what was written to it."""
    name = one.field
    if name in IMAGE_FIELDS:
        moved = _image_path(before, name) != _image_path(now, name)
        return Proof.PROVED if moved else Proof.OLD
    shown = now.value(name)
    if not _lock_kept(one, now):
        return Proof.OTHER
    if _shows(name, one.have, one.after, shown):
        return Proof.PROVED
    return Proof.OLD if same(name, one.have, shown) else Proof.OTHER


def _lock_kept(one: FieldEdit, now: Item) -> bool:
    # Plex locks Collection and Label by itself when their members change.
    return one.field not in SHARED_TAGS or one.lock is None or one.lock == (one.field in now.locked)


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


@dataclass(frozen=True, slots=True)
class HoldingChange:
    """Rows of one item to store and rows to drop."""

    rows: tuple[Holding, ...] = ()
    dropped: tuple[Holding, ...] = ()

    def applied(self, holdings: Holdings) -> Holdings:
        """Returns the holdings after this change."""
        gone = {(row.field, row.tag) for row in self.dropped}
        kept = {key: row for key, row in holdings.rows.items() if key not in gone}
        return Holdings({**kept, **{(row.field, row.tag): row for row in self.rows}})


def hold(write: Write, now: Item, old: Holdings, *, own_form: bool = False) -> HoldingChange:
    """Returns what we hold once a write is proved (`own_form`: in a form that Plex chose)."""
    previous = old.of(write.field)
    shown = now.value(write.field)
    tags = _held_tags(write, shown if own_form else write.after, old)
    row = Holding(
        field=write.field,
        value=_held_text(write, tags),
        shown=_shown_text(write, now, shown, own_form=own_form),
        lock_ours=_lock_is_ours(write, previous),
        before=_before(write, previous),
    )
    if write.field not in TAG_FIELDS:
        return HoldingChange((row,))
    kept = {tag.tag for tag in tags}
    dropped = tuple(one for one in old.tags(write.field) if one.tag not in kept)
    return HoldingChange((row, *tags), dropped)


def _held_text(write: Write, tags: Iterable[Holding]) -> str:
    if isinstance(write.after, str):
        return write.after
    if write.field in SHARED_TAGS:
        return tags_text(one.value for one in tags if not one.found)
    return tags_text(tag.name for tag in write.after)


def _shown_text(write: Write, now: Item, shown: Value, *, own_form: bool) -> str:
    if write.field in IMAGE_FIELDS:
        return _image_path(now, write.field)
    if not own_form:
        return ""
    return shown if isinstance(shown, str) else tags_text(tag.name for tag in shown)


def _lock_is_ours(write: Write, previous: Holding | None) -> bool:
    if previous is not None and previous.lock_ours:
        return True
    # An uploaded image may be locked by the server; that lock is ours too (design, section 5).
    ours = write.lock is True or write.field in IMAGE_FIELDS
    return ours and not write.locked_before and write.field not in SHARED_TAGS


def _before(write: Write, previous: Holding | None) -> Value:
    """Returns what stood there before we came; a value that displaced ours counts as before."""
    if previous is None or previous.found or _displaced(write, previous):
        return write.before
    return previous.before


def _displaced(write: Write, previous: Holding) -> bool:
    if write.field in SHARED_TAGS:
        return False
    ours = previous.shown or previous.value
    if write.field in IMAGE_FIELDS:
        return isinstance(write.before, str) and not write.before.endswith(f"/{previous.value}")
    if isinstance(write.before, str):
        return not same(write.field, write.before, ours)
    return tags_text(tag.name for tag in write.before) != ours


def _held_tags(write: Write, shown: Value, old: Holdings) -> tuple[Holding, ...]:
    """Returns a row for each tag of the field that is ours, or (mirrored) was found there."""
    before = _folded(write.before)
    known = {row.tag: row for row in old.tags(write.field)}
    rows = []
    for tag in shown if not isinstance(shown, str) else ():
        folded = fold(tag.name)
        if folded in known:
            rows.append(known[folded])
        elif folded not in before:
            rows.append(Holding(write.field, folded, tag.name))
        elif write.field not in SHARED_TAGS:
            rows.append(Holding(write.field, folded, tag.name, found=True))
    return tuple(rows)


def found(edit: Edit, item: Item, holdings: Holdings) -> HoldingChange:
    """Returns the rows for fields that already show what we want without a write of ours."""
    rows = []
    for one in edit.fields:
        previous = holdings.of(one.field)
        if one.action is not Action.KEEP or not one.want or not _agrees(one):
            continue
        if previous is None or (previous.found and previous.value != _text_of(one.want)):
            rows.append(_found_row(one, item))
        elif one.field in IMAGE_FIELDS and previous.shown != _image_path(item, one.field):
            rows.append(_moved(previous, item))
    return HoldingChange(tuple(rows))


def _agrees(one: FieldEdit) -> bool:
    if one.field in IMAGE_FIELDS:
        return True
    if one.field in SHARED_TAGS:
        return False
    return same(one.field, one.want, one.have)


def _found_row(one: FieldEdit, item: Item) -> Holding:
    shown = _image_path(item, one.field)
    return Holding(one.field, "", _text_of(one.want), shown, found=True, before=one.have)


def _moved(previous: Holding, item: Item) -> Holding:
    return Holding(
        previous.field,
        previous.tag,
        previous.value,
        _image_path(item, previous.field),
        previous.found,
        previous.lock_ours,
        previous.before,
    )


def _text_of(value: Value) -> str:
    return value if isinstance(value, str) else tags_text(tag.name for tag in value)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of writes that were intended and never judged."""

    proved: tuple[int, ...]
    lost: tuple[int, ...]
    change: HoldingChange
    holdings: Holdings


def recover(
    writes: Sequence[Write],
    item: Item,
    holdings: Holdings,
    images: Mapping[Field, ImageList],
) -> Recovery:
    """Judges intended writes by what the item shows: what we meant and Plex shows is ours."""
    proved: list[int] = []
    lost: list[int] = []
    now = holdings
    for write in writes:
        if _arrived(write, item, images):
            proved.append(write.id or 0)
            now = hold(write, item, now).applied(now)
        else:
            lost.append(write.id or 0)
    return Recovery(tuple(proved), tuple(lost), _between(holdings, now), now)


def _arrived(write: Write, item: Item, images: Mapping[Field, ImageList]) -> bool:
    if write.field in IMAGE_FIELDS:
        selected = images.get(write.field, ImageList("")).selected
        return selected.endswith(f"/{write.after}")
    return _shows(write.field, write.before, write.after, item.value(write.field))


def _between(old: Holdings, new: Holdings) -> HoldingChange:
    rows = tuple(row for key, row in new.rows.items() if old.rows.get(key) != row)
    dropped = tuple(row for key, row in old.rows.items() if key not in new.rows)
    return HoldingChange(rows, dropped)


def image_fields(writes: Iterable[Write]) -> tuple[Field, ...]:
    """Returns the image fields among these writes: their lists are needed to judge them."""
    return tuple(dict.fromkeys(one.field for one in writes if one.field in IMAGE_FIELDS))
