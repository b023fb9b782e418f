"""How fast to write."""

import pytest

from stashplex.core.pace import FEWEST, Ramp, Usual


def writes_within(ramp: Ramp, start: float, seconds: float) -> int:
    """Returns how many writes a ramp allows to somebody who never tires."""
    now, count = start, 0
    while True:
        now += ramp.wait(now)
        if now >= start + seconds:
            return count
        count += 1


def test_it_begins_with_five_writes_a_second() -> None:
    assert 5 <= writes_within(Ramp(0.0), 0.0, 1.0) <= 6


def test_after_five_minutes_it_is_at_twenty_and_over() -> None:
    ramp = Ramp(0.0)

    assert ramp.rate(0.0) == 5.0
    assert ramp.rate(150.0) == 12.5
    assert ramp.rate(300.0) == 20.0
    assert not ramp.is_over(299.0)
    assert ramp.is_over(300.0)


def test_the_whole_ramp_allows_what_lies_under_it() -> None:
    assert writes_within(Ramp(0.0), 0.0, 300.0) == pytest.approx(12.5 * 300, rel=0.01)


def test_after_a_rest_a_few_may_follow_each_other() -> None:
    ramp = Ramp(0.0)

    assert [ramp.wait(100.0) for _ in range(5)] == [0.0] * 5
    assert ramp.wait(100.0) > 0


def test_trouble_halves_the_pace_and_takes_the_ramp_back() -> None:
    ramp = Ramp(0.0)
    ramp.fall_back(300.0)

    assert ramp.rate(300.0) == pytest.approx(10.0)
    assert not ramp.is_over(300.0)
    assert ramp.rate(500.0) == pytest.approx(20.0)


def test_however_much_trouble_there_is_it_never_stands_still() -> None:
    ramp = Ramp(0.0)
    for _ in range(10):
        ramp.fall_back(10.0)

    assert ramp.rate(10.0) == pytest.approx(1.0)


def test_a_usual_write_needs_no_rest() -> None:
    usual = Usual()

    assert [usual.rest_after(0.1) for _ in range(100)] == [0.0] * 100
    assert usual.median == 0.1


def test_a_write_of_three_times_the_median_is_followed_by_a_rest() -> None:
    usual = Usual()
    for _ in range(FEWEST):
        usual.rest_after(0.1)

    assert usual.rest_after(0.29) == 0.0
    assert usual.rest_after(0.5) == pytest.approx(0.4)
    assert usual.rest_after(60.0) == 5.0


def test_after_too_few_writes_nothing_is_known_to_be_slow() -> None:
    usual = Usual()
    for _ in range(FEWEST - 1):
        usual.rest_after(0.1)

    assert usual.median is None
    assert usual.rest_after(3.0) == 0.0


def test_what_takes_a_moment_is_not_slow_because_others_took_none() -> None:
    usual = Usual()
    for _ in range(FEWEST):
        usual.rest_after(0.001)

    assert usual.rest_after(0.14) == 0.0


def test_a_server_that_stays_slow_becomes_the_usual() -> None:
    usual = Usual()
    for _ in range(51):
        usual.rest_after(0.1)

    rests = [usual.rest_after(1.0) for _ in range(60)]

    assert rests[0] > 0
    assert rests[-1] == 0.0
    assert usual.median == 1.0
