"""Reading that outlasts an outage."""

from collections.abc import Callable
from typing import TypeVar

from stashplex.core.backoff import retry_wait
from stashplex.core.errors import ServerError
from stashplex.core.ports import StopSignal
from stashplex.worker.parts import Parts
from stashplex.worker.passage import Passage

Found = TypeVar("Found")


class Patience:
    """Waits outages out, and repeats what may pass, until stopping is asked for."""

    def __init__(self, parts: Parts, gate: Passage, stop: StopSignal) -> None:
        self._parts = parts
        self._gate = gate
        self._stop = stop

    @property
    def is_over(self) -> bool:
        """True once stopping was asked for: what was read until then is not everything."""
        return self._stop.is_set()

    def read(self, what: Callable[[], Found]) -> Found | None:
        """Returns what is read, or None when asked to stop; raises what lasts."""
        failures = 0
        while self._gate.wait_until_open(self._stop):
            try:
                return what()
            except ServerError as error:
                failures += 1
                self._gate.failed(error, None)
                if self._gate.closed_to_us:
                    continue
                if failures > self._parts.limits.max_retries:
                    raise
                self._parts.clock.wait(self._stop, retry_wait(failures, self._parts.random))
        return None
