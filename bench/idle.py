"""What a service costs that has nothing to do: its memory, and its share of a processor."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.plan import Wanted
from bench.saves import service
from bench.tables import Row, Table

SECONDS: Final = 60.0
TICKS: Final = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 13, 14
"""Where `/proc/PID/stat` has the processor time, counted from 0 (proc(5))."""


def measure(wanted: Wanted, seconds: float = SECONDS) -> Table:
    """Returns the figures for each size, once a service that wrote everything came to rest.

    Linux only: what another process takes is read in `/proc`.
    """
    rows = [row(wanted, scenes, seconds) for scenes in wanted.sizes]
    return Table("idle", f"idle: a service at rest, over {seconds:g} s", rows)


def row(wanted: Wanted, scenes: int, seconds: float) -> Row:
    """Returns the figures of a service of its own that keeps so many scenes in step."""
    with (
        wanted.world(scenes, at_once=True) as world,
        TemporaryDirectory() as folder,
        service(world, Path(folder)) as running,
    ):
        written = megabytes_of(running.pid)
        before = spent_by(running.pid)
        time.sleep(seconds)
        spent = spent_by(running.pid) - before
        return {
            "scenes": scenes,
            "percent of a processor": 100 * spent / seconds,
            "MB": megabytes_of(running.pid),
            "MB, first sync just done": written,
        }


def spent_by(pid: int) -> float:
    """Returns the seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[USER - 2]) + int(fields[SYSTEM - 2])) / TICKS


def megabytes_of(pid: int) -> float:
    """Returns how much memory a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1_000_000
