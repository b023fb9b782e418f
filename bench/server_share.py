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
                *_rows("Stash", world, world.stash, "ApiKey", folder),
                *_rows("Stash, prepared", world, world.stash, "ApiKey", folder),
                *_rows("Plex", world, world.plex, "X-Plex-Token", folder),
            ]
    title = f"servers: what they take themselves, {wanted.scenes:,} scenes"
    return Table("servers", title, rows, list(NOTES))


def _rows(
    name: str, world: Simulation, server: ServerProcess, header: str, folder: Path
) -> list[Row]:
    recording = str(folder / f"of {server.hello.secret}")
    secret = ("--header", header, server.hello.secret)
    cost = cost_of(
        *(FLOOR, recording, server.hello.url, *secret),
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
