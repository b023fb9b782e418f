"""What one process does for all: everything is compared once a day, whatever breaks it off."""

import threading
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.worlds import FakeClock, seeded_luck

from stashplex.app.house import House
from stashplex.app.keeper import BETWEEN_TRIES, QUIET_SECONDS, Compared, Keeper
from stashplex.core.errors import DatabaseAway
from stashplex.sync_queue.turns import LoneTurns
from stashplex.worker.gate import Gate
from stashplex.worker.watch import Watcher


class Following(LoneTurns):
    """The turns of a process that does not lead."""

    def leads(self) -> bool:
        return False


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


def test_a_name_that_was_destroyed_is_told_to_whichever_process_leads(
    house: House, gate: Gate, clock: FakeClock
) -> None:
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())
    state = replace(house.parts.state, turns=Following(clock, house.store.database.bell))
    beside = replace(house, parts=replace(house.parts, state=state))
    keeper = Keeper(beside, gate, lambda _: None, threading.Event())

    keeper.owe_comparison()
    clock.advance(QUIET_SECONDS - 1.0)
    keeper.look_around()
    assert not watcher.reconcile_due(clock.now())

    clock.advance(1.0)
    keeper.look_around()
    assert watcher.reconcile_due(clock.now())
