"""Puts a scene into the simulated Stash, and its files into the simulated Plex as items."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from msgspec.structs import replace

from stashplex.core.scene import SceneFile
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.plex.scanning import FilePart
from stashplex.demo.stash import SceneWords, SimulatedStash
from stashplex.demo.stash.records import Picture

SMALLEST: Final = 700_000_000


@dataclass(frozen=True, slots=True)
class Root:
    """One folder of videos as each side sees it, and the library of Plex that shows it."""

    stash: str
    plex: str
    section: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A scene and the items that hold its files: none where Plex does not know them."""

    scene: int
    items: tuple[int, ...] = ()

    @property
    def item(self) -> int:
        """The only item."""
        (item,) = self.items
        return item


@dataclass(slots=True)
class Builder:
    """Fills both servers; paths are given below a root, and joined to it on each side."""

    stash: SimulatedStash
    plex: SimulatedPlex
    roots: tuple[Root, ...]
    _sizes: Iterable[int] = field(default_factory=lambda: count(SMALLEST, 4096))

    def file(self, path: str) -> SceneFile:
        """Returns a file of a size that no other has."""
        size = next(iter(self._sizes))
        return SceneFile(path, size, 60.0 + size % 977)

    def add_scene(
        self,
        words: SceneWords,
        files: Iterable[SceneFile] = (),
        cover: Picture | None = None,
        root: int = 0,
    ) -> int:
        """Adds a scene to Stash alone; returns its id."""
        folder = self.roots[root].stash
        placed = [replace(file, path=joined(folder, file.path)) for file in files]
        return self.stash.add_scene(files=placed, cover=cover, **words)

    def part(self, file: SceneFile, root: int = 0) -> FilePart:
        """Returns a file as Plex sees it."""
        duration = None if file.duration is None else int(file.duration * 1000)
        return joined(self.roots[root].plex, file.path), file.size, duration

    def add_item(self, *files: SceneFile, root: int = 0) -> int:
        """Adds an item to Plex alone, freshly scanned; several files are its versions."""
        parts = [self.part(file, root) for file in files]
        return self.plex.add_item(self.roots[root].section, parts)

    def put_file(self, file: SceneFile, root: int = 0) -> None:
        """Lays a file into Plex's folder, where no scan has found it yet."""
        self.plex.put_file(self.roots[root].section, self.part(file, root))

    def place(
        self,
        words: SceneWords,
        files: Iterable[SceneFile],
        cover: Picture | None = None,
        root: int = 0,
    ) -> Placed:
        """Adds a scene to Stash and an item for each of its files to Plex."""
        found = tuple(files)
        scene = self.add_scene(words, found, cover, root)
        return Placed(scene, tuple(self.add_item(file, root=root) for file in found))


def joined(folder: str, path: str) -> str:
    """Returns a path below a folder, with the separators of the folder."""
    if "\\" in folder:
        return folder.rstrip("\\") + "\\" + path.replace("/", "\\")
    return f"{folder.rstrip('/')}/{path}"
