"""A machine tries to get a storm past the breaker."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stashplex.core.breaker import Breaker, BreakerState, Closed, Opened
from stashplex.core.errors import (
    AmbiguousMatch,
    CredentialsRefused,
    Incompatible,
    PlexRejected,
    ServerFailed,
    StashplexError,
    Unreachable,
)

SHORTEST_WAIT = 4.0
SERVER_WIDE = (
    Unreachable("Plex", "away"),
    CredentialsRefused("Plex", "refused"),
    Incompatible("Plex", "too old"),
)
ERRORS = (
    *SERVER_WIDE,
    ServerFailed("Plex", "500"),
    PlexRejected("400"),
    AmbiguousMatch("two items"),
)
scenes = st.integers(1, 4)


class Outages(RuleBasedStateMachine):
    """Sends, fails and succeeds in any order while time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.lucky = 0.0
        self.breaker = Breaker(lambda: self.lucky)
        self.told_open = False
        self.probed_at = float("-inf")
        self.attempts: list[int] = []

    @rule(seconds=st.floats(0, 120), lucky=st.floats(0, 0.999))
    def time_goes_by(self, seconds: float, lucky: float) -> None:
        self.now += seconds
        self.lucky = lucky

    @rule(sends=st.integers(1, 5))
    def ask_to_send(self, sends: int) -> None:
        closed = self.breaker.state is BreakerState.CLOSED
        answers = [self.breaker.may_send(self.now) for _ in range(sends)]

        if closed:
            assert all(answers)
        elif any(answers):
            assert answers == [True] + [False] * (sends - 1)
            assert self.now - self.probed_at >= SHORTEST_WAIT
            self.probed_at = self.now
            assert self.breaker.state is BreakerState.HALF_OPEN

    @rule()
    def something_is_answered(self) -> None:
        half_open = self.breaker.state is BreakerState.HALF_OPEN
        change = self.breaker.succeeded()

        assert (change is not None) == half_open
        self.attempts.clear()
        self._told(change)

    @rule(error=st.sampled_from(ERRORS), scene=scenes)
    def a_scene_fails(self, error: StashplexError, scene: int) -> None:
        closed = self.breaker.state is BreakerState.CLOSED
        change = self.breaker.failed(error, self.now, scene)

        if error in SERVER_WIDE:
            assert self.breaker.state is BreakerState.OPEN
        if isinstance(change, Opened):
            assert change.next_probe_at >= self.now + SHORTEST_WAIT
            assert set(change.give_back) <= set(self.attempts)
            assert len(set(change.give_back)) < 3
            self.attempts.clear()
        elif isinstance(error, PlexRejected):
            self.attempts.clear()
        elif closed and isinstance(error, ServerFailed):
            self.attempts.append(scene)
        self._told(change)

    @invariant()
    def the_worker_was_told_of_every_change(self) -> None:
        assert self.told_open == (self.breaker.state is not BreakerState.CLOSED)

    @invariant()
    def while_it_is_open_there_is_a_next_probe(self) -> None:
        is_open = self.breaker.state is not BreakerState.CLOSED
        assert (self.breaker.next_probe_at is not None) == is_open
        assert (self.breaker.trouble is not None) == is_open

    def _told(self, change: Opened | Closed | None) -> None:
        if change is not None:
            self.told_open = isinstance(change, Opened)


TestOutages = Outages.TestCase
