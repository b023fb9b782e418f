"""Killed at any moment: what was written is still ours, and nothing is written twice."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.killing import die_at
from tests.faults.series import EDITS
from tests.integration.plain_expectations import told
from tests.integration.reading_back import Shown, read_back_one, upload_key
from tests.integration.runs import counts_of, watched
from tests.worlds import FakeClock, builder_of, make_world, open_test_house, settings_for

from stashplex.config import Settings
from stashplex.core.holding import WriteState
from stashplex.core.report import CHANGED, UNCHANGED, failed
from stashplex.demo.builder import Placed
from stashplex.demo.pictures import picture
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import World

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")

WORDS = SceneWords(
    title="The Mail Boat",
    details="Letters, parcels and a goat.",
    date="2018-04-05",
    rating100=60,
    studio="Grey Heron Pictures",
    performers=["Alva Ambervale"],
    tags=["boat", "letters"],
)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 0) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def boat(world: World) -> Placed:
    """The only scene; a person gave its item a collection before."""
    build = builder_of(world)
    placed = build.place(WORDS, [build.file("boats/mail.mp4")], picture(1))
    world.plex.person.add_tags(placed.item, "collection", "Mine", lock=False)
    return placed


def right(world: World, placed: Placed) -> Shown:
    """Returns what the boat shows once it is right."""
    shown = told(world.stash.scenes[placed.scene])
    return replace(shown, collections=tuple(sorted({*shown.collections, "Mine"})))


def states_of(settings: Settings, clock: FakeClock, scene: int) -> set[WriteState]:
    with open_test_house(settings, clock) as house:
        return {one.state for one in house.store.ledger.writes_of_scene(scene, 100)}


@pytest.mark.parametrize(
    ("failpoint", "still_to_send"),
    [("intended", ["POST", "PUT"]), ("uploaded", ["PUT"]), ("put", [])],
)
def test_the_next_run_sends_what_is_missing_and_proves_the_rest(
    world: World,
    settings: Settings,
    clock: FakeClock,
    boat: Placed,
    *,
    failpoint: str,
    still_to_send: list[str],
) -> None:
    die_at(settings, failpoint)
    assert states_of(settings, clock, boat.scene) == {WriteState.INTENDED}
    result, sent = watched(world, settings, clock)
    assert [one.method for one in sent.writes] == still_to_send
    assert result.report.ended(boat.scene) == (CHANGED if still_to_send else UNCHANGED)
    assert read_back_one(world.plex, boat.item) == right(world, boat)
    assert WriteState.INTENDED not in states_of(settings, clock, boat.scene)
    assert watched(world, settings, clock)[1].writes == []


TOLD = {name: EDITS[name] for name in ("clearing", "tags", "studio", "all")}


@pytest.mark.parametrize("words", TOLD.values(), ids=list(TOLD))
def test_a_further_edit_arrives_though_the_killed_write_locked_its_fields(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, words: SceneWords
) -> None:
    die_at(settings, "put")
    locks = right(world, boat).locks
    world.stash.edit_scene(boat.scene, **words)
    result, sent = watched(world, settings, clock)
    assert result.report.left() == {}
    assert [one.method for one in sent.writes] == ["PUT"]
    shown = read_back_one(world.plex, boat.item)
    assert shown == replace(right(world, boat), locks=locks)
    assert watched(world, settings, clock)[1].writes == []


@pytest.mark.parametrize("words", TOLD.values(), ids=list(TOLD))
def test_a_change_that_was_killed_is_proved_and_can_be_taken_back(
    world: World, settings: Settings, clock: FakeClock, boat: Placed, words: SceneWords
) -> None:
    counts_of(watched(world, settings, clock)[0])
    before = read_back_one(world.plex, boat.item)
    world.stash.edit_scene(boat.scene, **words)
    die_at(settings, "put")
    written = read_back_one(world.plex, boat.item)
    assert written == replace(right(world, boat), locks=before.locks)
    assert watched(world, settings, clock)[1].writes == []
    assert states_of(settings, clock, boat.scene) == {WriteState.PROVED}
    world.stash.edit_scene(boat.scene, **WORDS)
    _, sent = watched(world, settings, clock)
    assert [one.method for one in sent.writes] == ["PUT"]
    assert read_back_one(world.plex, boat.item) == before


def test_a_poster_that_was_killed_is_ours_and_gives_way_to_a_new_cover(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    die_at(settings, "put")
    world.stash.set_cover(boat.scene, picture(2))
    result, sent = watched(world, settings, clock)
    assert result.report.left() == {}
    assert [one.method for one in sent.writes] == ["POST"]
    assert read_back_one(world.plex, boat.item).poster == upload_key(picture(2))
    world.stash.set_cover(boat.scene, picture(3))
    die_at(settings, "uploaded")
    assert watched(world, settings, clock)[1].writes == []
    assert read_back_one(world.plex, boat.item).poster == upload_key(picture(3))


def test_what_a_person_wrote_over_a_killed_write_is_not_taken_for_ours(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    die_at(settings, "put")
    world.plex.person.edit(boat.item, summary="A person's words.")
    watched(world, settings, clock)
    shown = read_back_one(world.plex, boat.item)
    assert shown == replace(right(world, boat), summary="A person's words.")


@pytest.mark.slow
def test_a_scene_that_kills_us_every_time_is_a_dead_letter_and_the_others_are_written(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    build = builder_of(world)
    other = build.place({**WORDS, "title": "Other"}, [build.file("boats/other.mp4")])
    for _ in range(5):
        die_at(settings, "intended")
    result, _ = watched(world, settings, clock)
    assert result.report.ended(boat.scene) == failed("Crashed")
    assert result.report.ended(other.scene) == CHANGED
    assert read_back_one(world.plex, other.item) == told(world.stash.scenes[other.scene])
