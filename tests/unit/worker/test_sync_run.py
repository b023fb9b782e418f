"""One run in the foreground: what it compares, what it works, and what it tells."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.unit.worker.at_work import AtWork, asks_scene, reads, refuse, title
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    Spectator,
    builder_of,
    make_world,
    start_run,
    sync,
)

from stashplex.app.house import House
from stashplex.core.errors import ServerFailed, UnknownId
from stashplex.core.job import State
from stashplex.core.report import Counts
from stashplex.demo.http_faults import answer, is_method
from stashplex.demo.http_messages import Request as HttpRequest
from stashplex.demo.http_messages import Response
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request

TITLE = "A Title of Its Own"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 6, layout=Layout(cover_share=0.0)) as running:
        yield running


def written(world: World) -> set[int]:
    """Returns which scenes Plex shows as written, by the locks of their items."""
    shown = world.plex.snapshot()
    there = [placed for placed in world.plain if placed.item in shown]
    return {placed.scene for placed in there if shown[placed.item].locks}


def test_named_scenes_are_worked_and_no_others(house: House, world: World) -> None:
    result = sync(house, Request(ids=(2, 5, 2)))

    assert result.report.counts() == Counts(scenes=2, changed=2)
    assert written(world) == {2, 5}


def test_an_id_that_stash_never_had_is_refused_before_anything_is_written(
    house: House, world: World
) -> None:
    result = sync(house, Request(ids=(1, 4711)))

    assert isinstance(result.error, UnknownId)
    assert "4711" in str(result.error)
    assert world.plex.writes == 0


def test_an_id_that_is_gone_from_stash_ends_as_that(house: House, world: World) -> None:
    sync(house)
    world.stash.delete_scene(3)

    result = sync(house, Request(ids=(3,)))

    assert result.error is None
    assert result.report.counts() == Counts(scenes=1, skipped={"scene_gone": 1})


def test_a_named_scene_that_stash_cannot_tell_does_not_stop_the_others(
    house: House, world: World
) -> None:
    world.stash.inject(answer(Response(500), asks_scene(2), times=None))

    result = sync(house, Request(ids=(1, 2, 3)))

    assert result.error is None
    assert result.report.counts() == Counts(scenes=3, changed=2, failed={"ServerFailed": 1})


def test_a_limit_bounds_what_is_written_and_the_next_run_goes_on(
    house: House, world: World
) -> None:
    limited = Request(everything=True, limit=2)

    assert sync(house, limited).report.counts().changed == 2
    assert written(world) == {1, 2}
    assert sync(house, limited).report.counts().changed == 2
    assert sync(house, limited).report.counts().changed == 2
    assert sync(house, limited).report.counts() == Counts(scenes=6, unchanged=6)


def test_scenes_that_cannot_be_written_take_no_room_of_a_limit(house: House, world: World) -> None:
    for scene in (1, 2):
        world.plex.remove_item(world.plain[scene - 1].item)
    refuse(world, 3)
    sync(house, Request(ids=(3,)))

    result = sync(house, Request(everything=True, limit=1))

    counts = result.report.counts()
    assert (counts.changed, counts.waiting) == (1, {"not_in_plex": 2})
    assert written(world) == {4}


def test_since_compares_only_what_changed_since(
    house: House, world: World, clock: FakeClock
) -> None:
    sync(house)
    clock.advance(10 * 86400)
    world.stash.edit_scene(4, title=TITLE)
    clock.advance(3600)

    result = sync(house, Request(since_seconds=86400.0))

    assert result.report.counts() == Counts(scenes=1, changed=1)
    assert title(world, 4) == TITLE


def test_since_finds_nothing_in_an_empty_stash(house: House, world: World) -> None:
    for scene in range(1, 7):
        world.stash.delete_scene(scene)

    assert sync(house, Request(since_seconds=86400.0)).report.counts() == Counts()


def test_more_than_a_page_is_compared(clock: FakeClock, house: House, world: World) -> None:
    build = builder_of(world)
    for number in range(205):
        build.place({"title": f"Number {number}"}, [build.file(f"many/{number}.mkv")])
    watcher = Spectator()

    result = sync(house, EVERYTHING, watcher)

    assert result.report.counts().changed == 211
    assert len({one.scene for one in watcher.endings}) == 211
    assert clock.waits == []


def test_what_is_in_step_is_compared_to_the_end_before_anything_is_written(
    house: House, world: World
) -> None:
    build = builder_of(world)
    for number in range(205):
        build.place({"title": f"Number {number}"}, [build.file(f"many/{number}.mkv")])
    sync(house)
    world.stash.edit_scene(1, title="Changed Since")
    watcher = Spectator()

    result = sync(house, EVERYTHING, watcher)

    assert result.report.counts() == Counts(scenes=211, changed=1, unchanged=210)
    assert watcher.seen == 211
    assert watcher.phases[1:] == [("Comparing", 211), ("Writing", 1)]


def test_what_plex_still_lacks_is_looked_for_again_and_not_called_writing(
    house: House, world: World
) -> None:
    build = builder_of(world)
    build.add_scene({"title": "Pier"}, [build.file("new/pier.mkv")])
    sync(house)
    watcher = Spectator()

    result = sync(house, EVERYTHING, watcher)

    assert result.report.counts().waiting == {"not_in_plex": 1}
    assert watcher.phases[-1] == ("Looking again", 1)


def test_a_bare_run_works_what_is_due(house: House, world: World) -> None:
    at_work = AtWork.in_house(house)
    at_work.put(2, 3)

    result = sync(house, BARE)

    assert result.report.counts() == Counts(scenes=2, changed=2)
    assert written(world) == {2, 3}


def test_a_bare_dry_run_shows_what_is_due_and_claims_nothing(house: House, world: World) -> None:
    world.plex.remove_item(world.plain[4].item)
    sync(house, Request(ids=(5,)))
    file = world.stash.scenes[5].files[0]
    world.plex.add_item(1, [(file.path, file.size, None)])
    AtWork.in_house(house).put(2, 3)
    watcher = Spectator()

    result = sync(house, Request(dry_run=True), watcher)

    assert result.report.counts() == Counts(scenes=3, changed=3)
    assert [plan.look.id for plan in watcher.plans] == [2, 3, 5]
    assert world.plex.writes == 0
    assert house.store.queue.counts()[State.RUNNING] == 0
    assert sync(house, BARE).report.counts().changed == 3


def test_one_scene_that_cannot_be_compared_does_not_stop_the_others(
    house: House, world: World
) -> None:
    sync(house)
    world.stash.edit_scene(1, title=TITLE)
    world.stash.set_cover(2, b"\x89PNG\r\n\x1a\n")

    def covers_of_2(request: HttpRequest) -> bool:
        return request.path == "/scene/2/screenshot"

    world.stash.inject(answer(Response(500), covers_of_2, times=None))

    result = sync(house)

    assert result.error is None
    assert result.report.counts() == Counts(
        scenes=6, changed=1, unchanged=4, failed={"ServerFailed": 1}
    )


def test_a_dry_run_counts_the_scene_that_cannot_be_compared_as_failed(
    house: House, world: World
) -> None:
    world.plex.inject(answer(database_error(), reads(world.plain[2].item), times=None))

    result = sync(house, replace(EVERYTHING, dry_run=True))

    assert result.report.counts() == Counts(scenes=6, changed=5, failed={"ServerFailed": 1})


def test_an_outage_while_comparing_is_waited_out(
    house: House, world: World, clock: FakeClock
) -> None:
    def page(request: HttpRequest) -> bool:
        return b"findScenes" in request.body and b"GREATER_THAN" in request.body

    world.stash.inject(answer(Response(503), page, times=3))

    result = sync(house)

    assert result.error is None
    assert result.report.counts().changed == 6
    assert len(clock.waits) == 3


def test_a_page_that_fails_is_asked_again_and_given_up_in_the_end(
    house: House, world: World, clock: FakeClock
) -> None:
    def page(request: HttpRequest) -> bool:
        return b"findScenes" in request.body and b"GREATER_THAN" in request.body

    world.stash.inject(answer(Response(500), page, times=None))

    result = sync(house)

    assert isinstance(result.error, ServerFailed)
    assert len(clock.waits) == 5


def test_a_run_is_written_down_with_its_counts(house: House) -> None:
    run = start_run(house)
    result = run.execute(EVERYTHING)

    run.finish({"changed": result.report.counts().changed})

    (kept,) = house.store.runs.last(1)
    assert (kept.id, kept.counts) == (result.run, {"changed": 6})


def test_a_dry_run_is_not_written_down(house: House) -> None:
    run = start_run(house)

    result = run.execute(replace(EVERYTHING, dry_run=True))
    run.finish({"changed": 6})

    assert result.run is None
    assert not house.store.runs.last(1)


def test_a_run_tells_its_parts_and_every_ending(house: House) -> None:
    watcher = Spectator()

    sync(house, EVERYTHING, watcher)

    assert [name for name, _ in watcher.phases] == [
        "Reading the Plex library",
        "Comparing and writing",
    ]
    assert sorted(one.scene for one in watcher.endings) == [1, 2, 3, 4, 5, 6]


def test_every_run_reads_the_library_anew(house: House, world: World) -> None:
    world.plex.remove_item(world.plain[0].item)
    assert sync(house).report.counts().waiting == {"not_in_plex": 1}
    file = world.stash.scenes[1].files[0]
    world.plex.add_item(1, [(file.path, file.size, None)])

    assert sync(house).report.counts().changed == 1


def test_a_slow_down_while_comparing_is_kept(house: House, world: World, clock: FakeClock) -> None:
    quiet = Response(429, {"Retry-After": "20"}, b"")
    world.plex.inject(answer(quiet, is_method("GET", path_prefix="/library/metadata/")))

    result = sync(house)

    assert result.report.counts().changed == 6
    assert clock.waits == [20.0]
