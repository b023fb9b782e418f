"""One and two workers on a PostgreSQL: Plex is the limit, and a worker that dies loses nothing."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from bench.orders import Order
from bench.plan import Wanted
from bench.processes import cost_of
from bench.simulation import ROOT, Latencies, Simulation
from bench.tables import Row, Table
from bench.unserved import postgres_server

WORK: Final = (sys.executable, "-m", "stashplex", "work")
LOOK: Final = 0.02
PATIENCE: Final = 1800.0
NOTES: Final = (
    "Seconds from the start of the processes to the last edit. edits: what Plex was sent; right:",
    "what a `sync --all --verify` found right afterwards; same: Plex shows what one worker left.",
)


class Found(msgspec.Struct):
    """What a sync told that was asked to read everything again."""

    unchanged: int


def measure(wanted: Wanted) -> Table:
    """Returns what it took each way, beside the time of one worker."""
    ways = {"one worker": (1, False), "two": (2, False), "two, one killed half way": (2, True)}
    rows = [_row(wanted, way, workers, kill=kill) for way, (workers, kill) in ways.items()]
    one = rows[0]
    told: list[Row] = [
        {
            **{name: cell for name, cell in row.items() if name != "digest"},
            "same": "yes" if row["digest"] == one["digest"] else "no",
            "x one": _ratio(row, one),
        }
        for row in rows
    ]
    title = f"workers: {wanted.scenes:,} scenes that wait in a PostgreSQL, {wanted.speed}"
    return Table("workers", title, told, list(NOTES))


def _row(wanted: Wanted, way: str, workers: int, *, kill: bool) -> Row:
    with (
        wanted.world(at_once=True) as world,
        TemporaryDirectory() as name,
        postgres_server() as address,
    ):
        folder = Path(name)
        environment = {**world.environment(folder), "STASHPLEX_STORAGE__DATABASE": address}
        _stashplex(environment, folder, "reconcile", "--all", "--yes")
        world.set_latencies(wanted.latencies)
        world.tell_both(Order("forget"))
        began = time.monotonic()
        processes = [_worker(environment, folder, number) for number in range(workers)]
        try:
            if kill:
                _wait_for_edits(world, wanted.scenes // 2)
                processes[0].kill()
            _wait_for_edits(world, wanted.scenes)
            seconds = time.monotonic() - began
        finally:
            for one in processes:
                one.terminate()
                one.wait()
        edits = _edits(world)
        world.set_latencies(Latencies())
        found = _stashplex(environment, folder, "sync", "--all", "--verify")
        return {
            "way": way,
            "seconds": seconds,
            "edits": edits,
            "right": msgspec.json.decode(found, type=Found).unchanged,
            "digest": world.plex.tell(Order("digest")).digest,
        }


def _stashplex(environment: Mapping[str, str], folder: Path, *words: str) -> bytes:
    return cost_of("stashplex", *words, "--json", folder=folder, environment=environment).last_line


def _worker(environment: Mapping[str, str], folder: Path, number: int) -> subprocess.Popen[bytes]:
    own = {**environment, "STASHPLEX_DATA_DIR": str(folder / f"worker{number}")}
    with (folder / f"log{number}").open("wb") as log:
        return subprocess.Popen(WORK, cwd=ROOT, env=own, stdout=log, stderr=log)


def _wait_for_edits(world: Simulation, edits: int) -> None:
    last = time.monotonic() + PATIENCE
    while _edits(world) < edits:
        if time.monotonic() > last:
            raise RuntimeError(f"Plex was never sent {edits:,} edits")
        time.sleep(LOOK)


def _edits(world: Simulation) -> int:
    return world.plex.tell(Order("asked")).kinds.get("edit", 0)


def _ratio(row: Row, one: Row) -> float:
    return float(row["seconds"] or 0) / float(one["seconds"] or 1)
