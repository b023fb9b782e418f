"""Claiming the next batch: the first ones small, each job credited to the run it belongs to."""

from collections.abc import Callable
from typing import Final

from stashplex.core.job import Job
from stashplex.worker.parts import Parts

FIRST_BATCH: Final = 8
SHORTEST_REST: Final = 0.05
LONGEST_REST: Final = 5.0
"""Seconds after which the queue is looked at though nobody rang: clocks are set, workers die."""


class Claims:
    """Claims batch after batch for one worker."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._claimed = 0
        self._claimed_at = parts.clock.now()
        self._credit: Callable[[Job], Job] = _as_put

    def credit_to(self, credit: Callable[[Job], Job]) -> None:
        """Credits what is claimed from now on as this does it, which returns the job to work."""
        self._credit = credit

    def begin_small(self) -> None:
        """Makes the next batches small, so that writing begins at once."""
        self._claimed = 0

    def seconds_until_due(self) -> float:
        """Returns how long to rest where nothing is due now and nobody puts anything."""
        due = self._parts.state.queue.next_due()
        if due is None:
            return LONGEST_REST
        return min(max(due - self._parts.clock.now(), SHORTEST_REST), LONGEST_REST)

    def next(self, run: int | None) -> tuple[Job, ...]:
        """Claims the next batch, of one run or of all."""
        parts = self._parts
        limit = min(parts.limits.batch_size, FIRST_BATCH * 2**self._claimed)
        now = parts.clock.now()
        if now < self._claimed_at:
            # What was put or left waiting before the clock was set back is due by the old one.
            parts.state.queue.rescue(now)
        self._claimed_at = now
        parts.state.turns.claiming()
        jobs = parts.state.queue.claim(limit, now, run)
        self._claimed += bool(jobs)
        return tuple(map(self._credit, jobs))


def _as_put(job: Job) -> Job:
    return job
