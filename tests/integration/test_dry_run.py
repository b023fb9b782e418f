"""A dry run tells what the real run will do, and does nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.integration.runs import counts_of, watched
from tests.worlds import BARE, FakeClock, settings_for

from stashplex.config import Settings
from stashplex.core.outcome import Ending
from stashplex.demo.odd import ODD_ONES
from stashplex.demo.pictures import picture
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.world import STASH_KEY, World
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.worker.sync_run import Request

DRY = Request(everything=True, dry_run=True)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    stash = SimulatedStash(clock, api_key=STASH_KEY)
    with World.build(70, stash=stash, odd_ones=ODD_ONES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


def rows_of(settings: Settings) -> list[str]:
    """Returns every row of the database as the statement that would make it."""
    with closing(sqlite3.connect(settings.data_dir / DATABASE_NAME)) as database:
        return list(database.iterdump())


def stats_of(settings: Settings) -> bytes:
    return (settings.data_dir / "stats.json").read_bytes()


def change_some(world: World) -> None:
    """Edits scenes in Stash in ways that words, tags, covers and files each need a look."""
    stash, odd = world.stash, world.odd
    stash.edit_scene(odd["quotes_title"].scene, title="Another title")
    stash.edit_scene(odd["many_tags"].scene, tags=["subject 007"])
    stash.edit_scene(odd["nothing_to_say"].scene, details="Now there is something to say.")
    stash.edit_scene(odd["odd_names"].scene, title="", director="")
    stash.set_cover(odd["emoji_title"].scene, picture(77))
    stash.set_cover(odd["padded_title"].scene, None)
    stash.delete_scene(odd["date_of_a_year"].scene)
    world.plex.remove_item(odd["date_of_a_month"].item)
    world.plex.person.edit(odd["same_name_north"].item, title="A person's title")


@pytest.mark.parametrize("change", [lambda _: None, change_some], ids=["first", "later"])
def test_it_counts_what_the_real_run_then_does(
    world: World, settings: Settings, clock: FakeClock, change: Callable[[World], object]
) -> None:
    if change is change_some:
        counts_of(watched(world, settings, clock)[0])
        change_some(world)
    dry, _ = watched(world, settings, clock, DRY)
    real, sent = watched(world, settings, clock)
    assert sent.writes
    assert dry.run is None
    assert counts_of(dry) == counts_of(real)
    assert dry.report.left() == real.report.left()
    scenes = range(1, len(world.stash.scenes) + 2)
    assert [dry.report.ended(one) for one in scenes] == [real.report.ended(one) for one in scenes]


def test_it_sends_nothing_but_reads(world: World, settings: Settings, clock: FakeClock) -> None:
    before = world.plex.snapshot()
    dry, sent = watched(world, settings, clock, DRY)
    assert counts_of(dry).changed > 50
    assert {request.method for request in sent.plex} == {"GET"}
    assert {
        (request.method, request.path) for request in sent.stash if request.method != "GET"
    } == {("POST", "/graphql")}
    assert world.plex.snapshot() == before


def test_it_changes_no_row_and_no_figure(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    counts_of(watched(world, settings, clock)[0])
    change_some(world)
    clock.advance(3600)
    rows, stats = rows_of(settings), stats_of(settings)
    dry, _ = watched(world, settings, clock, DRY)
    assert counts_of(dry).changed > 5
    assert rows_of(settings) == rows
    assert stats_of(settings) == stats


def test_a_first_dry_run_leaves_every_table_of_the_sync_empty(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    watched(world, settings, clock, DRY)
    inserted = {row.split('"')[1] for row in rows_of(settings) if row.startswith("INSERT")}
    assert inserted <= {"schema_version", "sqlite_sequence", "targets"}


def test_it_names_a_dead_letter_as_the_real_run_does(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    placed = world.odd["quotes_title"]
    world.plex.behaviour.refused_items[placed.item] = 400
    counts_of(watched(world, settings, clock)[0])
    dry, _ = watched(world, settings, clock, DRY)
    real, _ = watched(world, settings, clock)
    ended = real.report.ended(placed.scene)
    assert ended is not None
    assert ended.ending is Ending.FAILED
    assert dry.report.ended(placed.scene) == ended
    assert counts_of(dry) == counts_of(real)


def test_a_bare_dry_run_counts_what_the_bare_run_then_does(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    refused, missing = world.odd["quotes_title"], world.odd["not_in_plex"]
    world.plex.behaviour.refused_items[refused.item] = 400
    counts_of(watched(world, settings, clock)[0])
    file = world.stash.scenes[missing.scene].files[0]
    section = world.sections["Videos"]
    world.plex.add_item(section, [(file.path, file.size, int(file.duration * 1000))])
    rows = rows_of(settings)
    dry, sent = watched(world, settings, clock, Request(dry_run=True))
    assert {request.method for request in sent.plex} == {"GET"}
    assert rows_of(settings) == rows
    real, _ = watched(world, settings, clock, BARE)
    assert counts_of(real).changed == 1
    assert counts_of(dry) == counts_of(real)
