"""A Stash that dies in the middle of a page: what was not read is not gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from tests.faults import tricks
from tests.faults.between import Between, names, open_between
from tests.faults.proxy import Exchange, Trick
from tests.integration.runs import counts_of
from tests.worlds import FakeClock, open_test_house, sync

from stashplex.demo.http_messages import Request as Received
from stashplex.worker.sync_run import Request

SCENES: Final = 110
"""More than a page holds."""
AWAY: Final = 100.0
DEATHS: Final[dict[str, Trick]] = {
    "cut within the page": tricks.truncate,
    "not a page": tricks.not_json,
    "reset": tricks.reset,
}


@pytest.fixture
def between(clock: FakeClock, tmp_path: Path) -> Iterator[Between]:
    with open_between(clock, tmp_path, SCENES) as opened:
        assert counts_of(opened.run()).changed == SCENES
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
