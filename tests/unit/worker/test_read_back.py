"""Proof by reading back: written once more where it does not show, then judged, then kept."""

from collections.abc import Iterator

import pytest
from tests.unit.worker.at_work import AtWork, edits, reads, title
from tests.worlds import FakeClock, make_world, open_test_house, settings_for, sync

from stashplex.app.house import House
from stashplex.config.settings import FieldsTable
from stashplex.core.holding import WriteState
from stashplex.core.item import Field
from stashplex.core.scene import SceneFile
from stashplex.demo.http_faults import answer, call, cut_before, garble
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 6, layout=Layout(cover_share=1.0)) as running:
        running.stash.edit_scene(1, title="First Tram", details="Rain.", studio="Slow Rails")
        yield running


def puts(world: World) -> int:
    return world.plex.requests.count(method="PUT")


def states(house: House, scene: int) -> dict[Field, WriteState]:
    """Returns what became of the newest write of each field of a scene."""
    writes = house.store.ledger.writes_of_scene(scene, 100)
    return {one.field: one.state for one in reversed(writes)}


def test_what_shows_is_proved_and_held(at_work: AtWork, house: House, world: World) -> None:
    at_work.run(1)

    item = world.plain[0].item
    assert set(states(house, 1).values()) == {WriteState.PROVED}
    held = house.store.ledger.holdings([item])[item].of(Field.TITLE)
    assert held is not None
    assert held.value == "First Tram"
    assert house.store.records.stamps([item])[item].scene == 1


def test_a_field_that_plex_never_takes_is_written_twice_and_then_a_dead_letter(
    at_work: AtWork, house: House, world: World
) -> None:
    world.plex.behaviour.ignored_fields.add("summary")

    at_work.run(1)

    (ended,) = at_work.settled
    assert (ended.ending, ended.detail) == ("failed", "NotTaken")
    assert "summary" in ended.message
    assert puts(world) == 2
    assert states(house, 1)[Field.SUMMARY] is WriteState.LOST
    assert states(house, 1)[Field.TITLE] is WriteState.PROVED
    item = world.plain[0].item
    held = house.store.ledger.holdings([item])[item]
    assert held.of(Field.TITLE) is not None
    assert held.of(Field.SUMMARY) is None


def test_a_field_that_plex_takes_at_the_second_time_is_a_success(
    at_work: AtWork, world: World
) -> None:
    ignored = world.plex.behaviour.ignored_fields
    ignored.add("summary")
    first_reading = reads(world.plain[0].item)
    world.plex.inject(call(lambda _: None, first_reading))
    world.plex.inject(call(lambda _: ignored.clear(), first_reading))

    at_work.run(1)

    assert at_work.endings() == {1: ("changed", "")}
    assert puts(world) == 2
    assert world.plex.snapshot()[world.plain[0].item].texts["summary"] == "Rain."


def test_only_what_does_not_show_is_written_once_more_and_beside_what_a_person_added(
    at_work: AtWork, world: World
) -> None:
    item, ignored = world.plain[0].item, world.plex.behaviour.ignored_fields
    ignored.add("collection")

    def meanwhile(_: Request) -> None:
        ignored.clear()
        world.plex.person.add_tags(item, "collection", "Evenings", lock=False)

    world.plex.inject(call(lambda _: None, reads(item)))
    world.plex.inject(call(meanwhile, reads(item)))

    at_work.run(1)

    studio = world.stash.scenes[1].studio
    assert studio is not None
    assert set(world.plex.snapshot()[item].tags["collection"]) == {"Evenings", studio.name}
    again = [one for one in world.plex.requests.entries if one.method == "PUT"][-1]
    assert "title" not in again.raw_query


def test_a_form_of_its_own_is_kept_with_a_warning_and_not_fought(
    house: House, world: World
) -> None:
    world.plex.behaviour.own_form = lambda kind, value: value.upper() if kind == "title" else value
    first = AtWork.in_house(house)
    first.run(1)

    (ended,) = first.settled
    assert (ended.ending, ended.warnings) == ("changed", ("Plex keeps its own form of: title",))
    assert title(world, 1) == "FIRST TRAM"
    world.plex.requests.reset()
    second = AtWork.in_house(house)
    second.run(1)
    assert second.endings() == {1: ("unchanged", "")}
    assert world.plex.writes == 0
    world.stash.edit_scene(1, title="Last Tram")
    second.run(1)
    assert title(world, 1) == "LAST TRAM"


