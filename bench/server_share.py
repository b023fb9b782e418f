"""How long the simulated servers take themselves, so that they are not what is measured."""

import tempfile
from pathlib import Path

import msgspec
from bench.first_sync import FLOOR
from bench.orders import Order, Replayed
from bench.plan import Wanted
from bench.processes import cost_of
from bench.simulation import ServerProcess, Simulation
from bench.syncing import sync
from bench.tables import Row, Table

NOTES = (
    "Every request of a first sync is sent again by the floor script to fresh servers that never",
    "wait; ms is what the script and the server take together. prepared: asked a second time.",
)


def measure(wanted: Wanted) -> Table:
    """Returns the milliseconds a request of each kind takes where no server waits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with wanted.world(at_once=True) as world:
            world.tell_both(Order("record"))
            world.tell_both(Order("forget"))
            sync(world, folder)
            for server in world.servers:
                server.tell(Order("save", path=str(folder / f"of {server.hello.secret}")))
        with wanted.world(at_once=True) as world:
            rows = [
                *_rows("Stash", world, world.stash, folder),
                *_rows("Stash, prepared", world, world.stash, folder),
                *_rows("Plex", world, world.plex, folder),
                *_prepared_by_plex(world, folder),
            ]
    title = f"servers: what they take themselves, {wanted.scenes:,} scenes"
    return Table("servers", title, rows, list(NOTES))


def _prepared_by_plex(world: Simulation, folder: Path) -> list[Row]:
    """Asks twice, since every write made Plex forget; only the second time counts."""
    _rows("", world, world.plex, folder, only="reads")
    return _rows("Plex, prepared", world, world.plex, folder, only="reads")


def _rows(
    name: str, world: Simulation, server: ServerProcess, folder: Path, only: str = "all"
) -> list[Row]:
    recording = str(folder / f"of {server.hello.secret}")
    header = "ApiKey" if server is world.stash else "X-Plex-Token"
    cost = cost_of(
        *(FLOOR, recording, server.hello.url, "--header", header, server.hello.secret),
        *("--only", only),
        folder=folder,
        environment=world.environment(folder),
    )
    replayed = msgspec.json.decode(cost.last_line, type=Replayed)
    return [
        {
            "server": name,
            "kind": kind,
            "requests": number,
            "ms": 1000 * replayed.seconds[kind] / number,
            "a second": number / replayed.seconds[kind],
        }
        for kind, number in sorted(replayed.requests.items())
    ]
