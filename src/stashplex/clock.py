"""The only real time."""

import time

from stashplex.core.ports import StopSignal


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Returns the wall time in epoch seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Returns seconds that only grow."""
        return time.monotonic()

    def wait(self, stop: StopSignal, seconds: float) -> bool:
        """Waits on the stop signal; returns True at once when stopping is asked for."""
        return stop.wait(seconds)