def test_a_form_that_differs_at_every_reading_is_no_proof(at_work: AtWork, world: World) -> None:
    turn = iter(range(100))
    world.plex.behaviour.own_form = lambda kind, value: (
        f"{value} {next(turn)}" if kind == "title" else value
    )

    at_work.once(1)

    assert at_work.endings() == {1: ("failed", "BadAnswer")}
    assert at_work.waiting(1).attempts == 1


def test_an_item_that_vanishes_after_it_was_written_is_matched_again(
    at_work: AtWork, world: World
) -> None:
    item = world.plain[0].item
    later = reads(item)
    world.plex.inject(call(lambda _: None, later))
    world.plex.inject(call(lambda _: world.plex.remove_item(item), later))

    at_work.run(1)

    assert at_work.endings() == {1: ("waiting", "not_in_plex")}
    assert at_work.waiting(1).attempts == 0
    assert at_work.waiting(1).missing_since is not None


def test_an_item_that_vanishes_before_it_is_written_is_matched_again(
    at_work: AtWork, world: World
) -> None:
    item = world.plain[0].item
    world.plex.inject(call(lambda _: world.plex.remove_item(item), edits(item)))

    at_work.run(1, 2)

    assert at_work.endings() == {1: ("waiting", "not_in_plex"), 2: ("changed", "")}
    assert at_work.waiting(1).attempts == 0
    assert at_work.worker.stats.jobs_failed == 0


def test_an_item_that_moved_to_a_new_id_is_found_by_the_next_run(
    house: House, world: World
) -> None:
    item = world.plain[0].item
    world.plex.inject(call(lambda _: world.plex.rescan(item), edits(item)))

    sync(house)
    result = sync(house)

    assert result.report.counts().changed == 1
    new = world.plex.item_of(world.stash.scenes[1].files[0].path)
    assert new != item
    assert world.plex.snapshot()[new].texts["title"] == "First Tram"


def test_a_plex_that_shows_an_item_and_has_none_to_write_to_is_not_asked_for_ever(
    at_work: AtWork, world: World
) -> None:
    world.plex.inject(answer(Response(404), edits(world.plain[0].item), times=None))

    at_work.run(1)

    assert at_work.dead() == {1: "BadAnswer"}


def test_a_second_writing_that_fails_is_judged_for_its_scene_alone(
    at_work: AtWork, world: World
) -> None:
    world.plex.behaviour.ignored_fields.add("summary")
    item = world.plain[0].item
    passing = iter([False, True])
    world.plex.inject(
        answer(database_error(), lambda one: edits(item)(one) and next(passing, False))
    )

    at_work.once(1, 2)

    assert at_work.endings()[1] == ("failed", "ServerFailed")
    assert at_work.waiting(1).attempts == 1


