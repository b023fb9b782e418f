"""Ctrl-C: the first asks for a clean stop, the second ends hard."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ASKED_BY: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(ask_to_stop: Callable[[], None]) -> Iterator[None]:
    """Turns the first Ctrl-C (or request to terminate) into a call; the next one ends hard."""
    before = {number: signal.getsignal(number) for number in ASKED_BY}

    def first(_number: int, _frame: FrameType | None) -> None:
        for number in ASKED_BY:
            signal.signal(number, signal.default_int_handler)
        # Not from here: the main thread may hold the very lock that asking needs.
        threading.Thread(target=ask_to_stop, name="stashplex-stop").start()

    for number in ASKED_BY:
        signal.signal(number, first)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
