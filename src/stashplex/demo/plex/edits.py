"""Edits: from the parameters of a PUT to what an item shows afterwards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import unquote_plus

from stashplex.demo.plex.behaviour import Behaviour, TagSemantics
from stashplex.demo.plex.records import COLLECTION, TAG_ELEMENTS, Item, Tagging
from stashplex.demo.plex.serialise import Refused
from stashplex.demo.plex.state import PlexState

TEXTS: Final = frozenset(
    {
        "title",
        "titleSort",
        "originalTitle",
        "originallyAvailableAt",
        "contentRating",
        "studio",
        "tagline",
        "summary",
        "editionTitle",
    }
)
RATINGS: Final = frozenset({"rating", "audienceRating"})
LOCKS: Final = TEXTS | RATINGS | frozenset(TAG_ELEMENTS) | {"userRating", "thumb", "art", "addedAt"}
LOCKED_BY_MEMBERSHIP: Final = frozenset({"collection", "label"})
INDEXED: Final = re.compile(r"(\w+)\[(\d+)\]\.(tag\.tag|tag\.thumb|tagging\.text)")


@dataclass(slots=True)
class NamedTag:
    """One entry of an indexed list; what was not sent is None."""

    name: str = ""
    text: str | None = None
    thumb: str | None = None


@dataclass(slots=True)
class WantedEdit:
    """What the parameters of one request ask for."""

    texts: dict[str, str] = field(default_factory=dict)
    locks: dict[str, bool] = field(default_factory=dict)
    lists: dict[str, dict[int, NamedTag]] = field(default_factory=dict)
    removals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clears: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    """Parameters that mean nothing to this server, which ignores them."""

    @property
    def tag_kinds(self) -> set[str]:
        """The kinds of tags that are written in any way."""
        return self.lists.keys() | self.removals.keys() | self.clears


def read_edit(parameters: Mapping[str, str]) -> WantedEdit:
    """Returns the edit that parameters ask for; raises Refused for values of a wrong form."""
    wanted = WantedEdit()
    for name, value in parameters.items():
        target, _, verb = name.rpartition(".")
        if verb == "value" and (target in TEXTS | RATINGS or target == "userRating"):
            wanted.texts[target] = checked(target, value)
        elif verb == "locked" and target in LOCKS:
            wanted.locks[target] = value == "1"
        elif not read_tag_parameter(wanted, name, value):
            wanted.unknown.append(name)
    return wanted


def read_tag_parameter(wanted: WantedEdit, name: str, value: str) -> bool:
    """Adds one tag parameter to an edit; returns False when it is none."""
    kind, bracket, rest = name.partition("[")
    if not bracket or kind not in TAG_ELEMENTS:
        return False
    if rest == "].tag.tag-":
        wanted.removals[kind] = tuple(unquote_plus(piece).strip() for piece in value.split(","))
    elif rest == "].tag":
        wanted.clears.add(kind)
    elif match := INDEXED.fullmatch(name):
        entry = wanted.lists.setdefault(kind, {}).setdefault(int(match[2]), NamedTag())
        match match[3]:
            case "tag.tag":
                entry.name = value.strip()
            case "tag.thumb":
                entry.thumb = value
            case _:
                entry.text = value
    else:
        return False
    return True


def checked(field_name: str, value: str) -> str:
    """Returns a value, or raises Refused where it is not of the field's form."""
    if field_name == "originallyAvailableAt" and value and not is_date(value):
        raise Refused(400)
    if field_name in RATINGS or field_name == "userRating":
        checked_rating(value)
    return value


