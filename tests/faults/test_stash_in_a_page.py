"""A Stash that dies in the middle of a page: what was not read is not gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from tests.beginnings import Beginning, brought_into_step
from tests.faults import tricks
from tests.faults.between import Between, names, proxies_before
from tests.faults.proxy import Exchange, Trick
from tests.integration.runs import counts_of
from tests.worlds import FakeClock, make_world, open_test_house, sync

from stashplex.demo.http_messages import Request as Received
from stashplex.demo.world import Layout
from stashplex.worker.sync_run import Request

SCENES: Final = 110
"""More than a page holds."""
AWAY: Final = 100.0
DEATHS: Final[dict[str, Trick]] = {
    "cut within the page": tricks.truncate,
    "not a page": tricks.not_json,
    "reset": tricks.reset,
}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    """A library in step."""
    clock = FakeClock()
    world = make_world(clock, SCENES, layout=Layout(cover_share=0.0))
    return brought_into_step(world, clock, tmp_path_factory.mktemp("in_step"))


@pytest.fixture
def between(beginning: Beginning, tmp_path: Path) -> Iterator[Between]:
    with (
        beginning.again(tmp_path / "data") as (world, clock),
        proxies_before(world, clock, tmp_path) as opened,
    ):
        yield opened


def second_page(asked: Received) -> bool:
    """Tells the questions for scenes after the first page."""
    return names("ScenePage")(asked) and b'"value":0,' not in asked.body


@pytest.mark.parametrize("trick", DEATHS.values(), ids=DEATHS)
def test_a_run_waits_for_it_and_takes_nothing_for_gone(between: Between, trick: Trick) -> None:
    def die(exchange: Exchange) -> None:
        between.stash.play(tricks.reset, times=None)
        between.heal_after(AWAY)
        trick(exchange)

    died = between.stash.play(die, second_page)
    clearing = replace(between.settings, sync=replace(between.settings.sync, on_delete="clear"))
    between.world.plex.requests.reset()

    with open_test_house(clearing, between.clock) as house:
        counts = counts_of(sync(house, Request(everything=True, verify=True)))

    assert len(died.victims) == 1
    assert (counts.unchanged, counts.skipped, counts.scenes) == (SCENES, {}, SCENES)
    assert between.world.plex.writes == 0
    assert between.clock.monotonic() >= AWAY


def test_one_that_fails_then_refuses_and_fails_again_is_waited_for(between: Between) -> None:
    died = between.stash.play(tricks.reset, second_page, times=None)
    clearing = replace(between.settings, sync=replace(between.settings.sync, on_delete="clear"))
    between.world.plex.requests.reset()

    with open_test_house(clearing, between.clock) as house:
        known = house.store.records.known()
        between.clock.after(AWAY, between.stash.stop)
        between.clock.after(2 * AWAY, between.stash.start)
        between.clock.after(3 * AWAY, between.mend)
        counts = counts_of(sync(house, Request(everything=True)))
        assert house.store.records.known() == known

    assert died.victims
    assert (counts.unchanged, counts.skipped) == (SCENES, {})
    assert between.world.plex.writes == 0
