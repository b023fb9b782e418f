"""A Plex that takes seconds for a write: a batch lasts longer than what is read ahead is fresh."""

import logging
from collections.abc import Iterator

import pytest
from tests.worlds import FakeClock, make_world, seeded_luck

from stashplex.app.house import House
from stashplex.app.working import employed
from stashplex.core.job import Priority
from stashplex.demo.http_faults import call
from stashplex.demo.http_messages import Request
from stashplex.demo.world import Layout, World
from stashplex.worker.gate import Gate
from stashplex.worker.watch import Watcher

SCENES = 60
WRITE_SECONDS = 5.0


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


def is_edit(request: Request) -> bool:
    return request.method == "PUT"


def test_scenes_are_written_in_their_order_and_nobody_is_taken_for_dead(
    house: House, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="stashplex")
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())
    written: list[int] = []

    def take_long(request: Request) -> None:
        written.append(int(request.asks("id")))
        clock.advance(WRITE_SECONDS)

    world.plex.inject(call(take_long, is_edit, times=None))
    for scene in range(1, SCENES + 1):
        house.store.queue.put(scene, "differs", Priority.BULK, now=clock.now())
    servers, book = house.servers, house.store.outages
    gate = Gate(servers.stash, servers.plex, clock, seeded_luck(), patient=True, outages=book)
    resident = employed(house, gate)
    clock.after(2 * SCENES * WRITE_SECONDS, resident.ask_to_stop)

    resident.work()

    assert written == [placed.item for placed in world.plain]
    assert [one for one in caplog.messages if "Left half done" in one] == []
