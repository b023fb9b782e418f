"""Killing a sync with SIGKILL."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from stashplex.app.house import FAILPOINT_VARIABLE
from stashplex.config import Settings
from stashplex.demo.http_messages import Request

ROOT: Final = Path(__file__).parents[2]
KILLED: Final = -signal.SIGKILL


def start_child(
    settings: Settings, failpoint: str = "", *, undoes: int | None = None
) -> subprocess.Popen[bytes]:
    """Starts a process that syncs everything or undoes a run, and dies at the failpoint."""
    stash, plex = settings.stash, settings.plex
    arguments = [
        str(settings.data_dir),
        stash.url,
        stash.api_key.reveal(),
        plex.url,
        plex.token.reveal(),
        *([] if undoes is None else [str(undoes)]),
    ]
    return subprocess.Popen(  # noqa: S603  our own interpreter and script
        [sys.executable, "-m", "tests.faults.child", *arguments],
        cwd=ROOT,
        env={**os.environ, FAILPOINT_VARIABLE: failpoint},
        stderr=subprocess.DEVNULL,
    )


def die_at(settings: Settings, failpoint: str, *, undoes: int | None = None) -> None:
    """Syncs (or undoes) in a process that must die at this failpoint (`name`, or `name:n`)."""
    with start_child(settings, failpoint, undoes=undoes) as child:
        assert child.wait(timeout=30) == KILLED


def nth(number: int) -> Callable[[Request], bool]:
    """Returns a predicate that is true for the n-th request it is asked about."""
    left = [number]

    def is_it(_: Request) -> bool:
        left[0] -= 1
        return left[0] == 0

    return is_it
