"""The settings that decide what is ours: guessing, locks of others, taking fields over."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.odd_expectations import EXPECTED, PLAIN, locks
from tests.integration.plain_expectations import told
from tests.integration.reading_back import read_back_one, upload_key
from tests.integration.runs import counts_of, watched
from tests.worlds import FakeClock, builder_of, make_world, open_test_house, settings_for, sync

from stashplex.config import Settings
from stashplex.config.settings import SyncTable
from stashplex.core.item import Field
from stashplex.core.report import CHANGED, failed
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Placed
from stashplex.demo.odd import PLAIN as WORDS
from stashplex.demo.odd import (
    cover_of,
    decomposed,
    given_by_a_person,
    locked,
    odd_names,
    one_file_name,
)
from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.demo.world import Layout, World
from stashplex.worker.stats import SyncStats
from stashplex.worker.sync_run import RunResult

TWO_LIBRARIES = Layout(("/data", "/data"), ("/data", "/data"), ("Videos", "Archive"))
TWO_ROOTS = Layout(("/data", "/archive"), ("/data", "/archive"), ("Videos", "Archive"))
ELSEWHERE = Layout(("/data",), ("/films",))


@pytest.fixture(params=list(TagSemantics))
def world(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[World]:
    plex = SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param))
    with make_world(clock, 0, plex=plex, odd_ones=(locked, given_by_a_person)) as running:
        yield running


@pytest.fixture
def twins(clock: FakeClock) -> Iterator[tuple[World, tuple[Placed, Placed]]]:
    """Two scenes whose files agree in all but their folder, in a Plex with another root."""
    with make_world(clock, 0, layout=ELSEWHERE) as world:
        build = builder_of(world, ELSEWHERE)
        east, west = (
            build.place(
                {**WORDS, "title": name}, [SceneFile(f"{name}/Morning.mp4", 700_000_001, 300.0)]
            )
            for name in ("east", "west")
        )
        yield world, (east, west)


def test_nothing_is_written_where_several_items_could_hold_the_file(
    twins: tuple[World, tuple[Placed, Placed]], tmp_path: Path, clock: FakeClock
) -> None:
    world, both = twins
    before = world.plex.snapshot()
    result, sent = watched(world, settings_for(world, tmp_path / "data"), clock)
    assert [result.report.ended(one.scene) for one in both] == [failed("AmbiguousMatch")] * 2
    assert sent.writes == []
    assert world.plex.snapshot() == before


def test_the_best_of_several_items_is_taken_where_guessing_is_allowed(
    twins: tuple[World, tuple[Placed, Placed]], tmp_path: Path, clock: FakeClock
) -> None:
    world, both = twins
    sync_table = SyncTable(strict_matching=False)
    settings = settings_for(world, tmp_path / "data", sync=sync_table)
    result, _ = watched(world, settings, clock)
    assert [result.report.ended(one.scene) for one in both] == [CHANGED] * 2
    for name, placed in zip(("east", "west"), both, strict=True):
        expected = dataclasses.replace(PLAIN, title=name, locks=locks(without=("thumb",)))
        assert read_back_one(world.plex, placed.item) == expected
    stats = SyncStats.load_from_file(settings.data_dir / "stats.json")
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (0, 2)
    assert watched(world, settings, clock)[1].writes == []


def test_locks_of_others_are_written_over_where_they_need_not_be_respected(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(world, tmp_path / "data", sync=SyncTable(respect_locks=False))
    result, _ = watched(world, settings, clock)
    assert result.report.left() == {}
    assert counts_of(result).changed == len(world.odd)
    for name in ("locked_texts", "locked_genres", "locked_poster", "persons_genre_locked"):
        shown = read_back_one(world.plex, world.odd[name].item)
        assert shown == dataclasses.replace(PLAIN, poster=upload_key(cover_of(name)))
    shown = read_back_one(world.plex, world.odd["persons_collection_locked"].item)
    assert shown.collections == ("Grey Heron Pictures", "Holiday Picks", "Rainy, Slow & Short")
    assert shown.locks == locks("collection")
    assert watched(world, settings, clock)[1].writes == []


def take_over(settings: Settings, clock: FakeClock, *fields: Field) -> RunResult:
    """Executes one run that adopts these fields where others have locked them."""
    with open_test_house(settings, clock) as house:
        rules = replace(house.parts.rules, take_over=frozenset(fields))
        return sync(replace(house, parts=house.parts.with_rules(rules)))


def test_fields_are_taken_over_for_good_and_others_are_left(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(world, tmp_path / "data")
    counts_of(watched(world, settings, clock)[0])
    world.plex.requests.reset()
    result = take_over(settings, clock, Field.TITLE, Field.GENRES)
    assert result.report.left().keys() == {
        Field.SUMMARY,
        Field.STUDIO,
        Field.DATE,
        Field.POSTER,
        Field.COLLECTIONS,
    }
    assert counts_of(result).changed == 3
    assert world.plex.writes == 3
    texts, genres = world.odd["locked_texts"], world.odd["locked_genres"]
    shown = read_back_one(world.plex, texts.item)
    assert (shown.title, shown.summary) == ("A Quiet Hour", "My own words.")
    assert read_back_one(world.plex, genres.item) == dataclasses.replace(
        EXPECTED["locked_genres"], genres=PLAIN.genres
    )
    world.stash.edit_scene(texts.scene, title="A Later Hour", details="Not taken.")
    world.stash.edit_scene(genres.scene, tags=[])
    watched(world, settings, clock)
    shown = read_back_one(world.plex, texts.item)
    assert (shown.title, shown.summary) == ("A Later Hour", "My own words.")
    assert read_back_one(world.plex, genres.item).genres == ()


def test_a_locked_field_that_is_right_already_is_taken_over_without_a_write(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    placed = builder_of(world).place(WORDS, [builder_of(world).file("mine.mp4")])
    world.plex.person.edit(placed.item, title="A Quiet Hour")
    settings = settings_for(world, tmp_path / "data")
    counts_of(watched(world, settings, clock)[0])
    world.plex.requests.reset()
    with_title = take_over(settings, clock, Field.TITLE)
    assert counts_of(with_title).changed == 1
    assert world.plex.writes == 1
    world.stash.edit_scene(placed.scene, title="A Later Hour")
    watched(world, settings, clock)
    shown = read_back_one(world.plex, placed.item)
    assert shown == dataclasses.replace(
        PLAIN, title="A Later Hour", locks=locks(without=("thumb",))
    )


def test_files_are_found_by_name_and_size_where_nobody_mapped_the_paths(
    tmp_path: Path, clock: FakeClock
) -> None:
    odd_ones = (one_file_name, decomposed, odd_names)
    with make_world(clock, 12, layout=ELSEWHERE, odd_ones=odd_ones) as world:
        watched(world, settings_for(world, tmp_path / "data"), clock)
        for name in ("same_name_north", "same_name_south", "decomposed_in_plex", "odd_tags"):
            assert read_back_one(world.plex, world.odd[name].item) == EXPECTED[name]
        for placed in world.plain:
            shown = read_back_one(world.plex, placed.item)
            assert shown == told(world.stash.scenes[placed.scene])


def test_a_file_that_two_libraries_show_is_written_in_both(
    tmp_path: Path, clock: FakeClock
) -> None:
    with make_world(clock, 0, layout=TWO_LIBRARIES) as world:
        build = builder_of(world, TWO_LIBRARIES)
        file = build.file("shared.mp4")
        scene = build.add_scene(WORDS, [file])
        both = [build.add_item(file, root=root) for root in (0, 1)]
        result, sent = watched(world, settings_for(world, tmp_path / "data"), clock)
        assert result.report.ended(scene) == CHANGED
        assert [one.method for one in sent.writes] == ["PUT", "PUT"]
        for item in both:
            shown = read_back_one(world.plex, item)
            assert shown == dataclasses.replace(PLAIN, locks=locks(without=("thumb",)))


def test_a_library_that_is_not_named_is_neither_read_nor_written(
    tmp_path: Path, clock: FakeClock
) -> None:
    with make_world(clock, 8, layout=TWO_ROOTS) as world:
        settings = settings_for(world, tmp_path / "data", libraries=("videos",))
        before = world.plex.snapshot()
        result, sent = watched(world, settings, clock)
        after = world.plex.snapshot()
        counts = counts_of(result)
        assert (counts.changed, counts.waiting) == (4, {"not_in_plex": 4})
        moved = {after[item].section for item in after if after[item] != before[item]}
        assert moved == {world.sections["Videos"]}
        other = f"/library/sections/{world.sections['Archive']}/"
        assert not [one for one in sent.plex if one.path.startswith(other)]
