"""What one process does for all: everything is compared once a day, whatever breaks it off."""

import threading
from collections.abc import Callable

import pytest
from tests.worlds import FakeClock, seeded_luck

from stashplex.app.house import House
from stashplex.app.keeper import BETWEEN_TRIES, Compared, Keeper
from stashplex.core.errors import DatabaseAway
from stashplex.worker.gate import Gate


@pytest.fixture
def gate(house: House, clock: FakeClock) -> Gate:
    return Gate(house.servers.stash, house.servers.plex, clock, seeded_luck(), patient=True)


def test_a_comparison_that_never_told_how_it_ended_is_tried_again(
    house: House, gate: Gate, clock: FakeClock
) -> None:
    tries: list[float] = []

    def compare(ended: Callable[[Compared], None]) -> None:
        tries.append(clock.monotonic())
        if len(tries) == 1:
            raise DatabaseAway("The database server went away.")
        ended(Compared(None))

    keeper = Keeper(house, gate, compare, threading.Event())
    with pytest.raises(DatabaseAway):
        keeper.look_around()
    for _ in range(3):
        clock.advance(BETWEEN_TRIES)
        keeper.look_around()

    assert len(tries) == 2
