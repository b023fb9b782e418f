"""A count that takes long is told for a while."""

from typing import cast

from tests.worlds import FakeClock

from stashplex.app.census import Census
from stashplex.sync_queue.scene_list import SceneList


class Slow:
    """Counts, and takes its time."""

    def __init__(self, clock: FakeClock, seconds: float) -> None:
        self.counted = 0
        self._clock = clock
        self._seconds = seconds

    def by_ending(self) -> dict[str, int]:
        self.counted += 1
        self._clock.advance(self._seconds)
        return {"changed": self.counted}


def test_a_count_that_takes_long_is_told_for_a_while() -> None:
    clock = FakeClock()
    slow = Slow(clock, 0.01)
    census = Census(cast(SceneList, slow), clock)

    assert census.by_ending() == {"changed": 1}
    clock.advance(1.9)
    assert census.by_ending() == {"changed": 1}
    clock.advance(0.2)
    assert census.by_ending() == {"changed": 2}


def test_a_count_that_takes_no_time_is_never_old() -> None:
    census = Census(cast(SceneList, Slow(clock := FakeClock(), 0.0)), clock)

    assert [census.by_ending()["changed"] for _ in range(2)] == [1, 2]
