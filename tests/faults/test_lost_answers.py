"""Answers that never arrive, and items that vanish: written once, counted as what Plex shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.plain_expectations import told
from tests.integration.reading_back import read_back
from tests.integration.runs import counts_of, sum_of, watched
from tests.worlds import BARE, FakeClock, make_world, settings_for

from stashplex.config import Settings
from stashplex.core.outcome import Waiting
from stashplex.core.report import CHANGED, waiting
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import Fault, call, cut_after, cut_before, garble, truncate
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World

SCENES = 8


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def one(world: World) -> Placed:
    return world.plain[3]


def edits(placed: Placed) -> Callable[[Request], bool]:
    return lambda asked: asked.method == "PUT" and asked.asks("id") == str(placed.item)


def assert_all_right(world: World) -> None:
    shown = read_back(world.plex, [placed.item for placed in world.plain])
    for placed in world.plain:
        assert shown[placed.item] == told(world.stash.scenes[placed.scene])


@pytest.mark.parametrize("lose", [truncate, garble])
def test_an_edit_whose_answer_is_broken_is_not_sent_again_and_counts_as_changed(
    world: World,
    settings: Settings,
    clock: FakeClock,
    one: Placed,
    lose: Callable[[Callable[[Request], bool]], Fault],
) -> None:
    world.plex.inject(lose(edits(one)))
    result, sent = watched(world, settings, clock)
    assert counts_of(result).changed == SCENES
    assert sum(f"id={one.item}&" in request.raw_query for request in sent.writes) == 1
    assert_all_right(world)
    assert watched(world, settings, clock)[1].writes == []


def test_an_edit_whose_connection_is_cut_counts_as_changed(
    world: World, settings: Settings, clock: FakeClock, one: Placed
) -> None:
    world.plex.inject(cut_after(edits(one), times=2))
    result, _ = watched(world, settings, clock)
    assert counts_of(result).changed == SCENES
    assert_all_right(world)
    assert watched(world, settings, clock)[1].writes == []


def test_an_edit_that_never_arrives_is_sent_again_within_the_run(
    world: World, settings: Settings, clock: FakeClock, one: Placed
) -> None:
    world.plex.inject(cut_before(edits(one), times=2))
    result, _ = watched(world, settings, clock)
    assert counts_of(result).changed == SCENES
    assert_all_right(world)


def test_an_item_that_vanishes_before_its_edit_waits_and_the_others_are_written(
    world: World, settings: Settings, clock: FakeClock, one: Placed
) -> None:
    world.plex.inject(call(lambda _: world.plex.remove_item(one.item), edits(one)))
    result, _ = watched(world, settings, clock)
    counts = counts_of(result)
    assert (counts.changed, counts.failed) == (SCENES - 1, {})
    assert sum_of(counts) == SCENES
    assert result.report.ended(one.scene) == waiting(Waiting.NOT_IN_PLEX)


def test_an_item_that_is_rescanned_before_its_edit_is_written_under_its_new_id(
    world: World, settings: Settings, clock: FakeClock, one: Placed
) -> None:
    new: list[int] = []
    world.plex.inject(call(lambda _: new.append(world.plex.rescan(one.item)), edits(one)))
    watched(world, settings, clock)
    result, _ = watched(world, settings, clock, BARE)
    assert result.report.ended(one.scene) == CHANGED
    shown = read_back(world.plex, new)
    assert shown[new[0]] == told(world.stash.scenes[one.scene])


def test_plex_that_goes_away_during_the_run_is_waited_for(
    world: World, settings: Settings, clock: FakeClock, one: Placed
) -> None:
    clock.after(600.0, world.plex.heal)
    world.plex.inject(cut_before(edits(one), times=1))
    away = world.plex.inject(cut_before(times=None))
    away.matches = lambda _: world.plex.requests.count(method="PUT", status=0) > 0
    result, sent = watched(world, settings, clock)
    counts = counts_of(result)
    assert (counts.changed, counts.failed) == (SCENES, {})
    refused = [request for request in sent.plex if request.status == 0]
    assert len(refused) <= 20
    assert_all_right(world)
