"""A tiny model of one Plex item: what a write does to it, and who brought what stands there."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.equality import fold
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

AGENT_POSTER = "metadata://posters/agent"


class SmallPlex:
    """One item behind a server that replaces or merges indexed tags, and locks as Plex does."""

    def __init__(self, item: Item, *, merges: bool) -> None:
        self.texts = dict(item.texts)
        self.tags = {name: list(item.tags.get(name, ())) for name in TAG_FIELDS}
        self.locked = set(item.locked)
        self.selected = AGENT_POSTER
        self.posters = [AGENT_POSTER]
        self.moves = 0
        self.merges = merges
        self.by_us: set[tuple[Field, str]] = set()
        """What stands here and came from us: (field, "") for a text, (field, folded) for a tag."""
        self.by_person: set[Field] = set()
        """Texts and posters that a person changed last."""
        self.taken_out: set[tuple[Field, str]] = set()
        """Tags of ours that a person took out."""
        self._spelling: dict[str, str] = {}
        for name, tags in self.tags.items():
            self._put(name, tags, by_us=False)

    def item(self) -> Item:
        """Returns the item as a full reading shows it."""
        return Item(
            id=7,
            section=1,
            texts=dict(self.texts),
            tags={name: tuple(tags) for name, tags in self.tags.items()},
            locked=frozenset(self.locked),
            thumb=f"/library/metadata/7/thumb/{self.moves}",
        )

    def images(self) -> ImageList:
        """Returns the posters and which is selected."""
        return ImageList(self.selected, tuple(self.posters))

    def shown(self, name: Field) -> Value:
        """Returns what stands in a field; for the poster its key."""
        return self.selected if name in IMAGE_FIELDS else self.item().value(name)

    def names(self, name: Field) -> frozenset[str]:
        """Returns the folded names of the tags of a field."""
        return frozenset(fold(tag.name) for tag in self.tags[name])

    def ours(self, name: Field) -> frozenset[str]:
        """Returns the folded names of the tags of a field that came from us."""
        return frozenset(tag for field, tag in self.by_us if field is name and tag)

    def apply(self, edit: Edit, only: Collection[Field] = tuple(Field)) -> None:
        """Does what the edit sends, or what a broken-off sending of it got through."""
        for one in edit.writes:
            if one.field in only:
                self._apply(one)

    def edit_text(self, name: Field, value: str) -> None:
        """A person types into a field, which locks it (a rating locks nothing)."""
        if self.texts.get(name, "") == value:
            return
        self.texts[name] = value
        if name is not Field.RATING:
            self.locked.add(name)
        self.by_us.discard((name, ""))
        self.by_person.add(name)

    def add_tag(self, name: Field, tag: str) -> None:
        """A person adds a tag, which locks the field."""
        self._put(name, [*self.tags[name], Tag(tag)], by_us=False)
        self.locked.add(name)

    def remove_tag(self, name: Field, index: int) -> None:
        """A person takes a tag out, which locks the field."""
        if self.tags[name]:
            tag = self.tags[name][index % len(self.tags[name])].name
            self.taken_out |= {(name, fold(tag))} & self.by_us
            self._take(name, [tag])
            self.locked.add(name)

    def choose_poster(self, key: str) -> None:
        """A person chooses another poster, which locks it."""
        if key == self.selected:
            return
        self._select(key)
        self.by_us.discard((Field.POSTER, ""))
        self.by_person.add(Field.POSTER)

    def _apply(self, one: FieldEdit) -> None:
        self._may_go(one)
        if one.field in IMAGE_FIELDS:
            # An undo names an image by its key, a sync the bytes that it uploads.
            named = "://" in str(one.after) or not one.after
            self._select(str(one.after) if named else f"upload://posters/{one.after}")
            self.by_us.add((one.field, ""))
        elif isinstance(one.after, str):
            self.texts[one.field] = one.after
            (self.by_us.add if one.after else self.by_us.discard)((one.field, ""))
        else:
            self._write_tags(one.field, one.after, one.removals)
        self.by_person.discard(one.field)
        if one.lock is not None or one.field in SHARED_TAGS:
            # Without the parameter Plex locks Collection and Label by itself.
            locks = one.lock is not False
            (self.locked.add if locks else self.locked.discard)(one.field)

    def _may_go(self, one: FieldEdit) -> None:
        """Nothing is cleared that we do not hold, and nothing shared is removed but ours."""
        if one.action is Action.CLEAR and one.field not in TAG_FIELDS:
            assert (one.field, "") in self.by_us, one
        if one.field in SHARED_TAGS or (one.action is Action.CLEAR and one.field in TAG_FIELDS):
            removed = {fold(name) for name in one.removals}
            assert removed <= self.ours(one.field), one
            kept = {fold(tag.name) for tag in one.after} if not isinstance(one.after, str) else ()
            assert self.names(one.field) - removed <= set(kept), one

        if not isinstance(one.after, str):
            sent = {fold(tag.name): tag.role for tag in one.after}
            there = {fold(tag.name): tag.role for tag in self.tags[one.field]}
            assert all(sent[name] == role for name, role in there.items() if name in sent), one

    def _write_tags(self, name: Field, after: tuple[Tag, ...], removals: Iterable[str]) -> None:
        if self.merges:
            sent = {fold(tag.name): tag for tag in after}
            there = [sent.get(fold(tag.name), tag) for tag in self.tags[name]]
            self._put(name, [*there, *after], by_us=True)
        elif after:
            self._put(name, list(after), by_us=True)
        self._take(name, removals)

    def _put(self, name: Field, tags: list[Tag], *, by_us: bool) -> None:
        before = self.names(name)
        unique: dict[str, Tag] = {}
        for tag in tags:
            spelled = self._spelling.setdefault(fold(tag.name), tag.name)
            unique.setdefault(fold(tag.name), replace(tag, name=spelled))
        self.tags[name] = list(unique.values())
        if by_us:
            self.by_us |= {(name, folded) for folded in unique if folded not in before}
        self._forget(name)

    def _take(self, name: Field, names: Iterable[str]) -> None:
        gone = set(names)
        self.tags[name] = [tag for tag in self.tags[name] if tag.name not in gone]
        self._forget(name)

    def _forget(self, name: Field) -> None:
        there = self.names(name)
        gone = {(of, tag) for of, tag in self.by_us if of is name and tag not in there}
        self.by_us -= gone

    def _select(self, key: str) -> None:
        # Uploads are addressed by content: the same bytes make no second entry.
        self.posters = list(dict.fromkeys([*self.posters, *([key] if key else [])]))
        self.selected = key
        self.moves += 1
        self.locked.add(Field.POSTER)
