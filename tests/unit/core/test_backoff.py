"""How long the next try waits."""

import pytest

from stashplex.core.backoff import probe_wait, retry_wait


@pytest.mark.parametrize(
    ("attempt", "longest"), [(0, 2.0), (1, 2.0), (2, 4.0), (5, 32.0), (8, 256.0), (9, 300.0)]
)
def test_the_longest_wait_doubles_with_every_attempt_up_to_five_minutes(
    attempt: int, longest: float
) -> None:
    assert retry_wait(attempt, lambda: 0.0) == longest


def test_a_retry_waits_anything_below_the_longest() -> None:
    assert retry_wait(5, lambda: 0.75) == 8.0


@pytest.mark.parametrize(("step", "longest"), [(0, 5.0), (1, 10.0), (3, 40.0), (4, 60.0)])
def test_probes_grow_from_five_seconds_to_a_minute(step: int, longest: float) -> None:
    assert probe_wait(step, lambda: 0.0) == longest


def test_a_probe_comes_at_most_a_fifth_early() -> None:
    assert probe_wait(0, lambda: 0.5) == 4.5
