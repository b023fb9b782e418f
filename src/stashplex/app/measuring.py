"""The figures of the service, as Prometheus is told them."""

from collections.abc import Iterator, Mapping
from typing import Final

from stashplex import __version__
from stashplex.app.overview import statistics
from stashplex.app.presence import Presence
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.breaker import BreakerState
from stashplex.core.job import State
from stashplex.core.service import Histogram, Measure

STATES: Final = (BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN)
"""By the number that stands for each."""


class Measuring:
    """Reads every figure from the database, the statistics and what is going on."""

    def __init__(self, settings: Settings, store: Store, presence: Presence) -> None:
        self._settings = settings
        self._store = store
        self._presence = presence

    def measures(self) -> tuple[Measure | Histogram, ...]:
        """Returns every figure as it is now; asks neither server."""
        return (
            Measure("stashplex_build_info", {"version": __version__}, 1.0),
            *self._of_the_queue(),
            *self._of_the_statistics(),
            *self._of_the_servers(),
            *self._presence.timings.told(),
        )

    def _of_the_queue(self) -> Iterator[Measure]:
        counts: Mapping[State, int] = self._store.queue.counts()
        for state in State:
            yield Measure("stashplex_jobs", {"state": state.value}, counts.get(state, 0))
        for error_type, count in self._store.dead_letters.get_error_summary().items():
            yield Measure("stashplex_dead_letters", {"error_type": error_type}, count)

    def _of_the_statistics(self) -> Iterator[Measure]:
        stats = statistics(self._settings)
        outcomes = {
            "succeeded": stats.succeeded if stats else 0,
            "failed": stats.failed - stats.to_dlq if stats else 0,
            "dead": stats.to_dlq if stats else 0,
        }
        for outcome, count in outcomes.items():
            yield Measure("stashplex_outcomes_total", {"outcome": outcome}, count)
        matches = {
            "high": stats.high_confidence if stats else 0,
            "low": stats.low_confidence if stats else 0,
        }
        for confidence, count in matches.items():
            yield Measure("stashplex_matches_total", {"confidence": confidence}, count)

    def _of_the_servers(self) -> Iterator[Measure]:
        clients, states = self._presence.clients, self._presence.breakers()
        for server, client in (("stash", clients.stash), ("plex", clients.plex)):
            state = BreakerState(states.get(server.capitalize(), BreakerState.CLOSED))
            yield Measure("stashplex_breaker_state", {"server": server}, float(STATES.index(state)))
            for (kind, status_class), count in client.answers.items():
                labels = {"server": server, "kind": kind, "class": status_class}
                yield Measure("stashplex_requests_total", labels, count)
