"""The index of a library in whole runs: complete or failed, and never older than it must be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.runs import counts_of, sync_anew, watched, writes_of
from tests.unit.worker.at_work import edits
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
    sync,
)

from stashplex.config import Settings
from stashplex.core.errors import ListingUnstable, ServerFailed
from stashplex.core.outcome import Waiting
from stashplex.core.report import CHANGED, waiting
from stashplex.demo.http_faults import answer, call
from stashplex.demo.plex.behaviour import (
    Disturb,
    Page,
    grown_total,
    repeated_id,
    shorter_page,
    shrunk_total,
)
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World

TWO = Layout(("/data", "/more"), ("/data", "/more"), ("Videos", "More Videos"), cover_share=0.0)
LISTING = "/library/sections/1/all"


def in_small_pages(page: Page) -> Page:
    return Page(page.items[:3], page.start, page.total)


def ends_early(page: Page) -> Page:
    return Page(page.items[:-1], page.start, page.total) if page.start else page


def disturbed(trouble: Disturb) -> Disturb:
    return lambda page: trouble(in_small_pages(page))


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 10, layout=TWO) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


def listings(world: World) -> list[str]:
    """Returns the libraries that were listed, page by page."""
    return [one.path for one in world.plex.requests.entries if is_listing(one.method, one.path)]


def is_listing(method: str, path: str) -> bool:
    return method == "GET" and path.startswith("/library/sections/") and path.endswith("/all")


def test_a_library_in_many_pages_is_whole(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    world.plex.behaviour.disturb_page = in_small_pages

    assert counts_of(sync_anew(settings, clock)).changed == 10


@pytest.mark.parametrize(
    "trouble",
    [ends_early, shrunk_total, grown_total, repeated_id],
    ids=["ends early", "shrinks", "claims more", "repeats"],
)
def test_a_listing_that_never_comes_to_rest_stops_the_run_and_loses_nothing(
    world: World, settings: Settings, clock: FakeClock, trouble: Disturb
) -> None:
    counts_of(sync_anew(settings, clock))
    world.stash.edit_scene(1, title="Another Title")
    world.plex.behaviour.disturb_page = disturbed(trouble)

    result, sent = watched(world, settings, clock)

    assert isinstance(result.error, ListingUnstable)
    assert "Library 1 of Plex changed under 3 readings" in result.error.message
    assert sent.writes == []
    world.plex.behaviour.disturb_page = None
    healed = counts_of(sync_anew(settings, clock))
    assert (healed.changed, healed.unchanged) == (1, 9)


def test_a_library_that_is_being_scanned_is_waited_for(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    world.plex.behaviour.disturb_page = disturbed(shrunk_total)

    def come_to_rest() -> None:
        world.plex.behaviour.disturb_page = None

    clock.after(1.0, come_to_rest)

    assert counts_of(sync_anew(settings, clock)).changed == 10
    assert clock.waits


def test_a_page_that_is_short_once_is_read_again(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    seen: list[int] = []

    def short_once(page: Page) -> Page:
        seen.append(page.start)
        return shorter_page(in_small_pages(page)) if len(seen) == 2 else in_small_pages(page)

    world.plex.behaviour.disturb_page = short_once

    assert counts_of(sync_anew(settings, clock)).changed == 10


def test_a_later_run_of_the_same_process_lists_only_what_moved(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        counts_of(sync(house))
        counts_of(sync(house))
        world.plex.requests.reset()
        world.stash.edit_scene(1, title="In the First Library")
        counts_of(sync(house))
        assert listings(world) == []

        counts_of(sync(house))
        assert listings(world) == [LISTING]
        world.plex.requests.reset()
        counts_of(sync(house))
        assert listings(world) == []


def test_what_a_library_gained_lost_and_moved_is_known_to_the_next_run(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        counts_of(sync(house))
        build = builder_of(world, TWO)
        new = build.place({"title": "New"}, [build.file("new.mp4")], root=1)
        world.plex.remove_item(world.plain[0].item)
        moved = world.plain[2].item
        path = world.plex.snapshot()[moved].files[0].replace("/data/", "/data/elsewhere/")
        world.plex.move_file(moved, path)

        result = sync(house)

        counts = counts_of(result)
        assert (counts.changed, counts.unchanged) == (1, 9)
        assert counts.waiting == {"not_in_plex": 1}
        assert result.report.ended(new.scene) == CHANGED
        assert len(house.library.index) == 10
        assert [part.item for part in house.library.index.at_path(path)] == [moved]


def test_a_library_that_cannot_be_listed_again_is_kept_as_it_was(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        counts_of(sync(house))
        world.plex.inject(answer(database_error(), lambda one: one.path == LISTING, times=None))
        world.plex.person.edit(world.plain[0].item, title="Mine")

        assert isinstance(sync(house).error, ServerFailed)
        assert len(house.library.index) == 10

        world.plex.heal()
        assert counts_of(sync(house)).changed == 1


def test_a_library_that_was_taken_out_of_plex_is_forgotten(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        counts_of(sync(house))
        world.plex.remove_section(world.sections["More Videos"])

        counts = counts_of(sync(house))

        assert (len(house.library.index), house.library.index.sections) == (5, (1,))
        assert (counts.unchanged, counts.waiting) == (5, {"not_in_plex": 5})


DURING: dict[str, tuple[Callable[[World, int], object], str]] = {
    "vanishes": (lambda world, item: world.plex.remove_item(item), "not_in_plex"),
    "is scanned anew": (lambda world, item: world.plex.rescan(item), ""),
}


@pytest.mark.parametrize(("happens", "then"), DURING.values(), ids=list(DURING))
def test_an_item_that_goes_between_reading_and_writing_stops_no_other(
    world: World,
    settings: Settings,
    clock: FakeClock,
    happens: Callable[[World, int], object],
    then: str,
) -> None:
    placed = world.plain[3]
    world.plex.inject(call(lambda _: happens(world, placed.item), edits(placed.item)))

    result = sync_anew(settings, clock)

    assert result.report.ended(placed.scene) == waiting(Waiting.NOT_IN_PLEX)
    assert counts_of(result).changed == 9
    again = counts_of(sync_anew(settings, clock))
    assert (again.waiting, again.changed) == ({then: 1}, 0) if then else ({}, 1)


def test_a_file_that_moves_on_both_sides_during_a_run_is_found_all_the_same(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    placed = world.plain[4]
    (file,) = world.stash.scenes[placed.scene].files

    def move(_: object) -> None:
        path = file.path.replace("/data/", "/data/elsewhere/")
        world.stash.move_file(file.id, path)
        world.plex.move_file(placed.item, path)

    world.stash.inject(call(move, lambda one: b"ScenesById" in one.body))

    assert counts_of(sync_anew(settings, clock)).changed == 10
    assert counts_of(sync_anew(settings, clock)).unchanged == 10


def test_a_scene_that_loses_its_file_during_a_run_is_skipped_and_the_run_goes_on(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    scene, heir = world.plain[4].scene, world.plain[0].scene
    (file,) = world.stash.scenes[scene].files
    world.stash.inject(
        call(
            lambda _: world.stash.assign_file(file.id, heir),
            lambda one: b"ScenesById" in one.body,
        )
    )

    counts = counts_of(sync_anew(settings, clock))

    assert (counts.changed, counts.skipped) == (9, {"no_file": 1})
    before = len(writes_of(world.plex))
    counts_of(sync_anew(settings, clock, EVERYTHING))
    counts_of(sync_anew(settings, clock, EVERYTHING))
    assert len(writes_of(world.plex)) == before
