"""How long scenes took and waited, counted so that Prometheus can tell how that is spread."""

import threading
from bisect import bisect_left
from typing import Final

from stashplex.core.service import Histogram
from stashplex.worker.settling import Settled

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
"""Seconds."""


class Durations:
    """One distribution, since the start of this process."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self._total = 0.0
        self._turn = threading.Lock()

    def record(self, seconds: float) -> None:
        """Counts one more."""
        with self._turn:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._total += seconds

    def told(self, name: str) -> Histogram:
        """Returns the distribution under a name."""
        with self._turn:
            counts = [sum(self._counts[: end + 1]) for end in range(len(self._counts))]
            return Histogram(name, BOUNDS, tuple(counts), self._total)


class Timings:
    """What is known of the time that scenes take."""

    def __init__(self) -> None:
        self._sync = Durations()
        self._wait = Durations()

    def record(self, settled: Settled) -> None:
        """Counts a scene that was worked."""
        self._sync.record(settled.seconds)
        self._wait.record(settled.waited)

    def told(self) -> tuple[Histogram, ...]:
        """Returns both distributions."""
        return (
            self._sync.told("stashplex_sync_seconds"),
            self._wait.told("stashplex_job_wait_seconds"),
        )
