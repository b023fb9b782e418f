"""The parts that need no server: the index of a library, matching, and the smallest edit."""

import argparse
import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from bench.tables import Cell
from msgspec.structs import replace

from stashplex.core.diff import diff
from stashplex.core.holding import NO_HOLDINGS
from stashplex.core.item import Field, Item, ItemFile, Listed
from stashplex.core.item_index import ItemIndex
from stashplex.core.mapping import desire
from stashplex.core.matching import match
from stashplex.core.paths import PathMapping, stem
from stashplex.core.rules import Rules
from stashplex.core.scene import Performer, Scene
from stashplex.demo.scenery import Sketch, sketches

IN_STASH: Final = "/data/"
IN_PLEX: Final = "/media/library/"
SECTION: Final = 1
RULES: Final = Rules()
STATUS: Final = Path("/proc/self/status")


def figures(size: int) -> dict[str, Cell]:
    """Returns what an index of this size costs, and how fast scenes are matched and compared."""
    megabytes = _megabytes(size)
    listing = list(_listing(size))
    scenes = [_scene(number, one) for number, one in enumerate(_sketches(size), 1)]
    index = ItemIndex()
    return {
        "items": size,
        "MB": megabytes,
        "build s": _seconds(lambda: index.load(SECTION, listing)),
        "again s": _seconds(lambda: index.load(SECTION, listing)),
        "path/s": _rate(scenes, _matcher(index, PathMapping([(IN_STASH, IN_PLEX)]))),
        "name+size/s": _rate(scenes, _matcher(index, PathMapping())),
        "desire/s": _rate(scenes, lambda scene: desire(scene, RULES)),
        "diff/s": _rate(scenes, _diff),
    }


def _sketches(size: int) -> Iterator[Sketch]:
    return islice(sketches(random.Random(7), 1.0), size)


def _listing(size: int) -> Iterator[Listed]:
    for number, one in enumerate(_sketches(size), 1):
        duration = int((one.file.duration or 0.0) * 1000)
        file = ItemFile(IN_PLEX + one.file.path, one.file.size, duration)
        thumb = f"/library/metadata/{number}/thumb/1760000000"
        yield Listed(number, SECTION, (file,), 1_760_000_000, thumb)


def _scene(number: int, sketch: Sketch) -> Scene:
    words, file = sketch.words, sketch.file
    people = words.get("performers", ())
    return Scene(
        number,
        words["title"],
        details=words.get("details", ""),
        director=words.get("director", ""),
        date=words.get("date") or "",
        rating100=words.get("rating100"),
        studio=words.get("studio") or "",
        performers=tuple(one if isinstance(one, Performer) else Performer(one) for one in people),
        tags=tuple(words.get("tags", ())),
        groups=tuple(words.get("groups", ())),
        files=(replace(file, path=IN_STASH + file.path),),
    )


def _matcher(index: ItemIndex, mapping: PathMapping) -> Callable[[Scene], object]:
    def find(scene: Scene) -> None:
        if not match(scene.files, index, mapping).found:
            raise AssertionError(f"scene {scene.id} was not found")

    return find


def _diff(scene: Scene) -> None:
    """Compares a scene with an item as a scan leaves it."""
    item = Item(scene.id, SECTION, {Field.TITLE: stem(scene.files[0].path)})
    diff(desire(scene, RULES), item, NO_HOLDINGS, RULES)


def _rate(scenes: Sequence[Scene], work: Callable[[Scene], object]) -> float:
    def on_all() -> None:
        for scene in scenes:
            work(scene)

    return len(scenes) / _seconds(on_all)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _megabytes(size: int) -> float | None:
    """Returns by how much an index lets this process grow, where the system tells."""
    before = _resident()
    index = ItemIndex()
    index.load(SECTION, _listing(size))
    gc.collect()
    after = _resident()
    return None if before is None or after is None else after - before


def _resident() -> float | None:
    if not STATUS.exists():
        return None
    line = next(one for one in STATUS.read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def main() -> None:
    """Prints the figures of one size as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    print(msgspec.json.encode(figures(parser.parse_args().size)).decode())


if __name__ == "__main__":
    main()
