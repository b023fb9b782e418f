"""What holds of every wait."""

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.backoff import probe_wait, retry_wait

luck = st.floats(0, 1, exclude_max=True)
steps = st.integers(-5, 10**6)


@given(steps, luck)
def test_a_wait_is_positive_and_bounded(step: int, lucky: float) -> None:
    assert 0 < retry_wait(step, lambda: lucky) <= 300
    assert 4 <= probe_wait(step, lambda: lucky) <= 60


@given(steps, luck)
def test_with_the_same_luck_a_wait_never_gets_shorter(step: int, lucky: float) -> None:
    assert retry_wait(step, lambda: lucky) <= retry_wait(step + 1, lambda: lucky)
    assert probe_wait(step, lambda: lucky) <= probe_wait(step + 1, lambda: lucky)
