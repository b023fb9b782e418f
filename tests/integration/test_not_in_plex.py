"""A file that Plex has not scanned yet: it waits without a search, and arrives when Plex has it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.odd_expectations import PLAIN
from tests.integration.reading_back import read_back_one, upload_key
from tests.integration.runs import counts_of, watched
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
)

from stashplex.app.explaining import explain
from stashplex.config import Settings
from stashplex.config.settings import SyncTable
from stashplex.core.outcome import Skip, Waiting
from stashplex.core.report import CHANGED, skipped, waiting
from stashplex.core.scene import SceneFile
from stashplex.demo.odd import PLAIN as WORDS
from stashplex.demo.pictures import picture
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request

DAY = 86400.0
EXPECTED = replace(PLAIN, poster=upload_key(picture(5)))


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 3) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def file(world: World) -> SceneFile:
    return builder_of(world).file("new/late.mp4")


@pytest.fixture
def scene(world: World, file: SceneFile) -> int:
    """A scene whose file Plex does not know."""
    return builder_of(world).add_scene(WORDS, [file], picture(5))


def test_it_ends_as_waiting_and_costs_no_search(
    world: World, settings: Settings, clock: FakeClock, scene: int
) -> None:
    with_it, sent = watched(world, settings, clock)
    assert with_it.report.ended(scene) == waiting(Waiting.NOT_IN_PLEX)
    assert (counts_of(with_it).changed, counts_of(with_it).failed) == (3, {})
    listing = f"/library/sections/{world.sections['Videos']}/all"
    listings = [one for one in sent.reads if one.path == listing]
    assert len(listings) == 1
    assert not [one for one in sent.reads if "title" in one.raw_query or "search" in one.path]


def test_many_of_them_cost_no_more_requests_than_none(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    _, without = watched(world, settings, clock)
    _, without = watched(world, settings, clock)
    build = builder_of(world)
    for number in range(40):
        build.add_scene(WORDS, [build.file(f"new/{number}.mp4")])
    result, sent = watched(world, settings, clock)
    assert counts_of(result).waiting == {"not_in_plex": 40}
    assert len(sent.plex) == len(without.plex)


@pytest.mark.parametrize("request_", [EVERYTHING, BARE], ids=["--all", "bare"])
def test_it_is_written_by_the_next_run_after_it_appears(
    world: World,
    settings: Settings,
    clock: FakeClock,
    scene: int,
    file: SceneFile,
    request_: Request,
) -> None:
    watched(world, settings, clock)
    item = builder_of(world).add_item(file)
    result, sent = watched(world, settings, clock, request_)
    assert result.report.ended(scene) == CHANGED
    assert [one.method for one in sent.writes] == ["POST", "PUT"]
    assert read_back_one(world.plex, item) == EXPECTED
    assert watched(world, settings, clock)[1].writes == []


def test_a_bare_run_before_it_appears_writes_nothing_and_lets_it_wait(
    world: World, settings: Settings, clock: FakeClock, scene: int
) -> None:
    watched(world, settings, clock)
    result, sent = watched(world, settings, clock, BARE)
    assert result.report.ended(scene) is None
    assert sent.writes == []
    clock.advance(DAY + 1)
    result, sent = watched(world, settings, clock, BARE)
    assert result.report.ended(scene) == waiting(Waiting.NOT_IN_PLEX)
    assert sent.writes == []


@pytest.mark.parametrize("request_", [EVERYTHING, BARE], ids=["--all", "bare"])
def test_after_a_week_it_is_a_dead_letter_that_its_file_revives(
    world: World,
    settings: Settings,
    clock: FakeClock,
    scene: int,
    file: SceneFile,
    request_: Request,
) -> None:
    watched(world, settings, clock)
    clock.advance(7 * DAY + 1)
    result, _ = watched(world, settings, clock)
    assert result.report.ended(scene) == waiting(Waiting.NOT_IN_PLEX)
    with open_test_house(settings, clock) as house:
        assert house.store.dead_letters.get_error_summary() == {"NotInPlex": 1}
    builder_of(world).add_item(file)
    result, _ = watched(world, settings, clock, request_)
    assert result.report.ended(scene) == CHANGED


def test_it_is_skipped_where_it_is_not_to_be_waited_for(
    world: World, settings: Settings, clock: FakeClock, scene: int
) -> None:
    settings = settings_for(world, settings.data_dir, sync=SyncTable(skip_not_found=True))
    result, _ = watched(world, settings, clock)
    assert result.report.ended(scene) == skipped(Skip.NOT_IN_PLEX)
    with open_test_house(settings, clock) as house:
        assert house.store.queue.job_of(scene) is None
        verdict = explain(house, scene).verdict
    assert (verdict.ending, verdict.detail) == ("skipped", "not_in_plex")


def test_what_is_not_to_be_waited_for_is_written_all_the_same_once_it_is_there(
    world: World, settings: Settings, clock: FakeClock, scene: int, file: SceneFile
) -> None:
    settings = settings_for(world, settings.data_dir, sync=SyncTable(skip_not_found=True))
    watched(world, settings, clock)
    builder_of(world).add_item(file)
    result, _ = watched(world, settings, clock)
    assert result.report.ended(scene) == CHANGED


@pytest.mark.parametrize("days", [0, 8], ids=["waiting", "dead"])
def test_what_waited_before_waits_no_longer_where_it_is_not_to_be_waited_for(
    world: World, settings: Settings, clock: FakeClock, scene: int, days: int
) -> None:
    watched(world, settings, clock)
    clock.advance(days * DAY)
    watched(world, settings, clock)
    settings = settings_for(world, settings.data_dir, sync=SyncTable(skip_not_found=True))
    result, _ = watched(world, settings, clock)
    assert result.report.ended(scene) == skipped(Skip.NOT_IN_PLEX)
    clock.advance(DAY)
    watched(world, settings, clock, BARE)
    with open_test_house(settings, clock) as house:
        assert house.store.queue.job_of(scene) is None


@pytest.mark.parametrize("request_", [EVERYTHING, Request(ids=(4,))], ids=["--all", "named"])
def test_an_item_that_comes_back_under_another_id_is_written_anew(
    world: World,
    settings: Settings,
    clock: FakeClock,
    scene: int,
    file: SceneFile,
    request_: Request,
) -> None:
    item = builder_of(world).add_item(file)
    watched(world, settings, clock)
    new = world.plex.rescan(item)
    assert new != item
    result, sent = watched(world, settings, clock, request_)
    assert result.report.ended(scene) == CHANGED
    assert [one.method for one in sent.writes] == ["POST", "PUT"]
    assert read_back_one(world.plex, new) == EXPECTED
    assert watched(world, settings, clock)[1].writes == []


def test_an_item_that_is_removed_waits_and_comes_back_after_a_rescan(
    world: World, settings: Settings, clock: FakeClock, scene: int, file: SceneFile
) -> None:
    item = builder_of(world).add_item(file)
    watched(world, settings, clock)
    world.plex.remove_item(item)
    result, sent = watched(world, settings, clock)
    assert result.report.ended(scene) == waiting(Waiting.NOT_IN_PLEX)
    assert sent.writes == []
    again = builder_of(world).add_item(file)
    result, _ = watched(world, settings, clock, BARE)
    assert result.report.ended(scene) == CHANGED
    assert read_back_one(world.plex, again) == EXPECTED


def test_an_item_that_moves_to_another_folder_on_both_sides_keeps_what_we_hold(
    world: World, settings: Settings, clock: FakeClock, scene: int, file: SceneFile
) -> None:
    item = builder_of(world).add_item(file)
    watched(world, settings, clock)
    world.plex.move_file(item, "/data/seen/late.mp4")
    row = world.stash.scenes[scene].files[0]
    world.stash.move_file(row.id, "/data/seen/late.mp4")
    world.stash.edit_scene(scene, details="")
    result, sent = watched(world, settings, clock)
    assert result.report.ended(scene) == CHANGED
    assert [one.method for one in sent.writes] == ["PUT"]
    assert read_back_one(world.plex, item) == replace(EXPECTED, summary="")
