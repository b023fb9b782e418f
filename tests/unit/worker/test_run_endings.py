"""How the scenes of a run end: outages, interruptions, dead letters, locks of others."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.unit.worker.at_work import AtWork, edits, reads, refuse, title
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    Spectator,
    make_world,
    start_run,
    sync,
)

from stashplex.app.house import House
from stashplex.core.errors import CredentialsRefused, Unreachable
from stashplex.core.item import Field
from stashplex.core.job import Priority, State
from stashplex.core.report import Counts
from stashplex.demo.http_faults import answer, call
from stashplex.demo.http_messages import Request as HttpRequest
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request

TITLE = "A Title of Its Own"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 6, layout=Layout(cover_share=0.0)) as running:
        yield running


def test_servers_that_are_away_at_the_start_end_the_run(house: House, world: World) -> None:
    AtWork.in_house(house).put(1)
    world.plex.stop()

    result = sync(house)

    assert isinstance(result.error, Unreachable)
    assert house.store.queue.counts()[State.WAITING] == 1
    world.plex.start()


def test_a_token_refused_in_the_middle_leaves_the_rest_waiting_for_credentials(
    house: House, world: World
) -> None:
    second = edits(world.plain[1].item)
    world.plex.inject(call(lambda _: world.plex.revoke_token(), second))

    result = sync(house)

    assert isinstance(result.error, CredentialsRefused)
    assert result.report.counts() == Counts(scenes=6, waiting={"credentials": 6})
    assert house.store.queue.counts()[State.WAITING] == 6


def test_an_interrupted_run_leaves_the_rest_waiting(house: House, world: World) -> None:
    run = start_run(house)
    third = edits(world.plain[2].item)
    world.plex.inject(call(lambda _: run.ask_to_stop(), third))

    result = run.execute(EVERYTHING)

    assert result.interrupted
    assert result.report.counts() == Counts(scenes=6, changed=3, waiting={"interrupted": 3})
    assert sync(house, BARE).report.counts() == Counts(scenes=3, changed=3)


def test_what_waits_for_another_try_when_a_run_is_interrupted_has_not_failed(
    house: House, world: World, clock: FakeClock
) -> None:
    run = start_run(house)
    world.plex.inject(answer(database_error(), edits(world.plain[1].item), times=None))
    clock.after(0.1, run.ask_to_stop)

    result = run.execute(EVERYTHING)

    assert result.report.counts() == Counts(scenes=6, changed=5, waiting={"interrupted": 1})
    assert AtWork.in_house(house).waiting(2).attempts == 1


def test_a_run_that_is_stopped_before_it_begins_compares_nothing(
    house: House, world: World
) -> None:
    run = start_run(house)
    run.ask_to_stop()

    result = run.execute(EVERYTHING)

    assert result.interrupted
    assert result.report.counts() == Counts()
    assert world.plex.writes == 0


def test_a_run_waits_for_its_own_retries_and_not_for_those_of_others(
    house: House, world: World, clock: FakeClock
) -> None:
    at_work = AtWork.in_house(house)
    world.plex.inject(answer(database_error(), edits(world.plain[0].item)))
    at_work.once(1)
    world.plex.inject(answer(database_error(), edits(world.plain[1].item)))

    result = sync(house, Request(ids=(2,)))

    assert result.report.counts() == Counts(scenes=1, changed=1)
    assert len(clock.waits) == 1
    assert at_work.waiting(1).attempts == 1


def test_an_outage_in_the_middle_is_waited_out_and_every_scene_is_counted(
    house: House, world: World, clock: FakeClock
) -> None:
    def fall(_: HttpRequest) -> None:
        world.plex.inject(answer(maintenance(), times=None))
        clock.after(600, world.plex.heal)

    world.plex.inject(call(fall, edits(world.plain[2].item)))

    result = sync(house)

    assert result.report.counts() == Counts(scenes=6, changed=6)


def test_comparing_does_not_revive_a_dead_letter(house: House, world: World) -> None:
    refuse(world, 1)
    sync(house)
    world.plex.requests.reset()

    again = sync(house)

    assert again.report.counts() == Counts(scenes=6, unchanged=5, failed={"PlexRejected": 1})
    assert world.plex.writes == 0


def test_a_preview_of_everything_shows_nothing_of_a_dead_letter_that_it_would_not_write(
    house: House, world: World
) -> None:
    refuse(world, 1)
    sync(house)
    watcher, named = Spectator(), Spectator()

    everything = sync(house, replace(EVERYTHING, dry_run=True), watcher)
    sync(house, Request(ids=(1,), dry_run=True), named)

    assert everything.report.counts() == Counts(scenes=6, unchanged=5, failed={"PlexRejected": 1})
    assert watcher.plans == []
    assert [plan.changes for plan in named.plans] == [True]


def test_a_dead_letter_stays_as_it_is_while_a_limit_or_a_stop_keeps_it_from_its_turn(
    house: House, world: World
) -> None:
    refuse(world, 6)
    sync(house)
    world.plex.behaviour.refused_items.clear()
    world.stash.edit_scene(1, title="First")
    world.stash.edit_scene(6, title=TITLE)

    assert sync(house, Request(everything=True, limit=1)).report.counts().changed == 1
    assert sync(house).report.counts().changed == 1
    assert title(world, 6) == TITLE


def test_a_change_in_stash_revives_a_dead_letter(house: House, world: World) -> None:
    refuse(world, 1)
    sync(house)
    world.plex.behaviour.refused_items.clear()
    world.stash.edit_scene(1, title=TITLE)

    assert sync(house).report.counts() == Counts(scenes=6, changed=1, unchanged=5)
    assert AtWork.in_house(house).dead() == {}


def test_a_change_revives_also_what_died_before_it_could_be_planned(
    house: House, world: World, clock: FakeClock
) -> None:
    unreadable = answer(database_error(), reads(world.plain[0].item), times=None)
    world.plex.inject(unreadable)
    sync(house, Request(ids=(1,)))
    assert AtWork.in_house(house).dead() == {1: "ServerFailed"}
    world.plex.heal()
    clock.advance(60)

    assert sync(house).report.counts().failed == {"ServerFailed": 1}
    world.stash.edit_scene(1, title=TITLE)

    assert sync(house).report.counts().changed == 1
    assert title(world, 1) == TITLE


def test_naming_a_dead_letter_asks_for_another_try(house: House, world: World) -> None:
    refuse(world, 1)
    sync(house)
    world.plex.behaviour.refused_items.clear()

    assert sync(house, Request(ids=(1,))).report.counts() == Counts(scenes=1, changed=1)


def test_naming_a_dead_letter_that_cannot_be_read_asks_for_another_try(
    house: House, world: World
) -> None:
    world.plex.inject(answer(database_error(), reads(world.plain[0].item), times=None))
    sync(house, Request(ids=(1,)))
    world.plex.requests.reset()

    again = sync(house, Request(ids=(1,)))

    assert again.report.counts().failed == {"ServerFailed": 1}
    assert world.plex.requests.count(path_prefix="/library/metadata/", status=500) == 7


def test_a_dead_letter_whose_scene_needs_nothing_any_more_is_gone(
    house: House, world: World
) -> None:
    for scene in (1, 2):
        refuse(world, scene)
    sync(house)
    world.stash.scenes[1].files.clear()
    world.stash.edit_scene(
        2,
        title="",
        details="",
        studio=None,
        performers=[],
        tags=[],
        groups=[],
        date=None,
        rating100=None,
        director="",
    )

    result = sync(house)

    assert result.report.counts().skipped == {"no_file": 1, "nothing_to_say": 1}
    assert AtWork.in_house(house).dead() == {}


def test_a_dead_letter_that_was_put_right_by_hand_is_gone(house: House, world: World) -> None:
    refuse(world, 1)
    sync(house)
    world.plex.behaviour.refused_items.clear()
    house.store.queue.put(1, "by hand", Priority.PERSON, now=house.parts.clock.now(), revive=True)
    sync(house, BARE)

    assert sync(house).report.counts() == Counts(scenes=6, unchanged=6)


def test_fields_that_others_locked_are_left_and_named_until_they_are_taken_over(
    house: House, world: World
) -> None:
    item = world.plain[0].item
    world.plex.person.edit(item, title="Theirs")
    world.plex.person.lock(item, "summary")

    left = sync(house)

    assert left.report.left() == {Field.SUMMARY: 1, Field.TITLE: 1}
    assert title(world, 1) == "Theirs"
    rules = replace(house.parts.rules, take_over=frozenset({Field.TITLE}))
    adopting = replace(house, parts=house.parts.with_rules(rules))

    taken = sync(adopting)

    assert taken.report.counts().changed == 1
    assert taken.report.left() == {Field.SUMMARY: 1}
    assert title(world, 1) == world.stash.scenes[1].title
    world.stash.edit_scene(1, title=TITLE)
    assert sync(house).report.counts().changed == 1
    assert title(world, 1) == TITLE


def test_taking_over_what_is_right_already_writes_nothing_and_makes_it_ours(
    house: House, world: World
) -> None:
    item, wanted = world.plain[0].item, world.stash.scenes[1].title
    sync(house)
    house.store.database.change("drop_holding", target=1, item=item, field="title", tag="")
    rules = replace(house.parts.rules, take_over=frozenset({Field.TITLE}))
    world.plex.requests.reset()

    assert sync(replace(house, parts=house.parts.with_rules(rules))).error is None
    assert (world.plex.writes, title(world, 1)) == (0, wanted)
    world.stash.edit_scene(1, title=TITLE)

    assert sync(house).report.counts().changed == 1
    assert title(world, 1) == TITLE


def test_a_rule_that_changed_is_heard_though_nothing_moved(
    house: House, world: World, clock: FakeClock
) -> None:
    world.plex.person.edit(world.plain[0].item, title="Theirs")
    clock.advance(60)
    assert sync(house).report.left() == {Field.TITLE: 1}
    clock.advance(60)
    assert sync(house).report.left() == {Field.TITLE: 1}
    heedless = house.parts.with_rules(replace(house.parts.rules, respect_locks=False))

    result = sync(replace(house, parts=heedless))

    assert result.report.counts().changed == 1
    assert title(world, 1) == world.stash.scenes[1].title
