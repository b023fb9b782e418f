"""Nobody gets more writes past the ramp than lie under it."""

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.pace import FULL_RATE, LOWEST_RATE, MOST_SAVED, Ramp, Usual


@given(steps=st.lists(st.tuples(st.floats(0, 20), st.booleans()), min_size=1, max_size=60))
def test_no_more_writes_than_the_ramp_allows(steps: list[tuple[float, bool]]) -> None:
    ramp, now = Ramp(0.0), 0.0

    for writes, (pause, trouble) in enumerate(steps, start=1):
        now += pause
        if trouble:
            ramp.fall_back(now)
        assert ramp.rate(now) >= LOWEST_RATE - 1e-9
        now += ramp.wait(now)
        assert writes <= MOST_SAVED + now * FULL_RATE + 1e-6


@given(times=st.lists(st.floats(0, 100), max_size=200))
def test_the_median_is_that_of_the_last_fifty_one(times: list[float]) -> None:
    usual = Usual()
    for seconds in times:
        assert 0.0 <= usual.rest_after(seconds) <= 5.0

    latest = sorted(times[-51:])
    assert usual.median == (latest[len(latest) // 2] if len(latest) >= 10 else None)
