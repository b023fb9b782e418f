"""Many scenes changed at once: compared before they are put, and weighed by the guards."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.beginnings import Beginning, brought_into_step
from tests.integration.watching import POLL, Watching
from tests.unit.worker.at_work import asks_scene
from tests.worlds import FakeClock, make_world

from stashplex.app.house import House
from stashplex.core.errors import ServerError
from stashplex.core.guard import FEW, WITHIN_SECONDS, Guard
from stashplex.core.job import Priority
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Response
from stashplex.demo.world import Layout, World

SCENES = 60
MANY = FEW + 3
TOO_MANY = 40


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    """A library in step."""
    clock = FakeClock()
    world = make_world(clock, SCENES, layout=Layout(cover_share=0.0))
    return brought_into_step(world, clock, tmp_path_factory.mktemp("in_step"))


@pytest.fixture
def running(beginning: Beginning, tmp_path: Path) -> Iterator[tuple[World, FakeClock]]:
    with beginning.again(tmp_path / "data") as again:
        yield again


@pytest.fixture
def world(running: tuple[World, FakeClock]) -> World:
    return running[0]


@pytest.fixture
def clock(running: tuple[World, FakeClock]) -> FakeClock:
    return running[1]


@pytest.fixture
def watching(world: World, house: House, clock: FakeClock) -> Watching:
    found = Watching.in_house(world, house, clock)
    found.start()
    return found


def edit(watching: Watching, scenes: range, title: str) -> None:
    for scene in scenes:
        watching.world.stash.edit_scene(scene, title=f"{title} {scene}")


def look(watching: Watching) -> int:
    watching.clock.advance(POLL)
    return watching.watcher.look()


def test_few_are_put_before_everybody_else_and_cost_plex_nothing(watching: Watching) -> None:
    watching.world.plex.requests.reset()
    edit(watching, range(1, FEW + 1), "Pier")

    assert look(watching) == FEW

    assert watching.at_work.waiting(1).priority == Priority.PERSON
    assert watching.world.plex.requests.entries == ()


def test_many_are_compared_first_and_wait_their_turn(watching: Watching) -> None:
    edit(watching, range(1, MANY + 1), "Pier")

    assert look(watching) == MANY

    assert watching.at_work.waiting(1).priority == Priority.BULK
    watching.at_work.run()
    assert watching.shown(MANY).title == f"Pier {MANY}"
    assert watching.watcher.held == ()


def test_what_is_too_much_is_held_back_whole_and_said(
    watching: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    edit(watching, range(1, TOO_MANY + 1), "Pier")

    with caplog.at_level(logging.WARNING):
        assert look(watching) == 0

    assert [alarm.guard for alarm in watching.watcher.held] == [Guard.CHANGE]
    assert watching.at_work.row(1) is None
    assert "held back" in caplog.text
    assert "--yes" in caplog.text


def test_many_small_changes_in_an_hour_are_weighed_together(watching: Watching) -> None:
    for begin in range(1, SCENES, 20):
        edit(watching, range(begin, begin + 20), "Pier")
        look(watching)
        watching.at_work.run()

    assert [alarm.guard for alarm in watching.watcher.held] == [Guard.CHANGE]
    assert not watching.shown(SCENES).title.startswith("Pier")


def test_what_was_put_without_comparing_is_weighed_with_what_comes_after_it(
    watching: Watching,
) -> None:
    edit(watching, range(1, FEW + 1), "Pier")
    assert watching.poll() == FEW
    edit(watching, range(FEW + 1, 2 * FEW + 1), "Pier")

    assert watching.poll() == 0

    assert [(it.now, it.earlier) for it in watching.watcher.held] == [(FEW, FEW)]


def test_what_was_put_without_comparing_and_did_not_change_weighs_nothing(
    watching: Watching,
) -> None:
    watching.clock.advance(WITHIN_SECONDS + 1)
    for scene in range(1, FEW + 1):
        watching.world.stash.edit_scene(scene)
    assert watching.poll() == FEW
    edit(watching, range(FEW + 1, 2 * FEW + 1), "Pier")

    assert watching.poll() == FEW


def test_the_scenes_of_a_renamed_tag_are_weighed_like_any(watching: Watching) -> None:
    stash = watching.world.stash
    for scene in range(1, MANY + 1):
        stash.edit_scene(scene, tags=["pier"])
    watching.poll()
    watching.poll()
    watching.clock.advance(WITHIN_SECONDS + 1)
    stash.rename_tag("pier", "jetty")

    assert watching.poll() == MANY

    assert watching.shown(MANY).genres == ("jetty",)


def test_while_plex_is_away_few_are_put_and_many_wait_for_it(watching: Watching) -> None:
    watching.world.plex.inject(answer(Response(503)))
    edit(watching, range(1, 4), "Pier")
    assert look(watching) == 3

    edit(watching, range(4, 4 + FEW), "Pier")
    with pytest.raises(ServerError):
        look(watching)
    watching.world.plex.heal()

    assert look(watching) >= FEW
    watching.at_work.run()
    assert watching.shown(3 + FEW).title == f"Pier {3 + FEW}"


def test_a_scene_that_stash_cannot_tell_stops_no_other(watching: Watching) -> None:
    edit(watching, range(1, MANY + 1), "Pier")
    watching.world.stash.inject(answer(Response(500), asks_scene(7)))

    assert look(watching) == MANY

    watching.world.stash.heal()
    watching.at_work.run()
    assert watching.shown(7).title == "Pier 7"
