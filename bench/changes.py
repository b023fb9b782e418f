"""One edited scene among many: what it costs until Plex shows it."""

import tempfile
from pathlib import Path

from bench.orders import Answer, Order
from bench.plan import Wanted
from bench.simulation import Simulation
from bench.syncing import requests, sync
from bench.tables import Row, Table

KINDS = ("listing", "items", "poster list", "edit", "upload", "other")


def measure(wanted: Wanted) -> Table:
    """Returns the requests that follow one edit, syncing everything and the scene alone."""
    with tempfile.TemporaryDirectory() as name, wanted.world(at_once=True) as world:
        folder = Path(name)
        sync(world, folder)
        world.set_latencies(wanted.latencies)
        number = wanted.scenes // 2 or 1
        rows = [
            _row("sync --all", world, folder, number),
            _row("sync ID", world, folder, number, number),
        ]
    title = f"changes: one edited scene of {wanted.scenes:,}, {wanted.speed}"
    return Table("changes", title, rows, ["Requests to Plex by kind, and all to Stash."])


def _row(way: str, world: Simulation, folder: Path, scene: int, *ids: int) -> Row:
    world.stash.tell(Order("edit", scene=scene, title=f"Edited before {way}"))
    world.tell_both(Order("forget"))
    cost = sync(world, folder, *ids)
    stash, plex = world.tell_both(Order("asked"))
    return {"way": way, "seconds": cost.seconds, "Stash": requests(stash), **_by_kind(plex)}


def _by_kind(plex: Answer) -> dict[str, int]:
    return {"Plex": requests(plex)} | {kind: plex.kinds.get(kind, 0) for kind in KINDS}
