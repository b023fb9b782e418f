"""A run with nothing to do, at growing sizes: seconds, memory and requests for each scene."""

import tempfile
from pathlib import Path

from bench.orders import Order
from bench.plan import Wanted
from bench.simulation import Simulation
from bench.syncing import requests, sync
from bench.tables import Row, Table

NOTES = (
    "The first sync and one more fill Plex, the state and the prepared answers, at once and",
    "unmeasured but for first ms: that sync's milliseconds a scene with servers that never wait.",
)


def measure(wanted: Wanted) -> Table:
    """Returns the cost of a run that finds nothing to do, for each size."""
    rows = [_row(wanted, size) for size in wanted.sizes]
    return Table("scale", f"scale: nothing to do, {wanted.speed}", rows, list(NOTES))


def _row(wanted: Wanted, size: int) -> Row:
    with tempfile.TemporaryDirectory() as name, wanted.world(size, at_once=True) as world:
        folder = Path(name)
        first = sync(world, folder)
        sync(world, folder)
        world.set_latencies(wanted.latencies)
        world.tell_both(Order("forget"))
        again = sync(world, folder)
        return {
            "scenes": size,
            "seconds": again.seconds,
            "ms a scene": 1000 * again.seconds / size,
            "cpu": again.cpu_seconds,
            "MB": again.peak_mb,
            **_asked(world),
            "first ms": 1000 * first.seconds / size,
            "first MB": first.peak_mb,
        }


def _asked(world: Simulation) -> dict[str, int | float]:
    stash, plex = world.tell_both(Order("asked"))
    return {
        "Stash": requests(stash),
        "Plex": requests(plex),
        "writes": plex.writes,
        "served": stash.cpu_seconds + plex.cpu_seconds,
    }
