"""What undo put back is held there, until Stash wants something else or a person releases it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.runs import counts_of, sync_anew, watched
from tests.integration.undoing import run_of, shown, synced, undo
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
    sync,
)

from stashplex.app.explaining import explain
from stashplex.app.syncing import told_sync
from stashplex.config import Settings
from stashplex.config.settings import FieldsTable
from stashplex.core.item import Field
from stashplex.core.job import Priority
from stashplex.core.report import CHANGED, UNCHANGED
from stashplex.demo.builder import Placed
from stashplex.demo.pictures import picture
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request

VERIFY = Request(everything=True, verify=True)
RECONCILE = Request(everything=True, work=False)
WORDS = SceneWords(
    title="The Mail Boat",
    details="Letters, parcels and a goat.",
    studio="Grey Heron Pictures",
    performers=["Alva Ambervale"],
    tags=["boat", "letters"],
)
WRITTEN = {
    Field.TITLE,
    Field.SUMMARY,
    Field.STUDIO,
    Field.ROLES,
    Field.GENRES,
    Field.COLLECTIONS,
    Field.POSTER,
}


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 0) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def boat(world: World) -> Placed:
    build = builder_of(world)
    return build.place(WORDS, [build.file("boats/mail.mp4")], picture(1))


@pytest.fixture
def undone(settings: Settings, clock: FakeClock, boat: Placed) -> int:
    """The run that took back the first sync."""
    assert boat.scene
    return run_of(undo(settings, clock, synced(settings, clock)))


@pytest.mark.parametrize("request_", [EVERYTHING, VERIFY, RECONCILE])
def test_comparing_right_after_finds_nothing_to_do(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int, request_: Request
) -> None:
    assert undone
    before = shown(world)
    result, sent = watched(world, settings, clock, request_)
    assert counts_of(result).unchanged == 1
    assert not result.put
    assert sent.writes == []
    assert shown(world) == before
    assert boat.item in before


def test_comparing_right_after_costs_no_more_than_before(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    run = synced(settings, clock)
    _, before = watched(world, settings, clock)
    undo(settings, clock, run)
    _, after = watched(world, settings, clock)
    assert [one.path for one in after.plex] == [one.path for one in before.plex]
    assert [one.path for one in after.stash] == [one.path for one in before.stash]
    assert boat.item


def test_a_job_of_a_hook_writes_nothing_either(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    assert undone
    with open_test_house(settings, clock) as house:
        house.store.queue.put(boat.scene, "hook", Priority.PERSON, now=clock.now())
    result, sent = watched(world, settings, clock, BARE)
    assert result.report.ended(boat.scene) == UNCHANGED
    assert sent.writes == []


def test_only_the_field_of_which_stash_wants_something_else_is_written(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    assert undone
    world.stash.edit_scene(boat.scene, details="Without the goat.")
    result, sent = watched(world, settings, clock)
    assert result.report.ended(boat.scene) == CHANGED
    assert len(sent.writes) == 1
    assert world.plex.snapshot()[boat.item].texts == {
        "title": "mail",
        "summary": "Without the goat.",
    }
    world.stash.edit_scene(boat.scene, details=WORDS["details"])
    assert len(watched(world, settings, clock)[1].writes) == 1
    assert watched(world, settings, clock, VERIFY)[1].writes == []


def test_a_new_cover_is_uploaded_and_the_old_one_stays_held(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    assert undone
    world.stash.edit_scene(boat.scene, details=WORDS["details"])
    assert watched(world, settings, clock, VERIFY)[1].writes == []
    world.stash.set_cover(boat.scene, picture(2))
    _, sent = watched(world, settings, clock)
    assert [one.method for one in sent.writes] == ["POST", "PUT"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_naming_the_scene_releases_it(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int, *, dry_run: bool
) -> None:
    assert undone
    before = shown(world)
    named = Request(ids=(boat.scene,), dry_run=dry_run)
    result, sent = watched(world, settings, clock, named)
    assert result.report.ended(boat.scene) == CHANGED
    assert bool(sent.writes) is not dry_run
    assert (shown(world) == before) is dry_run
    assert watched(world, settings, clock, VERIFY)[1].writes == []
    assert (shown(world) == before) is dry_run


def test_doing_it_again_releases_it(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    undo(settings, clock, undone)
    world.plex.person.edit(boat.item, title="A person's title")
    assert len(watched(world, settings, clock)[1].writes) == 1
    assert world.plex.snapshot()[boat.item].texts["title"] == WORDS["title"]


def test_the_counts_of_a_run_and_the_explanation_of_a_scene_show_it(
    settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    assert undone
    for request in (EVERYTHING, VERIFY):
        result = sync_anew(settings, clock, request)
        with open_test_house(settings, clock) as house:
            answer = told_sync(house.store, result, request, house.servers)
        assert answer.held == dict.fromkeys(sorted(WRITTEN), 1)
        assert answer.left == {}
    with open_test_house(settings, clock) as house:
        (item,) = explain(house, boat.scene).items
    held = {one.field: one.why for one in item.fields if one.action == "hold"}
    assert held == dict.fromkeys(WRITTEN, "undone, and held until Stash wants something else")
    assert [one for one in item.holdings if not one.found] == []


def test_a_field_switched_off_and_on_again_is_still_held(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, undone: int, tmp_path: Path
) -> None:
    assert undone
    without = settings_for(world, tmp_path / "data", fields=FieldsTable(title=False))
    assert watched(world, without, clock, VERIFY)[1].writes == []
    assert watched(world, settings, clock, VERIFY)[1].writes == []
    assert world.plex.snapshot()[boat.item].texts["title"] == "mail"


def test_a_preview_of_a_named_scene_does_not_tell_it_stays_held(
    settings: Settings, clock: FakeClock, boat: Placed, undone: int
) -> None:
    assert undone
    named = Request(ids=(boat.scene,), dry_run=True)
    for request, held in ((named, False), (replace(named, ids=(), everything=True), True)):
        with open_test_house(settings, clock) as house:
            told = told_sync(house.store, sync(house, request), request, house.servers)
        assert bool(told.held) is held


def test_a_collection_that_undo_put_back_goes_once_stash_wants_none_of_both(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    synced(settings, clock)
    world.stash.edit_scene(boat.scene, studio="Salt, Pepper & Daughters")
    undo(settings, clock, synced(settings, clock))
    world.stash.edit_scene(boat.scene, studio=None)

    synced(settings, clock)

    assert "collection" not in shown(world)[boat.item].tags
    assert watched(world, settings, clock, VERIFY)[1].writes == []
