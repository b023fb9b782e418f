"""The benchmarks as one command: they print, and never fail a build."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from bench import (
    changes,
    first_sync,
    hook,
    idle,
    open_pages,
    profiled,
    saves,
    scale,
    server_share,
    unserved,
    workers,
)
from bench.machine import noise, pace
from bench.plan import Wanted
from bench.simulation import Latencies
from bench.tables import Table

BENCHES: Final[dict[str, Callable[[Wanted], Table]]] = {
    "queue": unserved.queue,
    "index": unserved.index,
    "servers": server_share.measure,
    "sync": first_sync.measure,
    "changes": changes.measure,
    "scale": scale.measure,
    "hook": hook.measure,
    "saves": saves.measure,
    "pages": open_pages.measure,
}
ON_DEMAND: Final[dict[str, Callable[[Wanted], Table]]] = {
    "postgres": unserved.postgres,
    "search": unserved.search,
    "idle": idle.measure,
    "workers": workers.measure,
    "profile": profiled.measure,
}
"""Measured only when it is named."""
MS: Final = 1000.0


def main() -> None:
    """Measures what is named, or everything, and prints a table for each."""
    given = asked_for()
    wanted = Wanted(
        given.scenes,
        tuple(int(size) for size in given.sizes.split(",")),
        Latencies(given.read_ms / MS, given.write_ms / MS),
        given.covers,
    )
    before = pace()
    tables: list[Table] = []
    for name in given.names or BENCHES:
        tables.append((BENCHES | ON_DEMAND)[name](wanted))
        print(f"{tables[-1]}\n", flush=True)
    tables.append(noise(before, pace()))
    print(tables[-1])
    if given.json is not None:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(tables)))


def asked_for() -> argparse.Namespace:
    """Returns what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        choices=[[], *BENCHES, *ON_DEMAND],
        metavar="NAME",
        help=f"{', '.join(BENCHES)} (all of these by default), {', '.join(ON_DEMAND)}",
    )
    parser.add_argument(
        "--scenes", type=int, default=1000, help="for servers, sync, changes and workers"
    )
    parser.add_argument("--sizes", default="1000,10000", help="for index, scale and idle")
    parser.add_argument("--read-ms", type=float, default=5.0, help="what a read takes")
    parser.add_argument("--write-ms", type=float, default=10.0, help="what a write to Plex takes")
    parser.add_argument("--covers", type=float, default=1.0, help="the share of scenes with one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
