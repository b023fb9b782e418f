"""The memory of the simulated Plex: numbers, stamps, tags, items and what belongs together."""

import hashlib
import itertools
import threading
from collections.abc import Iterable, Iterator
from typing import Final

from stashplex.demo.plex.records import (
    COLLECTION,
    MOVIE,
    Item,
    Section,
    Tagging,
    TagRow,
)

FIRST_MOMENT: Final = 1_700_000_000
"""Epoch seconds; every change is one second later than the one before."""


class PlexState:
    """Everything the server knows; whoever touches it holds `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sections: dict[int, Section] = {}
        self.items: dict[int, Item] = {}
        self._rows: dict[tuple[str, str], TagRow] = {}
        self._item_numbers = itertools.count(1)
        self._part_numbers = itertools.count(1)
        self._row_numbers = itertools.count(1)
        self._moments = itertools.count(FIRST_MOMENT)

    def moment(self) -> int:
        """Returns the next moment; no two are the same."""
        return next(self._moments)

    def part_number(self) -> int:
        """Returns the number of a new part."""
        return next(self._part_numbers)

    def add_section(self, title: str, locations: tuple[str, ...], agent: str) -> Section:
        """Adds an empty library."""
        number = len(self.sections) + 1
        moment = self.moment()
        uuid = hashlib.md5(f"section {number}".encode(), usedforsecurity=False).hexdigest()
        dashed = "-".join((uuid[:8], uuid[8:12], uuid[12:16], uuid[16:20], uuid[20:]))
        section = Section(number, title, locations, dashed, agent, moment, moment, moment, moment)
        self.sections[number] = section
        return section

    def add_item(self, section: Section, kind: int, title: str) -> Item:
        """Adds a movie or a collection under a number never used before."""
        number = next(self._item_numbers)
        moment = self.moment()
        scheme = "collection" if kind == COLLECTION else "local"
        item = Item(number, section, kind, f"{scheme}://{number}", moment, moment)
        item.texts["title"] = title
        self.items[number] = item
        if kind == MOVIE:
            section.movies[number] = item
        else:
            section.collections[title.casefold()] = item
        section.content_changed_at = moment
        return item

    def remove_item(self, item: Item) -> None:
        """Forgets an item, and its memberships with it."""
        for kind in tuple(item.tags):
            self.set_tags(item, kind, ())
        del self.items[item.id]
        if item.type == MOVIE:
            del item.section.movies[item.id]
        else:
            del item.section.collections[item.texts["title"].casefold()]
        item.section.content_changed_at = self.moment()

    def touch(self, item: Item) -> None:
        """Notes that an item has changed."""
        item.updated_at = self.moment()
        item.section.content_changed_at = item.updated_at

    def row(self, kind: str, name: str) -> TagRow:
        """Returns the one row of a tag: a name known in another case keeps its spelling."""
        key = (kind, name.casefold())
        if key not in self._rows:
            self._rows[key] = TagRow(next(self._row_numbers), kind, name)
        return self._rows[key]

    def known_row(self, kind: str, name: str) -> TagRow | None:
        """Returns the row of a tag that some item has had, in whatever case."""
        return self._rows.get((kind, name.casefold()))

    def rows(self, kind: str) -> Iterator[TagRow]:
        """Yields the tags of a kind that some item has had."""
        return (row for (of, _), row in self._rows.items() if of == kind)

    def set_tags(self, item: Item, kind: str, taggings: Iterable[Tagging]) -> None:
        """Gives an item exactly these tags; collections come and go with their members."""
        unique = {tagging.row.id: tagging for tagging in reversed(tuple(taggings))}
        wanted = tuple(reversed(unique.values()))
        before = item.tags.get(kind, ())
        if wanted:
            item.tags[kind] = wanted
        else:
            item.tags.pop(kind, None)
        if kind == "collection" and item.type == MOVIE:
            self._move_memberships(item, before, wanted)

    def _move_memberships(
        self, item: Item, before: tuple[Tagging, ...], after: tuple[Tagging, ...]
    ) -> None:
        old = {tagging.row.id: tagging.row for tagging in before}
        new = {tagging.row.id: tagging.row for tagging in after}
        for row in (row for number, row in old.items() if number not in new):
            collection = item.section.collections[row.name.casefold()]
            collection.members.discard(item.id)
            if not collection.members:
                self.remove_item(collection)
        for row in (row for number, row in new.items() if number not in old):
            known = item.section.collections.get(row.name.casefold())
            collection = known or self.add_item(item.section, COLLECTION, row.name)
            collection.members.add(item.id)
