"""The window that is looked through: text order, wrong clocks, other offsets, many stamps."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, timedelta, timezone
from typing import cast

import pytest
from msgspec.structs import replace
from tests.integration.watching import POLL, Watching
from tests.worlds import FakeClock

from stashplex.app.house import House
from stashplex.core.guard import FEW
from stashplex.core.ports import StashServer
from stashplex.core.watching import Kind, NewestPages
from stashplex.demo.world import World
from stashplex.worker.watch import Watcher

HOUR = 3600.0
MANY_TAGS = [f"tag {number}" for number in range(120)]


@pytest.fixture
def watching(world: World, house: House, clock: FakeClock) -> Watching:
    found = Watching.in_house(world, house, clock)
    found.start()
    return found


def look(watching: Watching) -> int:
    watching.clock.advance(POLL)
    return watching.watcher.look()


@pytest.fixture
def busy(watching: Watching) -> Watching:
    """A service that saw more tags of the last hours than a page of the newest holds."""
    stash = watching.world.stash
    stash.edit_scene(1, tags=["hidden"])
    stash.edit_scene(2, tags=MANY_TAGS)
    watching.clock.advance(60)
    for _ in range(2):
        watching.poll()
    watching.sent()
    return watching


def test_while_much_changed_lately_all_of_it_is_read_once_a_minute(busy: Watching) -> None:
    for _ in range(12):
        assert look(busy) == 0

    assert len(busy.sent()) == 12 + 2


def test_what_text_order_hides_behind_a_page_is_found_and_stays_found(busy: Watching) -> None:
    """The clock goes back an hour: what changes next stands behind all that changed before."""
    stash, clock = busy.world.stash, busy.clock
    stash.zone = timezone(timedelta(hours=1))
    clock.advance(60)
    stash.rename_tag("hidden", "shown")

    assert look(busy) == 1

    busy.at_work.run()
    assert busy.shown(1).genres == ("shown",)
    assert busy.watcher.reconcile_due(clock.now())
    clock.advance(1)
    busy.watcher.reconciled(clock.now())
    clock.advance(60)
    look(busy)
    assert not busy.watcher.reconcile_due(clock.now())


def test_a_first_look_sees_more_than_a_page(world: World, house: House, clock: FakeClock) -> None:
    world.stash.edit_scene(2, tags=MANY_TAGS)
    found = Watching.in_house(world, house, clock)
    found.start()

    tags = [tag.id for tag in world.stash.tags]
    assert found.seen(Kind.TAG, *tags) == tags


def test_a_scene_that_was_put_over_and_over_counts_once(watching: Watching) -> None:
    for turn in range(FEW + 5):
        watching.world.stash.edit_scene(1, title=f"Pier {turn}")
        assert look(watching) == 1
        watching.at_work.run()
    assert watching.at_work.endings()[1] == ("changed", "")


def test_a_changed_offset_asks_for_a_comparison_of_everything_once(watching: Watching) -> None:
    stash, clock = watching.world.stash, watching.clock
    stash.zone = timezone(timedelta(hours=1))
    assert not watching.watcher.reconcile_due(clock.now())
    stash.edit_scene(3, title="Pier")
    look(watching)
    assert watching.watcher.reconcile_due(clock.now())

    clock.advance(1)
    watching.reconcile()

    stash.edit_scene(4, title="Pier")
    look(watching)
    assert not watching.watcher.reconcile_due(clock.now())


def test_what_is_older_than_the_window_is_forgotten(watching: Watching) -> None:
    stash, clock = watching.world.stash, watching.clock
    clock.advance(2 * HOUR + 60)
    stash.edit_scene(3, title="Pier")

    look(watching)

    assert watching.seen(Kind.SCENE, 2, 3) == [3]


def test_a_deleted_newest_scene_makes_nobody_blind(watching: Watching) -> None:
    stash, clock = watching.world.stash, watching.clock
    clock.advance(3 * HOUR)
    stash.edit_scene(3, title="Pier")
    assert watching.poll() == 1
    stash.delete_scene(3)
    watching.poll()

    clock.advance(60)
    stash.edit_scene(4, title="Pier")
    watching.poll()

    assert watching.shown(4).title == "Pier"


def test_a_stash_put_back_to_a_copy_of_yesterday_is_compared_as_a_whole(
    watching: Watching,
) -> None:
    stash, clock = watching.world.stash, watching.clock
    clock.advance(24 * HOUR)
    stash.edit_scene(2, title="Pier")
    watching.poll()
    copied = deepcopy(stash.scenes)
    clock.advance(24 * HOUR)
    stash.edit_scene(3, title="Mole")
    watching.poll()
    watching.reconcile()
    assert watching.shown(3).title == "Mole"
    stash.scenes = copied

    watching.poll()

    assert watching.watcher.reconcile_due(clock.now())
    clock.advance(1)
    watching.reconcile()
    assert watching.shown(3).title == copied[3].title
    watching.poll()
    assert not watching.watcher.reconcile_due(clock.now())


def test_a_stash_whose_clock_was_in_the_future_is_still_watched(watching: Watching) -> None:
    stash = watching.world.stash
    stash.scenes[1].updated_at = "2099-01-01T00:00:00+02:00"
    watching.poll()
    watching.poll()
    watching.clock.advance(3 * HOUR)

    stash.edit_scene(2, title="Pier")

    assert watching.poll() == 1
    assert watching.shown(2).title == "Pier"


def test_all_that_came_to_a_stash_that_was_empty_is_caught_up_with(
    house: House, world: World, clock: FakeClock
) -> None:
    for placed in world.plain:
        world.stash.delete_scene(placed.scene)
    for shelf in (
        world.stash.tags,
        world.stash.performers,
        world.stash.studios,
        world.stash.groups,
    ):
        for row in list(shelf):
            shelf.remove(row)
    found = Watching.in_house(world, house, clock)
    found.start()

    for _ in range(3):
        world.stash.add_scene(title="Pier")
        clock.advance(4 * HOUR)

    assert found.poll() == 3


class Shifting:
    """A Stash in which a tag is deleted between the first and the second long page."""

    def __init__(self, world: World, stash: StashServer) -> None:
        self._world = world
        self._stash = stash
        self._waiting = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._stash, name)

    def newest(self, kinds: Iterable[Kind], page: int = 1, size: int = 100) -> NewestPages:
        if page > 1 and self._waiting:
            self._waiting = False
            self._world.stash.tags.remove(self._world.stash.tags.find("new 998"))
        return self._stash.newest(kinds, page, size)


def test_what_a_deletion_pulls_over_the_edge_of_a_page_is_found_by_the_next_look(
    watching: Watching,
) -> None:
    stash, clock = watching.world.stash, watching.clock
    stash.edit_scene(1, tags=["hidden"])
    stash.edit_scene(2, tags=[f"old {number}" for number in range(1200)])
    for _ in range(3):
        clock.advance(60)
        watching.poll()
    stash.rename_tag("hidden", "shown")
    clock.advance(60)
    for number in range(999):
        stash.rename_tag(f"old {number}", f"new {number}")
    clock.advance(3 * HOUR)
    stash.rename_tag("old 1100", "newest")
    shifting = cast(StashServer, Shifting(watching.world, watching.house.parts.stash))
    parts = replace(watching.house.parts, stash=shifting)
    watching.watcher = Watcher(parts, watching.house.library, reconcile_hour=4, zone=UTC)

    for _ in range(3):
        watching.poll()

    assert watching.shown(1).genres == ("shown",)
