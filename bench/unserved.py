"""What needs no server, each measured in a process of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE
from typing import Final

import msgspec
from bench.plan import Wanted
from bench.processes import cost_of
from bench.simulation import ROOT, plain_environment
from bench.tables import Cell, Row, Table

MANY_SCENES: Final = 100_000
SERVER: Final = ROOT / ".ci" / "postgres"


def queue(_: Wanted) -> Table:
    """Returns how many operations the durable queue does in a second."""
    return Table("queue", "queue: SQLite, synchronous=FULL", _speed())


def postgres(_: Wanted) -> Table:
    """Returns how many operations it does in a PostgreSQL that is started for it."""
    with postgres_server() as address:
        return Table("postgres", "queue: PostgreSQL on this machine", _speed(address))


def search(_: Wanted) -> Table:
    """Returns how long the search takes among very many scenes, in a file and in a PostgreSQL."""
    with postgres_server() as address:
        rows = [*_searches("SQLite"), *_searches("PostgreSQL", address)]
    return Table("search", f"search: a page of {MANY_SCENES:,} scenes", rows)


def _searches(database: str, *address: str) -> list[Row]:
    asked = (str(MANY_SCENES), *address)
    cost = cost_of("bench.search", *asked, folder=ROOT, environment=plain_environment())
    figures = msgspec.json.decode(cost.last_line, type=dict[str, dict[str, float]])
    return [{"text": name, "database": database, **row} for name, row in figures.items()]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields the address of a PostgreSQL of its own."""
    started = subprocess.run([SERVER, "start", "slow"], stdout=PIPE, text=True, check=True)
    address = started.stdout.strip()
    try:
        yield address
    finally:
        subprocess.run([SERVER, "stop", address], check=False)


def _speed(*address: str) -> list[Row]:
    cost = cost_of("bench.queue_speed", *address, folder=ROOT, environment=plain_environment())
    figures = msgspec.json.decode(cost.last_line, type=dict[str, float])
    return [
        {"operation": name, "a second": rate, "ms each": 1000 / rate}
        for name, rate in figures.items()
    ]


def index(wanted: Wanted) -> Table:
    """Returns what an index costs, and how fast scenes are matched and compared, by size."""
    rows: list[Row] = []
    for size in wanted.sizes:
        cost = cost_of("bench.pure", str(size), folder=ROOT, environment=plain_environment())
        rows.append(msgspec.json.decode(cost.last_line, type=dict[str, Cell]))
    return Table("index", "index: building it, finding scenes in it, comparing them", rows)
