"""Undo, end to end: what a run wrote goes back to what stood there before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.runs import sync_anew, watched
from tests.integration.undoing import run_of, shown, synced, undo
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    Spectator,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
)

from stashplex.config import Settings
from stashplex.core.errors import UnknownId
from stashplex.core.item import Field
from stashplex.core.undo import Left
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import call, cut_before
from stashplex.demo.odd import ODD_ONES
from stashplex.demo.pictures import picture
from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request
from stashplex.worker.undo import UndoRun

PLAIN = 6
VERIFY = Request(everything=True, verify=True)
WORDS = SceneWords(
    title="The Mail Boat",
    details="Letters, parcels and a goat.",
    studio="Grey Heron Pictures",
    rating100=60,
    performers=["Alva Ambervale"],
    tags=["boat", "letters"],
)


@pytest.fixture(params=list(TagSemantics), ids=[one.value for one in TagSemantics])
def odd(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[World]:
    plex = SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param))
    with make_world(clock, PLAIN, odd_ones=ODD_ONES, plex=plex) as world:
        yield world


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 0) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def boat(world: World) -> Placed:
    """The only scene of the world; nothing stood on its item but a collection of a person."""
    build = builder_of(world)
    placed = build.place(WORDS, [build.file("boats/mail.mp4")], picture(1))
    world.plex.person.add_tags(placed.item, "collection", "Mine", lock=False)
    return placed


def test_undo_of_the_first_sync_restores_every_field_tag_and_lock(
    odd: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(odd, tmp_path / "data")
    before = shown(odd)
    run = synced(settings, clock)
    after = shown(odd)
    assert after != before

    preview = undo(settings, clock, run, dry_run=True)
    assert shown(odd) == after
    result = undo(settings, clock, run)

    assert (result.left, result.failed, result.already) == ({}, {}, 0)
    assert result.put_back == preview.put_back
    assert shown(odd) == before
    for request in (EVERYTHING, VERIFY):
        assert watched(odd, settings, clock, request)[1].writes == []

    again = undo(settings, clock, run_of(result))
    assert again.put_back == result.put_back
    assert shown(odd) == after
    assert watched(odd, settings, clock, VERIFY)[1].writes == []


def test_undoing_all_runs_newest_first_goes_back_run_by_run(
    odd: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(odd, tmp_path / "data")
    states, runs = [shown(odd)], [synced(settings, clock)]
    for words in (SceneWords(title="Fog", tags=["fog"], rating100=None), SceneWords(details="")):
        states.append(shown(odd))
        for placed in odd.plain:
            odd.stash.edit_scene(placed.scene, **words)
        runs.append(synced(settings, clock))

    while runs:
        undo(settings, clock, runs.pop())
        assert shown(odd) == states.pop()
    assert watched(odd, settings, clock, VERIFY)[1].writes == []


def test_what_a_person_changed_meanwhile_stays_and_is_told(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    before = shown(world)[boat.item]
    run = synced(settings, clock)
    person = world.plex.person
    person.edit(boat.item, summary="A person's words.")
    person.add_tags(boat.item, "genre", "cosy", lock=False)
    person.add_tags(boat.item, "collection", "Boats", lock=False)
    person.choose_image(boat.item, picture(9))
    person.unlock(boat.item, "title")

    result = undo(settings, clock, run)

    assert result.left == {Left.EDITED: 3}
    assert {(one.field, one.why) for one in result.told} == {
        (name, "it was changed in Plex since")
        for name in (Field.SUMMARY, Field.GENRES, Field.POSTER)
    }
    now = shown(world)[boat.item]
    assert now == replace(
        before,
        texts={**before.texts, "summary": "A person's words."},
        tags={"genre": ("boat", "cosy", "letters"), "collection": ("Boats", "Mine")},
        locks=frozenset({"summary", "genre", "thumb"}),
        poster=now.poster,
    )
    assert watched(world, settings, clock)[1].writes != []


def test_a_run_in_the_middle_goes_back_where_no_later_run_wrote(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    synced(settings, clock)
    before = shown(world)[boat.item]
    world.stash.edit_scene(boat.scene, title="Fog", details="Grey.", tags=["fog"])
    middle = synced(settings, clock)
    world.stash.edit_scene(boat.scene, title="Rain")
    last = synced(settings, clock)

    result = undo(settings, clock, middle)

    assert result.put_back == {Field.SUMMARY: 1, Field.GENRES: 1}
    assert result.left == {Left.LATER_RUN: 1}
    assert [one.why for one in result.told] == [f"run {last} wrote it since"]
    texts = {**before.texts, "title": "Rain"}
    assert shown(world)[boat.item] == replace(before, texts=texts)
    undo(settings, clock, last)
    undo(settings, clock, middle)
    assert shown(world)[boat.item] == before
    assert watched(world, settings, clock, VERIFY)[1].writes == []


@pytest.mark.parametrize(("version", "left"), [("1.42.2.10156-f737b826c", True), ("", False)])
def test_an_item_without_a_poster_is_reset_where_the_server_can(
    clock: FakeClock, tmp_path: Path, *, version: str, left: bool
) -> None:
    plex = SimulatedPlex(version=version) if version else SimulatedPlex()
    with make_world(clock, 0, plex=plex) as world:
        build = builder_of(world)
        boat = build.place(WORDS, [build.file("boats/mail.mp4")], picture(1))
        settings = settings_for(world, tmp_path / "data")
        before = shown(world)[boat.item]
        run = synced(settings, clock)
        poster = shown(world)[boat.item].poster

        result = undo(settings, clock, run)

        now = shown(world)[boat.item]
        assert result.left == ({Left.NO_IMAGE_BEFORE: 1} if left else {})
        assert now == (
            replace(before, poster=poster, locks=frozenset({"thumb"})) if left else before
        )
        assert watched(world, settings, clock, VERIFY)[1].writes == []


def test_a_poster_list_without_the_earlier_image_is_told(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    world.plex.person.choose_image(boat.item, picture(3))
    world.plex.person.unlock(boat.item, "thumb")
    earlier = shown(world)[boat.item].poster
    run = synced(settings, clock)
    world.plex.forget_image(boat.item, earlier)

    result = undo(settings, clock, run)

    assert result.left == {Left.IMAGE_GONE: 1}
    assert world.plex.snapshot()[boat.item].poster != earlier


def test_an_item_that_is_gone_is_told(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    run = synced(settings, clock)
    world.plex.remove_item(boat.item)
    result = undo(settings, clock, run)
    assert set(result.left) == {Left.ITEM_GONE}
    assert result.put_back == {}


def test_an_outage_is_waited_out(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    before = shown(world)
    run = synced(settings, clock)
    clock.after(300.0, world.plex.heal)
    world.plex.inject(cut_before(lambda asked: asked.method == "PUT", times=None))
    result = undo(settings, clock, run)
    assert result.failed == {}
    assert shown(world)[boat.item] == before[boat.item]


def test_an_item_that_plex_refuses_to_write_stops_no_other(
    world: World, settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    build = builder_of(world)
    other = build.place({**WORDS, "title": "Other"}, [build.file("boats/other.mp4")])
    before = shown(world)
    run = synced(settings, clock)
    world.plex.behaviour.refused_items[boat.item] = 400

    result = undo(settings, clock, run)
    assert set(result.failed) == {"PlexRejected"}
    assert shown(world)[other.item] == before[other.item]

    world.plex.behaviour.refused_items.clear()
    result = undo(settings, clock, run)
    assert result.failed == {}
    assert shown(world) == before


def test_a_stopped_undo_is_gone_on_with(clock: FakeClock, tmp_path: Path) -> None:
    with make_world(clock, 5) as world:
        settings = settings_for(world, tmp_path / "data")
        before = shown(world)
        run = synced(settings, clock)
        with open_test_house(settings, clock) as house:
            undoing = UndoRun(house.parts, house.library, Spectator())
            second = world.plain[1].item
            world.plex.inject(
                call(
                    lambda _: undoing.ask_to_stop(),
                    lambda asked: asked.method == "PUT" and asked.asks("id") == str(second),
                )
            )
            result = undoing.execute(run, dry_run=False)
            undoing.finish(result, {})
        assert result.interrupted
        assert 0 < result.items_done < result.items
        now = shown(world)
        assert sum(now[item] == before[item] for item in now) == result.items_done

        finished = undo(settings, clock, run)

        assert finished.already == result.put_back.total()
        assert shown(world) == before


def test_a_run_that_is_not_kept_is_refused_and_of_one_that_wrote_nothing_no_run_is_made(
    settings: Settings, clock: FakeClock, boat: Placed
) -> None:
    assert boat.scene
    synced(settings, clock)
    idle = sync_anew(settings, clock).run
    assert idle is not None
    undone = undo(settings, clock, idle)
    assert (undone.items, undone.run) == (0, None)
    with open_test_house(settings, clock) as house:
        assert [run.kind for run in house.store.runs.last(9)] == ["sync", "sync"]
    with pytest.raises(UnknownId, match="no run 99"):
        undo(settings, clock, 99)
