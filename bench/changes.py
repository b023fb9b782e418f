"""One edited scene among many: what it costs until Plex shows it."""

import tempfile
from pathlib import Path

from bench.first_sync import SYNC, requests
from bench.orders import Answer, Order
from bench.plan import Wanted
from bench.processes import cost_of
from bench.simulation import Simulation
from bench.tables import Row, Table

KINDS = ("listing", "items", "poster list", "edit", "upload", "other")


def measure(wanted: Wanted) -> Table:
    """Returns the requests that follow one edit, syncing everything and the scene alone."""
    with tempfile.TemporaryDirectory() as name, wanted.world(at_once=True) as world:
        folder = Path(name)
        cost_of(SYNC, folder=folder, environment=world.environment(folder))
        world.set_latencies(wanted.latencies)
        number = wanted.scenes // 2 or 1
        rows = [
            _row("sync --all", world, folder, number, ()),
            _row("sync ID", world, folder, number, (str(number),)),
        ]
    title = f"changes: one edited scene of {wanted.scenes:,}, {wanted.speed}"
    return Table("changes", title, rows, ["Requests to Plex by kind, and all to Stash."])


def _row(way: str, world: Simulation, folder: Path, scene: int, ids: tuple[str, ...]) -> Row:
    world.stash.tell(Order("edit", scene=scene, title=f"Edited before {way}"))
    world.tell_both(Order("forget"))
    cost = cost_of(SYNC, *ids, folder=folder, environment=world.environment(folder))
    stash, plex = world.tell_both(Order("asked"))
    return {"way": way, "seconds": cost.seconds, "Stash": requests(stash), **_by_kind(plex)}


def _by_kind(plex: Answer) -> dict[str, int]:
    return {"Plex": requests(plex)} | {kind: plex.kinds.get(kind, 0) for kind in KINDS}
