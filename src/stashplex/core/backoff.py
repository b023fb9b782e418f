"""How long to wait before the next try; luck is passed in as a number of [0, 1)."""

from collections.abc import Callable
from typing import Final

RETRY_BASE: Final = 2.0
RETRY_CAP: Final = 300.0
"""Seconds that a retry waits at most: full jitter below 2, 4, 8, … 300."""
PROBE_BASE: Final = 5.0
PROBE_CAP: Final = 60.0
"""Seconds that a probe waits at most: 5, 10, 20, 40, 60, each up to a fifth shorter."""
PROBE_JITTER: Final = 0.2
_STEPS_TO_EVERY_CAP: Final = 16


def retry_wait(attempt: int, random: Callable[[], float]) -> float:
    """Returns the seconds to wait after the given failed attempt (the first is 1)."""
    return _ceiling(RETRY_BASE, RETRY_CAP, attempt - 1) * (1 - random())


def probe_wait(step: int, random: Callable[[], float]) -> float:
    """Returns the seconds to wait before the next probe of an outage (the first step is 0)."""
    return _ceiling(PROBE_BASE, PROBE_CAP, step) * (1 - PROBE_JITTER * random())


def _ceiling(base: float, cap: float, step: int) -> float:
    doublings = min(max(step, 0), _STEPS_TO_EVERY_CAP)
    return min(cap, base * 2.0**doublings)