def is_date(value: str) -> bool:
    """Returns True for a day that the calendar has, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def checked_rating(value: str) -> float | None:
    """Returns a number of stars from 0 to 10, None for what clears it, or raises Refused."""
    if value in {"", "-1", "-1.0"}:
        return None
    try:
        stars = float(value)
    except ValueError as error:
        raise Refused(400) from error
    if not 0 <= stars <= 10:  # noqa: PLR2004  the scale of Plex
        raise Refused(400)
    return stars


class Editor:
    """Makes edits; the caller holds the lock of the state."""

    def __init__(self, state: PlexState, behaviour: Behaviour) -> None:
        self._state = state
        self._behaviour = behaviour

    def apply(self, item: Item, wanted: WantedEdit, user: str) -> None:
        """Changes one item as an edit asks for."""
        for name, value in wanted.texts.items():
            if name not in self._behaviour.ignored_fields:
                self._write_text(item, name, value, user)
        for kind in sorted(wanted.tag_kinds - self._behaviour.ignored_fields):
            self._write_tags(item, kind, wanted)
        for kind in wanted.tag_kinds & LOCKED_BY_MEMBERSHIP:
            item.locks.add(kind)
        for name, locked in wanted.locks.items():
            if locked:
                item.locks.add(name)
            else:
                item.locks.discard(name)
        self.touch(item)

    def rate(self, item: Item, value: str, user: str) -> None:
        """Gives an item a user's stars, or takes them away."""
        stars = checked_rating(value)
        if stars is None:
            item.ratings.pop(user, None)
        else:
            item.ratings[user] = stars
        self.touch(item)

    def touch(self, item: Item) -> None:
        """Moves the stamps of an item that has changed."""
        if self._behaviour.edits_move_updated_at:
            self._state.touch(item)
        if self._behaviour.edits_move_thumb:
            item.posters.stamp = item.arts.stamp = item.updated_at

    def refresh(self, item: Item) -> None:
        """Lets the agent overwrite what is not locked."""
        for name, value in item.agent.texts.items():
            if name not in item.locks:
                self._set_text(item, name, value)
        for kind, names in item.agent.tags.items():
            if kind not in item.locks:
                rows = [self._state.row(kind, name) for name in names]
                self._state.set_tags(item, kind, [Tagging(row) for row in rows])
        for lock, gallery in (("thumb", item.posters), ("art", item.arts)):
            if lock not in item.locks and gallery.images:
                gallery.selected = next(iter(gallery.images))
                gallery.stamp = self._state.moment()
        self.touch(item)

    def _write_text(self, item: Item, name: str, value: str, user: str) -> None:
        value = self._own_form(name, value)
        if name == "userRating":
            self.rate(item, value, user)
        elif name == "title" and item.type == COLLECTION:
            self._rename_collection(item, value)
        else:
            self._set_text(item, name, value)

    def _own_form(self, name: str, value: str) -> str:
        form = self._behaviour.own_form
        return form(name, value) if form is not None else value

    def _set_text(self, item: Item, name: str, value: str) -> None:
        if value or name == "title":
            item.texts[name] = value
        else:
            item.texts.pop(name, None)

    def _rename_collection(self, collection: Item, title: str) -> None:
        section = collection.section
        known = section.collections.get(title.casefold())
        if known is not None and known is not collection:
            raise Refused(409)
        old = collection.texts["title"].casefold()
        section.collections[title.casefold()] = section.collections.pop(old)
        collection.texts["title"] = title
        row = self._state.row("collection", title)
        for member in (section.movies[number] for number in collection.members):
            member.tags["collection"] = tuple(
                Tagging(row) if tagging.row.name.casefold() == old else tagging
                for tagging in member.tags["collection"]
            )

    def _write_tags(self, item: Item, kind: str, wanted: WantedEdit) -> None:
        taggings = () if kind in wanted.clears else item.tags.get(kind, ())
        if kind in wanted.lists:
            taggings = self._listed(kind, wanted.lists[kind], taggings)
        gone = [self._state.known_row(kind, name) for name in wanted.removals.get(kind, ())]
        kept = [tagging for tagging in taggings if tagging.row not in gone]
        self._state.set_tags(item, kind, kept)

    def _listed(
        self, kind: str, entries: Mapping[int, NamedTag], before: tuple[Tagging, ...]
    ) -> tuple[Tagging, ...]:
        merges = self._behaviour.tag_semantics is TagSemantics.MERGE
        found = {tagging.row.id: tagging for tagging in before} if merges else {}
        for _, entry in sorted(entries.items()):
            if not entry.name:
                continue
            row = self._state.row(kind, self._own_form(kind, entry.name))
            if entry.thumb is not None:
                row.thumb = entry.thumb
            known = found.get(row.id)
            text = entry.text if entry.text is not None else known.text if known else ""
            found[row.id] = Tagging(row, text)
        return tuple(found.values())
