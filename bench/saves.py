"""From a save in Stash to Plex showing it: the hook's own process, a real service, both servers."""

from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Final

from bench.orders import Order
from bench.plan import Wanted
from bench.simulation import Simulation
from bench.tables import Row, Table

SAVES: Final = 100
BULK_SAVES: Final = 40
POLLS: Final = 12
POLL_SECONDS: Final = 10
PATIENCE: Final = 60.0
LOOK: Final = 0.005
MS: Final = 1000.0


def measure(wanted: Wanted) -> Table:
    """Returns what it took through the hook, in the middle of a bulk run, and without a hook."""
    with (
        Simulation(wanted.scenes, wanted.covers, wanted.latencies) as simulation,
        TemporaryDirectory() as folder,
        service(simulation, Path(folder)) as port,
    ):
        settle(port)
        scenes = iter(range(1, wanted.scenes + 1))
        quiet = [saved(simulation, port, next(scenes), hook=True) for _ in range(SAVES)]
        settle(port)
        unhooked = [saved(simulation, port, next(scenes), hook=False) for _ in range(POLLS)]
        settle(port)
        simulation.stash.tell(Order("edit_all", title="Bulk"))
        ask(port, "tasks/sync", {"everything": True, "accepted": True})
        wait_until_writing(simulation)
        bulk = [saved(simulation, port, next(scenes), hook=True) for _ in range(BULK_SAVES)]
        waiting = status(port)["queue"]["waiting"]
    return Table(
        "saves",
        f"saves: from a save in Stash to Plex, s ({wanted.scenes:,} scenes; "
        f"{waiting:,} still waited when the bulk row was measured)",
        [row("hook", quiet), row("hook, bulk run", bulk), row("no hook", unhooked)],
    )


def row(way: str, seconds: list[float]) -> Row:
    """Returns the figures of one way."""
    return {
        "way": way,
        "saves": len(seconds),
        "p50": median(seconds),
        "p95": quantiles(seconds, n=20)[-1],
        "most": max(seconds),
    }
