"""What the log tells of a database that is away for a night."""

import pytest
from tests.worlds import FakeClock

from stashplex.app.absence import Absence
from stashplex.core.errors import DatabaseAway

AWAY = DatabaseAway("The database cannot be reached.", "Start it.")


def test_it_is_told_once_and_once_more_when_it_is_over(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    absence = Absence(clock)

    for _ in range(1000):
        absence.met(AWAY, 5)
        clock.advance(5)
    absence.is_over()
    absence.is_over()

    assert caplog.messages == [
        "The database cannot be reached. Next try in 5 s.",
        "The database answers again, after 1 h 23 min.",
    ]


def test_the_next_time_it_is_told_anew_and_counted_anew(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    absence = Absence(clock)
    absence.met(AWAY, 5)
    absence.is_over()
    assert absence.tries == 0
    caplog.clear()

    absence.met(AWAY, 5)

    assert caplog.messages == ["The database cannot be reached. Next try in 5 s."]
