"""Ctrl-C: the first asks for a clean stop, the second ends hard; so does time."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from stashplex.cli.exits import Exit

ASKED_BY: Final = (signal.SIGINT, signal.SIGTERM)
PATIENCE_SECONDS: Final = 4.6
"""A stop ends within five seconds, whatever hangs: looking up a name cannot be cut short."""
SHOW_CURSOR: Final = "\x1b[?25h"


def end_now() -> None:
    """Ends the process where it stands: what is committed is kept, and the rest is rescued."""
    cursor = SHOW_CURSOR if sys.stderr.isatty() else ""
    sys.stderr.write(f"{cursor}stashplex: Ended while a server held on; nothing is lost.\n")
    sys.stderr.flush()
    os._exit(Exit.INTERRUPTED)


@contextmanager
def stoppable(
    ask_to_stop: Callable[[], None],
    *,
    at_last: Callable[[], None] = end_now,
    patience: float = PATIENCE_SECONDS,
) -> Iterator[None]:
    """Turns the first Ctrl-C (or request to terminate) into a call; the next one ends hard.

    What has not ended by itself when patience is over is ended by `at_last`.
    """
    before = {number: signal.getsignal(number) for number in ASKED_BY}
    last = threading.Timer(patience, at_last)
    last.daemon = True

    def ask() -> None:
        last.start()
        ask_to_stop()

    def first(_number: int, _frame: FrameType | None) -> None:
        for number in ASKED_BY:
            signal.signal(number, signal.default_int_handler)
        # Not from here: the main thread may hold the very lock that asking needs.
        threading.Thread(target=ask, name="stashplex-stop").start()

    for number in ASKED_BY:
        signal.signal(number, first)
    try:
        yield
    finally:
        last.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
