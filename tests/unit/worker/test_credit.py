"""Which run a write is credited to: the one that sent it, so that undoing a run means something."""

from collections.abc import Iterator

import pytest
from tests.unit.worker.at_work import edits
from tests.worlds import BARE, EVERYTHING, FakeClock, make_world, sync

from stashplex.app.house import House
from stashplex.demo.http_faults import answer
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 3, layout=Layout(cover_share=0.0)) as running:
        yield running


def test_a_write_is_credited_to_the_run_that_sends_it(house: House, world: World) -> None:
    bad = world.plain[0]
    refusal = world.plex.inject(answer(database_error(), edits(bad.item), times=None))
    first = sync(house, EVERYTHING)
    world.plex.heal()
    house.store.dead_letters.retry(0.0)

    second = sync(house, BARE)

    assert refusal.seen
    assert first.run is not None
    assert second.run is not None
    proved = {one.item for one in house.store.ledger.writes_of_run(second.run)}
    assert proved == {bad.item}
