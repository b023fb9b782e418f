"""How fast to write: as fast as it goes, gently after an outage, and slower where it is too much.

Nothing here knows the time; moments are seconds of a clock that is never set.
"""

from bisect import bisect_left, insort
from collections import deque
from typing import Final

LOWEST_RATE: Final = 1.0
FIRST_RATE: Final = 5.0
FULL_RATE: Final = 20.0
"""Writes a second: where an outage has just ended, and at the end of the ramp."""
RAMP_SECONDS: Final = 300.0
MOST_SAVED: Final = 5.0
"""Writes that may follow each other at once after a rest."""
SLOW: Final = 3.0
"""So many times its median a write takes where it is too much for the server."""
SHORTEST_MEDIAN: Final = 0.05
"""Seconds; below this nothing is slow that only varies."""
REMEMBERED: Final = 51
FEWEST: Final = 10
"""Writes after which a median says something."""
LONGEST_REST: Final = 5.0

_SLOPE: Final = (FULL_RATE - FIRST_RATE) / RAMP_SECONDS


class Ramp:
    """A token bucket that fills faster and faster, until it is needed no more."""

    def __init__(self, now: float) -> None:
        self._began = now
        self._filled_at = now
        self._saved = 1.0

    def rate(self, now: float) -> float:
        """Returns how many writes a second are allowed."""
        return min(max(FIRST_RATE + (now - self._began) * _SLOPE, LOWEST_RATE), FULL_RATE)

    def is_over(self, now: float) -> bool:
        """True once the whole ramp was climbed."""
        return now - self._began >= RAMP_SECONDS

    def wait(self, now: float) -> float:
        """Takes the place of one write; returns the seconds to wait before it."""
        filled = self._saved + (now - self._filled_at) * self.rate(now)
        self._saved = min(filled, MOST_SAVED) - 1.0
        self._filled_at = now
        return max(-self._saved, 0.0) / self.rate(now)

    def fall_back(self, now: float) -> None:
        """Goes back down to half of the rate."""
        self._began = now - (max(self.rate(now) / 2, LOWEST_RATE) - FIRST_RATE) / _SLOPE


class Usual:
    """What a write usually takes: the median of the last ones."""

    def __init__(self) -> None:
        self._latest: deque[float] = deque()
        self._sorted: list[float] = []

    @property
    def median(self) -> float | None:
        """Returns the median, or None after too few writes."""
        count = len(self._sorted)
        return self._sorted[count // 2] if count >= FEWEST else None

    def rest_after(self, seconds: float) -> float:
        """Records a write; returns how long to rest: what it took too long, or nothing."""
        median = self.median
        self._add(seconds)
        usual = SHORTEST_MEDIAN if median is None else max(median, SHORTEST_MEDIAN)
        if median is None or seconds < SLOW * usual:
            return 0.0
        return min(seconds - usual, LONGEST_REST)

    def _add(self, seconds: float) -> None:
        insort(self._sorted, seconds)
        self._latest.append(seconds)
        if len(self._latest) > REMEMBERED:
            del self._sorted[bisect_left(self._sorted, self._latest.popleft())]
