"""What changes in Stash without any hook reaches Plex by polling, or by the daily comparison."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.integration.reading_back import upload_key
from tests.integration.watching import POLL, Watching
from tests.worlds import FakeClock

from stashplex.app.house import House
from stashplex.core.errors import ServerError
from stashplex.core.scene import SceneFile
from stashplex.core.watching import Kind
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Response
from stashplex.demo.pictures import picture
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.world import World

DAY = 86400.0


@pytest.fixture
def world(world: World) -> World:
    for placed in world.plain:
        world.stash.edit_scene(
            placed.scene,
            studio="Tide",
            performers=["Alva", "Bera"],
            tags=["sea", "dusk"],
            groups=["Harbours"],
        )
    world.stash.edit_scene(4, tags=["sea", "late"])
    return world


@pytest.fixture
def watching(world: World, house: House, clock: FakeClock) -> Watching:
    """A service that is in step with a quiet Stash."""
    found = Watching.in_house(world, house, clock)
    found.start()
    return found


BY_POLL: dict[str, Callable[[SimulatedStash], object]] = {
    "edit": lambda stash: stash.edit_scene(1, tags=["sea", "late"]),
    "auto-tag": lambda stash: stash.edit_scene(1, tags=["sea", "dusk", "late"]),
    "renamed tag": lambda stash: stash.rename_tag("dusk", "later"),
    "merged tag": lambda stash: stash.merge_tags(["dusk"], "late"),
}


@pytest.mark.parametrize("change", list(BY_POLL.values()), ids=list(BY_POLL))
def test_a_changed_tag_arrives_with_the_next_poll(
    watching: Watching, change: Callable[[SimulatedStash], object]
) -> None:
    change(watching.world.stash)

    assert watching.poll() > 0

    assert {"late", "later"} & set(watching.shown(1).genres)


def test_a_renamed_performer_studio_and_group_arrive_with_the_next_poll(
    watching: Watching,
) -> None:
    before = watching.shown(3)
    watching.world.stash.rename_performer("Alva", "Alba")
    watching.world.stash.rename_studio("Tide", "Ebb")
    watching.world.stash.rename_group("Harbours", "Piers")

    assert watching.poll() > 0

    assert watching.shown(3) == replace(
        before, roles=("Alba", "Bera"), studio="Ebb", collections=("Ebb", "Piers")
    )


def test_a_cover_that_is_made_later_arrives_with_the_next_poll(watching: Watching) -> None:
    image = picture(901)
    watching.world.stash.set_cover(2, image)

    assert watching.poll() == 1

    assert watching.shown(2).poster == upload_key(image)


def test_a_scene_that_took_in_others_arrives_with_the_next_poll(watching: Watching) -> None:
    watching.world.stash.merge_scenes([4], 1)
    watching.world.stash.edit_scene(1, title="Both Piers")

    assert watching.poll() == 1

    assert watching.shown(1).title == "Both Piers"


def test_a_scene_that_is_new_arrives_with_the_next_poll(watching: Watching) -> None:
    new = watching.world.stash.add_scene(
        title="The New Pier", files=[SceneFile("/data/new.mp4", 5, 1.0)]
    )

    assert watching.poll() == 1

    assert watching.at_work.row(new) is not None


def test_what_moves_no_stamp_arrives_with_the_daily_comparison(watching: Watching) -> None:
    watching.world.stash.merge_performers(["Bera"], "Alva")
    assert watching.poll() == 0
    assert not watching.watcher.reconcile_due(watching.clock.now())

    watching.clock.advance(DAY)
    assert watching.watcher.reconcile_due(watching.clock.now())
    watching.reconcile()

    assert watching.shown(2).roles == ("Alva",)
    assert not watching.watcher.reconcile_due(watching.clock.now())


def test_a_poll_of_a_quiet_stash_is_one_request_and_no_more(watching: Watching) -> None:
    watching.sent()
    watching.world.plex.requests.reset()

    for _ in range(10):
        assert watching.poll() == 0

    assert len(watching.sent()) == 10
    assert watching.world.plex.requests.entries == ()


def test_a_change_is_looked_at_once_more_and_then_never_again(watching: Watching) -> None:
    watching.world.stash.edit_scene(1, title="Pier")

    assert [watching.poll() for _ in range(4)] == [1, 1, 0, 0]


def test_a_second_edit_within_the_same_second_arrives(watching: Watching) -> None:
    stash = watching.world.stash
    stash.edit_scene(1, title="Pier")
    watching.watcher.look()
    watching.at_work.run()
    stash.edit_scene(1, title="Long Pier")
    watching.poll()

    assert watching.shown(1).title == "Long Pier"


def test_what_changed_while_the_service_was_down_is_caught_up_with(
    watching: Watching, house: House
) -> None:
    stash, clock = watching.world.stash, watching.clock
    stash.edit_scene(1, title="Pier")
    clock.advance(DAY / 2)
    stash.rename_tag("dusk", "later")
    clock.advance(DAY / 2)

    again = Watching.in_house(watching.world, house, clock)

    assert again.poll() > 0
    assert watching.shown(1).title == "Pier"
    assert {watching.shown(scene).genres for scene in (1, 2, 3)} == {("later", "sea")}
    assert again.watcher.reconcile_due(clock.now())


def test_what_could_not_be_asked_for_is_found_by_the_next_look(watching: Watching) -> None:
    stash = watching.world.stash
    stash.rename_tag("dusk", "later")
    stash.inject(answer(Response(502), lambda request: b"SceneIdsPage" in request.body, 1))
    watching.clock.advance(POLL)
    with pytest.raises(ServerError):
        watching.watcher.look()

    assert watching.poll() > 0

    assert watching.shown(1).genres == ("later", "sea")


def test_before_everything_was_compared_once_a_look_puts_nothing(
    world: World, house: House, clock: FakeClock
) -> None:
    found = Watching.in_house(world, house, clock)
    assert not found.watcher.reconcile_due(clock.now())

    assert found.watcher.look() == 0

    assert found.watcher.reconcile_due(clock.now())
    assert found.seen(Kind.SCENE, 1, 2, 3, 4) == [1, 2, 3, 4]
    # A change between the first look and the comparison is not lost.
    clock.advance(1)
    world.stash.edit_scene(2, title="Pier")
    assert found.poll() == 1
    assert found.shown(2).title == "Pier"
