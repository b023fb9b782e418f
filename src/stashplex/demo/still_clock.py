"""Time that stands still until it is told to move."""

from typing import Final

from stashplex.core.ports import StopSignal

FIRST_MOMENT: Final = 1_760_000_000.0


class StillClock:
    """A clock that moves only when it is advanced, or waited on."""

    def __init__(self, start: float = FIRST_MOMENT) -> None:
        self._start = start
        self._passed = 0.0

    def now(self) -> float:
        """Returns the wall time in epoch seconds."""
        return self._start + self._passed

    def monotonic(self) -> float:
        """Returns the seconds that have passed."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._passed += seconds

    def wait(self, stop: StopSignal, seconds: float) -> bool:
        """Lets the time pass at once; returns whether stopping is asked for."""
        self.advance(seconds)
        return stop.is_set()