def test_an_outage_at_the_second_writing_is_waited_out(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    ignored = world.plex.behaviour.ignored_fields
    ignored.add("summary")
    item = world.plain[0].item
    passing = iter([False, True, True])
    world.plex.inject(cut_before(lambda one: edits(item)(one) and next(passing, False), times=2))
    clock.after(1.0, ignored.clear)

    at_work.run(1)

    assert at_work.endings() == {1: ("changed", "")}
    assert at_work.worker.stats.jobs_failed == 0


def test_a_read_back_that_is_garbled_for_one_item_is_judged_for_that_scene_alone(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    item = world.plain[1].item
    seen: list[Request] = []

    def after_writing(request: Request) -> bool:
        if edits(item)(request):
            seen.append(request)
        return bool(seen) and reads(item)(request)

    fault = world.plex.inject(garble(after_writing, times=None))

    at_work.once(1, 2, 3)

    assert at_work.endings() == {1: ("changed", ""), 2: ("failed", "BadAnswer"), 3: ("changed", "")}
    world.plex.heal()
    assert fault.seen > 1
    clock.advance(300)
    at_work.run()
    assert at_work.endings()[2] == ("unchanged", "")


def test_a_plex_that_takes_writes_and_shows_nothing_is_an_outage(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    wrote: list[bool] = []

    def after_writing(request: Request) -> bool:
        if request.method == "PUT":
            wrote.append(True)
        return bool(wrote) and any(reads(placed.item)(request) for placed in world.plain)

    world.plex.inject(answer(database_error(), after_writing, times=None))
    clock.after(30, world.plex.heal)

    at_work.run(*range(1, 7))

    assert set(at_work.endings().values()) == {("changed", "")}
    assert at_work.worker.stats.jobs_failed == 0
    assert puts(world) == 6


def test_a_poster_that_plex_never_takes_is_told(at_work: AtWork, world: World) -> None:
    world.plex.behaviour.ignored_fields.add("posters")

    at_work.run(2)

    assert at_work.dead() == {2: "NotTaken"}
    assert "poster" in at_work.settled[-1].message


def test_a_poster_list_that_cannot_be_read_is_one_scenes_trouble(
    at_work: AtWork, world: World
) -> None:
    world.plex.behaviour.ignored_fields.add("posters")
    item = world.plain[1].item
    lists = iter([False, True])

    def second_list(request: Request) -> bool:
        is_list = request.method == "GET" and request.path.endswith(f"/{item}/posters")
        return is_list and next(lists, True)

    world.plex.inject(answer(database_error(), second_list, times=None))

    at_work.once(2)

    assert at_work.endings() == {2: ("failed", "ServerFailed")}
    assert at_work.waiting(2).attempts == 1


def test_a_membership_leaves_the_lock_of_collections_as_it_was(
    at_work: AtWork, world: World
) -> None:
    at_work.run(1, 2)

    for scene in (1, 2):
        shown = world.plex.snapshot()[world.plain[scene - 1].item]
        assert shown.tags["collection"]
        assert "collection" not in shown.locks


def test_a_person_who_adds_a_collection_while_a_slow_batch_runs_keeps_it(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    second = world.plain[1].item

    def meanwhile(_: Request) -> None:
        clock.advance(6.0)
        world.plex.person.add_tags(second, "collection", "Evenings", lock=False)

    world.plex.inject(call(meanwhile, edits(world.plain[0].item)))

    at_work.run(1, 2)

    studio = world.stash.scenes[2].studio
    assert studio is not None
    assert set(world.plex.snapshot()[second].tags["collection"]) >= {"Evenings", studio.name}
    assert at_work.endings()[2] == ("changed", "")


def test_a_fresh_reading_is_not_repeated(at_work: AtWork, world: World, clock: FakeClock) -> None:
    world.plex.inject(call(lambda _: clock.advance(4.0), edits(world.plain[0].item)))

    at_work.run(1, 2)

    assert world.plex.requests.count(path_prefix=f"/library/metadata/{world.plain[1].item}") <= 2
    assert world.plex.requests.count(method="GET", path_prefix="/library/metadata/1,2") == 2


def test_an_item_that_vanished_before_it_is_read_again_is_matched_again(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    second = world.plain[1].item

    def meanwhile(_: Request) -> None:
        clock.advance(6.0)
        world.plex.remove_item(second)

    world.plex.inject(call(meanwhile, edits(world.plain[0].item)))

    at_work.run(1, 2)

    assert at_work.endings() == {1: ("changed", ""), 2: ("waiting", "not_in_plex")}


def test_each_item_of_a_scene_has_an_age_of_its_own(
    house: House, world: World, clock: FakeClock
) -> None:
    extra = world.stash.scenes[1].files[0]
    other = world.plex.add_item(world.sections["Videos"], [(f"{extra.path}.mkv", 999, 60_000)])
    world.stash.add_file(1, SceneFile(f"{extra.path}.mkv", 999, 60.0))
    first = world.plain[0].item

    def meanwhile(_: Request) -> None:
        clock.advance(6.0)
        world.plex.person.add_tags(other, "collection", "Evenings", lock=False)

    world.plex.inject(call(meanwhile, edits(first)))
    at_work = AtWork.in_house(house)

    at_work.run(1)

    assert "Evenings" in world.plex.snapshot()[other].tags["collection"]


def test_a_list_of_tags_that_fits_in_no_request_is_a_dead_letter_and_stops_no_other(
    at_work: AtWork, world: World
) -> None:
    world.stash.edit_scene(1, tags=[f"{number} {'tram ' * 30}" for number in range(180)])

    at_work.run(1, 2)

    assert at_work.dead() == {1: "TooLong"}
    assert at_work.endings()[2] == ("changed", "")


def test_a_background_is_written_and_proved_like_a_poster(
    world: World, clock: FakeClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_for(world, tmp_path_factory.mktemp("data"), fields=FieldsTable(art=True))
    with open_test_house(settings, clock) as house:
        at_work = AtWork.in_house(house)

        at_work.run(2)
        at_work.run(2)

    assert [one.ending.value for one in at_work.settled] == ["changed", "unchanged"]
    assert world.plex.snapshot()[world.plain[1].item].art.startswith("upload://art/")
