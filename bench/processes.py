"""Runs a command as a process of its own, and says what it cost from start to end."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

BYTES_PER_UNIT: Final = 1 if sys.platform == "darwin" else 1024
"""In what a system counts the largest size of a process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took, start-up included, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: bytes

    @property
    def last_line(self) -> bytes:
        """The last line that was printed."""
        return self.output.strip().rpartition(b"\n")[2]


def cost_of(module: str, *arguments: str, folder: Path, environment: Mapping[str, str]) -> Cost:
    """Runs a Python module with arguments; raises where it fails.

    Whoever calls stays small: a process starts with the size of the one that made it.
    """
    command: Sequence[str] = (sys.executable, "-m", module, *arguments)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as words:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=words
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed, said = _all_of(output), _all_of(words)
    if process.returncode != 0:
        sys.stderr.buffer.write(said)
        raise subprocess.CalledProcessError(process.returncode, command, printed, said)
    peak = usage.ru_maxrss * BYTES_PER_UNIT / 1_000_000
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak, printed)


def _all_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()
