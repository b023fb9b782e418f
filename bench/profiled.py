"""Where the time goes: of a first sync, and of a run with nothing to do."""

import marshal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, cast

from bench.plan import Wanted
from bench.simulation import Simulation
from bench.syncing import sync
from bench.tables import Row, Table

MOST: Final = 15
ROOMS: Final = ("core", "sync_queue", "servers", "stash", "plex", "worker", "config")
FOLDERS: Final = 2
"""So many folders of a file's path are shown."""

Place = tuple[str, int, str]
"""File, line, function: as the profiler names it."""


class Spent(NamedTuple):
    """What the profiler says of a function."""

    calls: int
    all_calls: int
    own: float
    cumulative: float
    callers: object


def measure(wanted: Wanted) -> Table:
    """Returns the functions that take most, by own and by cumulative time."""
    size = max(wanted.sizes)
    rows = [*_first(wanted), *_idle(wanted, size)]
    title = f"profile: a first sync of {wanted.scenes:,} and an idle run of {size:,} scenes"
    notes = ["Seconds under the profiler, which slows Python code and no waiting."]
    return Table("profile", f"{title}, {wanted.speed}", rows, notes)


def _first(wanted: Wanted) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, wanted.world() as world:
        return _profiled("first", world, Path(name))


def _idle(wanted: Wanted, size: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, wanted.world(size, at_once=True) as world:
        folder = Path(name)
        for _ in range(2):  # the second run has both servers prepare their answers
            sync(world, folder)
        world.set_latencies(wanted.latencies)
        return _profiled("idle", world, folder)


def _profiled(run: str, world: Simulation, folder: Path) -> list[Row]:
    path = folder / "profile"
    sync(world, folder, profile=path)
    stats = {
        place: Spent(*numbers)
        for place, numbers in cast(
            dict[Place, tuple[int, int, float, float, object]], marshal.loads(path.read_bytes())
        ).items()
    }
    return [
        *_top(f"{run}, own", stats, lambda spent: spent.own),
        *_top(f"{run}, cumulative", _in_rooms(stats), lambda spent: spent.cumulative),
    ]


def _in_rooms(stats: dict[Place, Spent]) -> dict[Place, Spent]:
    """Returns the functions of the rooms: what calls them from above holds all of the time."""
    return {place: spent for place, spent in stats.items() if Path(place[0]).parent.name in ROOMS}


def _top(name: str, stats: dict[Place, Spent], weight: Callable[[Spent], float]) -> list[Row]:
    heaviest = sorted(stats.items(), key=lambda entry: -weight(entry[1]))[:MOST]
    return [
        {
            "by": name,
            "own s": spent.own,
            "cum s": spent.cumulative,
            "calls": spent.all_calls,
            "function": _short(place),
        }
        for place, spent in heaviest
    ]


def _short(place: Place) -> str:
    file, line, function = place
    if not line:
        return function
    return f"{'/'.join(Path(file).parts[-FOLDERS:])}:{line} {function}"
