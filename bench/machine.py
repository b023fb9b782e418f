"""How steady the machine is while it measures."""

import os
import platform
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from typing import Final

from bench.tables import Row, Table

TIMES: Final = 40
TURNS: Final = 60_000
HUNDRED: Final = 100.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a fixed piece of work took, again and again."""

    median_ms: float
    spread_percent: float
    """Between the fastest and the slowest tenth, as a share of the median."""


def pace() -> Pace:
    """Returns the pace of this machine now."""
    seconds = sorted(_once() for _ in range(TIMES))
    median = statistics.median(seconds)
    tenth = TIMES // 10
    return Pace(median * 1000, HUNDRED * (seconds[-1 - tenth] - seconds[tenth]) / median)


def noise(before: Pace, after: Pace) -> Table:
    """Returns a table that says by how much figures of this run may be off."""
    rows: list[Row] = [
        {"calibration": when, **asdict(one)} for when, one in (("before", before), ("after", after))
    ]
    drift = HUNDRED * (after.median_ms / before.median_ms - 1)
    title = f"Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
    title += f"Python {sys.version.split()[0]}"
    return Table("machine", title, rows, [f"The pace moved by {drift:+.1f} % meanwhile."])


def _once() -> float:
    start = time.perf_counter()
    total = 0
    for number in range(TURNS):
        total += number * number % 7
    return time.perf_counter() - start
