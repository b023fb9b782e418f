"""A first and a second sync, beside the floor and python-plexapi doing the same work."""

import tempfile
from pathlib import Path

import msgspec
from bench.orders import Order, Replayed
from bench.plan import Wanted
from bench.processes import Cost, cost_of
from bench.simulation import Simulation
from bench.syncing import rehearse, requests, sync
from bench.tables import Row, Table

PLEXAPI = "bench.plexapi_item_by_item"
FLOOR = "bench.floor"


def measure(wanted: Wanted) -> Table:
    """Returns requests and seconds of each way, and their ratios to the floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second, shows = _ours(wanted, folder)
        floor, alone = _floor(wanted, folder, shows)
        foreign = _plexapi(wanted, folder, shows)
    rows = [first, second, foreign, floor, alone]
    least = floor["seconds"]
    with_ratio: list[Row] = [{**row, "x floor": _ratio(row["seconds"], least)} for row in rows]
    title = f"sync: {wanted.scenes:,} scenes, {wanted.covers:.0%} with covers, {wanted.speed}"
    return Table("sync", title, with_ratio, list(NOTES))


NOTES = (
    "The floor sends exactly the writes of the first sync again, over one connection.",
    "Seconds are those of the whole process, start-up included; cpu is the client's,",
    "served those of Stash and Plex. same: Plex ends up showing what our first sync made it show.",
)


def _ours(wanted: Wanted, folder: Path) -> tuple[Row, Row, str]:
    with wanted.world() as world:
        rehearse(world)
        world.plex.tell(Order("record"))
        world.tell_both(Order("forget"))
        first = row_of("first sync", sync(world, folder), world)
        world.plex.tell(Order("save", path=str(folder / "recording")))
        shows = world.plex.tell(Order("digest")).digest
        world.tell_both(Order("forget"))
        second = row_of("second sync", sync(world, folder), world)
    return {**first, "same": "yes"}, second, shows


def _floor(wanted: Wanted, folder: Path, shows: str) -> tuple[Row, Row]:
    with wanted.world() as world:
        cost = run_floor(world.plex.hello.url, world.plex.hello.secret, world, folder)
        row = {**row_of("floor", cost, world), "same": _same(world, shows)}
    alone = sum(msgspec.json.decode(cost.last_line, type=Replayed).seconds.values())
    return row, {"way": "floor, sending alone", "seconds": alone}


def run_floor(url: str, token: str, world: Simulation, folder: Path) -> Cost:
    """Sends the writes that were recorded in a folder again."""
    return cost_of(
        FLOOR,
        str(folder / "recording"),
        url,
        *("--header", "X-Plex-Token", token),
        *("--only", "writes"),
        folder=folder,
        environment=world.environment(folder),
    )


def _plexapi(wanted: Wanted, folder: Path, shows: str) -> Row:
    with wanted.world() as world:
        environment = world.environment(folder)
        cost = cost_of(PLEXAPI, str(wanted.scenes), folder=folder, environment=environment)
        return {**row_of("python-plexapi", cost, world), "same": _same(world, shows)}


def _same(world: Simulation, shows: str) -> str:
    return "yes" if world.plex.tell(Order("digest")).digest == shows else "no"


def row_of(way: str, cost: Cost, world: Simulation) -> dict[str, str | int | float | None]:
    """Returns what a run cost, and what it asked both servers for since they last forgot."""
    stash, plex = world.tell_both(Order("asked"))
    return {
        "way": way,
        "seconds": cost.seconds,
        "cpu": cost.cpu_seconds,
        "MB": cost.peak_mb,
        "Stash": requests(stash),
        "Plex reads": requests(plex) - plex.writes,
        "writes": plex.writes,
        "served": stash.cpu_seconds + plex.cpu_seconds,
    }


def _ratio(seconds: object, least: object) -> float | None:
    if isinstance(seconds, float) and isinstance(least, float):
        return seconds / least
    return None
