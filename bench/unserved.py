"""What needs no server, each measured in a process of its own."""

import msgspec
from bench.plan import Wanted
from bench.processes import cost_of
from bench.simulation import ROOT, plain_environment
from bench.tables import Cell, Row, Table


def queue(_: Wanted) -> Table:
    """Returns how many operations the durable queue does in a second."""
    cost = cost_of("bench.queue_speed", folder=ROOT, environment=plain_environment())
    figures = msgspec.json.decode(cost.last_line, type=dict[str, float])
    rows: list[Row] = [
        {"operation": name, "a second": rate, "ms each": 1000 / rate}
        for name, rate in figures.items()
    ]
    return Table("queue", "queue: SQLite, synchronous=FULL", rows)


def index(wanted: Wanted) -> Table:
    """Returns what an index costs, and how fast scenes are matched and compared, by size."""
    rows: list[Row] = []
    for size in wanted.sizes:
        cost = cost_of("bench.pure", str(size), folder=ROOT, environment=plain_environment())
        rows.append(msgspec.json.decode(cost.last_line, type=dict[str, Cell]))
    return Table("index", "index: building it, finding scenes in it, comparing them", rows)
