"""The items of the libraries, kept in memory and found by path, by name and size, and by length.

A library may hold a hundred thousand items, so each is kept packed, and one table of hashes leads
to all of them. A hash only proposes: every answer is checked against the record itself.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct

from stashplex.core.item import ItemFile, Listed
from stashplex.core.paths import name_key, path_key, same_name

TOLERANCE_MS: Final = 1000
"""How far two durations of one file may differ."""
_NUMBERS_PER_FILE: Final = 3


def lasts(file: ItemFile, milliseconds: float) -> bool:
    """Tells whether a file of an item lasts so long, within the tolerance."""
    return file.duration_ms is not None and abs(file.duration_ms - milliseconds) <= TOLERANCE_MS


class Part(Struct, frozen=True):
    """A file of an item, as a look-up gives it."""

    item: int
    section: int
    file: ItemFile


class ItemIndex:
    """Knows the items of each library; changed and read by one thread at a time."""

    def __init__(self, listed: Iterable[Listed] = ()) -> None:
        self._packed: dict[int, dict[int, bytes]] = {}
        self._items_by_hash: dict[int, int | list[int]] = {}
        self._latest: Listed | None = None
        """The item that was unpacked last: several questions of one item follow each other."""
        self.replace(listed)

    def __len__(self) -> int:
        return sum(map(len, self._packed.values()))

    def size_of(self, section: int) -> int:
        """Returns how many items a library has."""
        return len(self._packed.get(section, ()))

    def __contains__(self, item: int) -> bool:
        return any(item in items for items in self._packed.values())

    @property
    def sections(self) -> tuple[int, ...]:
        """The libraries that were loaded, by id; one without items counts too."""
        return tuple(sorted(self._packed))

    def load(self, section: int, listing: Iterable[Listed]) -> None:
        """Makes a library hold exactly this listing; what did not change costs next to nothing."""
        gone = set(self._packed.setdefault(section, {}))
        for listed in listing:
            gone.discard(listed.id)
            self._put(listed)
        for item in gone:
            self.forget(item)

    def drop(self, section: int) -> None:
        """Forgets a library; one that is not there is no matter."""
        self.load(section, ())
        del self._packed[section]

    def replace(self, listed: Iterable[Listed]) -> None:
        """Puts these items in, each in place of what was known of it."""
        for one in listed:
            self._put(one)

    def forget(self, item: int) -> None:
        """Drops an item; one that is not there is no matter."""
        listed = self.get(item)
        if listed is None:
            return
        for key in _hashes(listed):
            self._unlink(key, item)
        del self._packed[listed.section][item]
        self._latest = None

    def get(self, item: int) -> Listed | None:
        """Returns an item, its files in Plex's order, or None where it is not known."""
        if self._latest is not None and self._latest.id == item:
            return self._latest
        for section, items in self._packed.items():
            if item in items:
                self._latest = _unpacked(item, section, items[item])
                return self._latest
        return None

    def at_path(self, path: str) -> tuple[Part, ...]:
        """Returns the files at a path of the Plex side."""
        key = path_key(path)
        return self._parts([hash(key)], lambda file: path_key(file.path) == key)

    def named(self, path: str, size: int) -> tuple[Part, ...]:
        """Returns the files of this size with the file name of a path of either side."""
        if size <= 0:
            return ()
        return self._parts(
            [_name_hash(path, size)],
            lambda file: file.size == size and same_name(path, file.path),
        )

    def lasting(self, size: int, seconds: float | None) -> tuple[Part, ...]:
        """Returns the files of this size and, within a second, this duration."""
        wanted = (seconds or 0.0) * 1000
        if size <= 0 or not 0 < wanted < math.inf:
            return ()
        first, last = (int(wanted + change) // 1000 for change in (-TOLERANCE_MS, TOLERANCE_MS))
        return self._parts(
            [_length_hash(size, second) for second in range(first, last + 1)],
            lambda file: file.size == size and lasts(file, wanted),
        )

    def _put(self, listed: Listed) -> None:
        packed = _packed(listed)
        if self._packed.get(listed.section, {}).get(listed.id) == packed:
            return
        self.forget(listed.id)
        for key in _hashes(listed):
            self._link(key, listed.id)
        self._packed.setdefault(listed.section, {})[listed.id] = packed

    def _link(self, key: int, item: int) -> None:
        known = self._items_by_hash.get(key)
        if known is None:
            self._items_by_hash[key] = item
        elif isinstance(known, list):
            known.append(item)
        else:
            self._items_by_hash[key] = [known, item]

    def _unlink(self, key: int, item: int) -> None:
        known = self._items_by_hash[key]
        if isinstance(known, list) and len(known) > 1:
            known.remove(item)
        else:
            del self._items_by_hash[key]

    def _parts(self, hashes: Iterable[int], fits: Callable[[ItemFile], bool]) -> tuple[Part, ...]:
        items = {item for key in hashes for item in self._items_of(key)}
        return tuple(
            Part(listed.id, listed.section, file)
            for listed in map(self.get, sorted(items))
            if listed is not None
            for file in listed.files
            if fits(file)
        )

    def _items_of(self, key: int) -> Iterable[int]:
        known = self._items_by_hash.get(key, [])
        return known if isinstance(known, list) else (known,)


def _hashes(listed: Listed) -> set[int]:
    """Returns every hash that leads to an item."""
    return {key for file in listed.files for key in _hashes_of_file(file)}


def _hashes_of_file(file: ItemFile) -> Iterator[int]:
    yield _path_hash(file.path)
    if file.size > 0:
        yield _name_hash(file.path, file.size)
        if file.duration_ms is not None:
            yield _length_hash(file.size, file.duration_ms // 1000)


def _path_hash(path: str) -> int:
    return hash(path_key(path))


def _name_hash(path: str, size: int) -> int:
    return hash((name_key(path), size))


def _length_hash(size: int, second: int) -> int:
    return hash((size, second))


def _packed(listed: Listed) -> bytes:
    row: list[str | int | None] = [listed.updated_at, listed.thumb]
    for file in listed.files:
        row += [file.path, file.size, file.duration_ms]
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def _unpacked(item: int, section: int, packed: bytes) -> Listed:
    updated_at, thumb, *rest = json.loads(packed.decode(errors="surrogatepass"))
    files = tuple(
        ItemFile(*rest[start : start + _NUMBERS_PER_FILE])
        for start in range(0, len(rest), _NUMBERS_PER_FILE)
    )
    return Listed(item, section, files, updated_at, thumb)
