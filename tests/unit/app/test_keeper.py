"""What one process does for all: everything is compared once a day, whatever breaks it off."""

import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.worlds import EVERYTHING, FakeClock, builder_of, seeded_luck, sync

from stashplex.app.house import House
from stashplex.app.keeper import (
    BETWEEN_SEARCHES,
    BETWEEN_TRIES,
    QUIET_SECONDS,
    SEARCHES_SHARE,
    Compared,
    Keeper,
)
from stashplex.core.errors import DatabaseAway
from stashplex.demo.http_faults import call
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World
from stashplex.worker.gate import Gate
from stashplex.worker.watch import Watcher


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


def test_a_name_that_was_destroyed_is_kept_for_whichever_process_leads_next(
    house: House, gate: Gate, clock: FakeClock
) -> None:
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())

    Keeper(house, gate, lambda _: None, threading.Event()).owe_comparison()
    clock.advance(QUIET_SECONDS - 1.0)
    Keeper(house, gate, lambda _: None, threading.Event()).owe_comparison()
    clock.advance(QUIET_SECONDS - 1.0)
    assert not watcher.reconcile_due(clock.now())

    clock.advance(1.0)
    assert watcher.reconcile_due(clock.now())
    watcher.reconciled(clock.now())
    assert not watcher.reconcile_due(clock.now())


def test_a_large_library_is_not_listed_without_a_break_while_it_is_edited_and_a_file_is_missing(
    house: House, gate: Gate, clock: FakeClock, world: World
) -> None:
    build = builder_of(world)
    build.add_scene({"title": "Pier"}, [build.file("new/pier.mp4")])
    sync(house, EVERYTHING)
    keeper = Keeper(house, gate, lambda ended: ended(Compared(None)), threading.Event())
    listings: list[float] = []

    def long_listing(_: Request) -> None:
        listings.append(clock.monotonic())
        clock.advance(6.0)

    world.plex.inject(call(long_listing, lists_a_library, times=None))
    for number in range(200):
        world.plex.person.edit(world.plain[0].item, title=f"Ferry {number}")
        keeper.look_around()
        clock.advance(BETWEEN_SEARCHES)

    breaks = [later - earlier for earlier, later in pairwise(listings)]
    assert breaks
    assert min(breaks) >= 6.0 / SEARCHES_SHARE


def lists_a_library(request: Request) -> bool:
    return request.method == "GET" and request.path.endswith("/all")
