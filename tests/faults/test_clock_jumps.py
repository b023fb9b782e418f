"""A clock that is set, forwards or back: nothing is stuck, nothing storms, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.faults.series import all_right
from tests.integration.runs import counts_of, sync_anew
from tests.unit.worker.at_work import edits
from tests.worlds import BARE, FakeClock, builder_of, make_world, settings_for

from stashplex.config import Settings
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import answer, call
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.world import World

SCENES: Final = 12
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
YEAR: Final = 365 * DAY
SLOW: Final = pytest.mark.slow
JUMPS: Final = [
    DAY,
    -DAY,
    *(pytest.param(seconds, marks=SLOW) for seconds in (HOUR, -HOUR, YEAR, -YEAR)),
]
JUMPS_IN_A_WAIT: Final = [
    DAY,
    -DAY,
    *(pytest.param(seconds, marks=SLOW) for seconds in (HOUR, YEAR, -HOUR, -YEAR)),
]
A_WHILE: Final = 600.0
"""Seconds that no run of these may take longer, whatever the wall clock says."""


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def fourth(world: World) -> Placed:
    return world.plain[3]


def right_items(world: World) -> set[int]:
    return {placed.item for placed in world.plain}


def jump_at(world: World, clock: FakeClock, placed: Placed, seconds: float) -> None:
    """Sets the clock when the edit of an item arrives."""
    world.plex.inject(call(lambda _: clock.jump(seconds), edits(placed.item)))


@pytest.mark.parametrize("seconds", JUMPS)
def test_between_two_writes(
    world: World, settings: Settings, clock: FakeClock, fourth: Placed, seconds: float
) -> None:
    jump_at(world, clock, fourth, seconds)

    counts = counts_of(sync_anew(settings, clock))

    assert (counts.changed, counts.failed) == (SCENES, {})
    assert clock.monotonic() < A_WHILE
    assert world.plex.requests.count(method="PUT") == SCENES
    assert all_right(world) == right_items(world)


@pytest.mark.parametrize("seconds", JUMPS_IN_A_WAIT)
def test_while_a_scene_waits_for_its_next_try(
    world: World, settings: Settings, clock: FakeClock, fourth: Placed, seconds: float
) -> None:
    world.plex.inject(answer(database_error(), edits(fourth.item), times=2))
    jump_at(world, clock, world.plain[-1], seconds)

    counts = counts_of(sync_anew(settings, clock))

    assert (counts.changed, counts.failed) == (SCENES, {})
    assert clock.monotonic() < A_WHILE
    assert all_right(world) == right_items(world)


@pytest.mark.parametrize("seconds", JUMPS_IN_A_WAIT)
def test_during_an_outage(
    world: World, settings: Settings, clock: FakeClock, fourth: Placed, seconds: float
) -> None:
    def fall(_: object) -> None:
        world.plex.inject(answer(maintenance(), times=None))
        clock.after(30.0, lambda: clock.jump(seconds))
        clock.after(100.0, world.plex.heal)

    world.plex.inject(call(fall, edits(fourth.item)))

    counts = counts_of(sync_anew(settings, clock))

    assert (counts.changed, counts.failed) == (SCENES, {})
    assert clock.monotonic() < A_WHILE
    assert world.plex.requests.count(status=503) <= 8
    assert all_right(world) == right_items(world)


@pytest.mark.parametrize("seconds", JUMPS)
def test_between_two_runs(
    world: World, settings: Settings, clock: FakeClock, fourth: Placed, seconds: float
) -> None:
    """What a run left behind, waiting for its next try, the next run works at once or soon."""
    world.plex.inject(call(lambda _: world.plex.revoke_token(), edits(fourth.item)))
    assert sync_anew(settings, clock).error is not None
    clock.jump(seconds)

    counts = counts_of(sync_anew(settings_for(world, settings.data_dir), clock, BARE))

    assert counts.failed == {}
    assert clock.monotonic() < A_WHILE
    assert all_right(world) == right_items(world)


def test_a_scene_without_an_item_is_found_after_the_clock_ran_ahead_and_back(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    build = builder_of(world)
    late = build.file("late/late.mp4")
    scene = world.stash.add_scene(title="Late", files=[late])
    assert counts_of(sync_anew(settings, clock)).waiting == {"not_in_plex": 1}
    clock.jump(YEAR)
    assert counts_of(sync_anew(settings, clock, BARE)).failed == {}
    assert counts_of(sync_anew(settings, clock)).waiting == {"not_in_plex": 1}
    clock.jump(-YEAR)
    assert counts_of(sync_anew(settings, clock)).waiting == {"not_in_plex": 1}

    item = world.plex.add_item(1, [(late.path, late.size, 61_000)])

    assert counts_of(sync_anew(settings, clock)).changed == 1
    assert world.plex.snapshot()[item].texts["title"] == world.stash.scenes[scene].title
