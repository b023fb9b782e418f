"""Comparing: what needs work, how the rest ends, and what a dry run expects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.worker.at_work import AtWork, refuse, title
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    make_world,
    open_test_house,
    settings_for,
    sync,
)

from stashplex.app.house import House
from stashplex.config.settings import SyncTable
from stashplex.core.errors import DataFolderUnwritable
from stashplex.core.item import Field
from stashplex.core.job import MOST_BEGUN, Priority
from stashplex.core.report import Counts
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request

DRY = replace(EVERYTHING, dry_run=True)
VERIFY = replace(EVERYTHING, verify=True)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4, layout=Layout(cover_share=0.0)) as running:
        yield running


def test_a_dry_run_expects_what_the_run_then_counts(house: House, world: World) -> None:
    world.plex.remove_item(world.plain[0].item)
    world.stash.scenes[2].files.clear()
    refuse(world, 3)
    sync(house, Request(ids=(3,)))

    expected = sync(house, DRY).report.counts()

    assert expected == Counts(
        scenes=4,
        changed=1,
        skipped={"no_file": 1},
        waiting={"not_in_plex": 1},
        failed={"PlexRejected": 1},
    )
    assert sync(house).report.counts() == expected


def test_where_missing_scenes_are_skipped_nothing_waits_for_them(
    world: World, clock: FakeClock, tmp_path: Path
) -> None:
    world.plex.remove_item(world.plain[0].item)
    settings = settings_for(world, tmp_path / "data", sync=SyncTable(skip_not_found=True))
    with open_test_house(settings, clock) as house:
        dry = sync(house, DRY).report.counts()
        wet = sync(house).report.counts()

        assert dry == wet == Counts(scenes=4, changed=3, skipped={"not_in_plex": 1})
        assert AtWork.in_house(house).row(1) is None
        record = house.store.records.scenes([1])[1]
        assert (record.ending, record.reason) == ("skipped", "not_in_plex")


def test_a_scene_that_plex_lacked_for_too_long_is_dead_and_still_counts_as_waiting(
    house: House, world: World, clock: FakeClock
) -> None:
    world.plex.remove_item(world.plain[0].item)
    sync(house)
    clock.advance(8 * 86400)

    at_its_death = sync(house).report.counts()
    met_again = sync(house).report.counts()

    assert AtWork.in_house(house).dead() == {1: "NotInPlex"}
    assert at_its_death.waiting == met_again.waiting == {"not_in_plex": 1}
    assert at_its_death.failed == met_again.failed == {}
    assert sync(house, DRY).report.counts() == met_again


def test_a_dead_letter_that_a_person_put_right_in_plex_goes_with_the_next_comparing(
    house: House, world: World
) -> None:
    scene, item = world.stash.scenes[1], world.plain[0].item
    world.stash.edit_scene(
        1, title="By Hand", details="", studio=None, performers=[], tags=["tram"], groups=[],
        date=None, rating100=None, director="",
    )  # fmt: skip
    refuse(world, 1)
    sync(house)
    world.plex.person.edit(item, title="By Hand", lock=False)
    world.plex.person.add_tags(item, "genre", "tram", lock=False)

    assert sync(house).report.counts() == Counts(scenes=4, unchanged=4)
    assert AtWork.in_house(house).dead() == {}
    assert scene.title == title(world, 1)


def test_a_scene_that_took_the_worker_down_stays_dead_until_a_person_asks(
    house: House, world: World, clock: FakeClock
) -> None:
    queue = house.store.queue
    queue.put(1, "test", Priority.BULK, now=clock.now())
    for _ in range(MOST_BEGUN):
        (job,) = queue.claim(1, clock.now())
        queue.renew(job, clock.now(), begin=True)
        queue.rescue(clock.now(), all_leases=True)
    world.stash.edit_scene(1, title="Another")

    assert sync(house).report.counts().failed == {"Crashed": 1}
    assert sync(house, Request(ids=(1,))).report.counts().changed == 1


def test_comparing_keeps_what_was_found_right_and_gives_up_what_was_taken_out(
    house: House, world: World
) -> None:
    world.stash.edit_scene(1, tags=["tram", "rain"])
    sync(house)
    item = world.plain[0].item
    world.stash.edit_scene(1, tags=["tram"])
    world.plex.person.remove_tags(item, "genre", "rain", lock=False)

    assert sync(house, VERIFY).report.counts().unchanged == 4
    held = house.store.ledger.holdings([item])[item].tags(Field.GENRES)
    assert {row.tag for row in held} == {"tram"}


def test_a_data_folder_that_fails_is_no_scenes_fault_and_ends_the_work(house: House) -> None:
    def disk_is_full(_: str) -> None:
        raise DataFolderUnwritable("The disk is full.")

    at_work = AtWork.in_house(house, replace(house.parts, failpoint=disk_is_full))

    with pytest.raises(DataFolderUnwritable):
        at_work.run(1)

    assert at_work.worker.stats.jobs_processed == 0
