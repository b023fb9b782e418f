"""Killing a sync with SIGKILL."""

import multiprocessing
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.faults import child

from stashplex.config import Settings
from stashplex.demo.http_messages import Request

ROOT: Final = Path(__file__).parents[2]
KILLED: Final = -signal.SIGKILL
PATIENCE: Final = 30.0
PROCESSES: Final = multiprocessing.get_context("forkserver")
"""A process that has imported all of us, and of which each child is a copy."""
PROCESSES.set_forkserver_preload(["__main__", child.__name__])


def die_at(settings: Settings, failpoint: str, *, undoes: int | None = None) -> None:
    """Syncs (or undoes) in a process that must die at this failpoint (`name`, or `name:n`)."""
    process = PROCESSES.Process(target=child.run, args=(child.Bare.of(settings), failpoint, undoes))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == KILLED


def nth(number: int) -> Callable[[Request], bool]:
    """Returns a predicate that is true for the n-th request it is asked about."""
    left = [number]

    def is_it(_: Request) -> bool:
        left[0] -= 1
        return left[0] == 0

    return is_it
