"""A resident worker: what comes is worked, burst by burst, until it is stopped."""

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.worker.at_work import A_PUT, title
from tests.worlds import FakeClock, make_world, open_test_house, seeded_luck, settings_for

from stashplex.app.house import House
from stashplex.app.keeper import BETWEEN_ROUNDS
from stashplex.app.resident import Resident
from stashplex.app.working import Work, employed
from stashplex.config import Settings
from stashplex.core.job import Priority, State
from stashplex.core.outcome import Done
from stashplex.demo.http_faults import answer, call, every_request
from stashplex.demo.http_messages import Response
from stashplex.demo.plex.behaviour import shrunk_total
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.world import World
from stashplex.worker.gate import Gate
from stashplex.worker.watch import Watcher

pytestmark = pytest.mark.faults

DAY = 86400.0


@pytest.fixture
def resident(house: House, clock: FakeClock) -> Resident:
    servers, book = house.servers, house.store.outages
    gate = Gate(servers.stash, servers.plex, clock, seeded_luck(), patient=True, outages=book)
    return employed(house, gate)


@pytest.fixture
def in_step(house: House, clock: FakeClock) -> None:
    """Stash was watched before, and everything compared: only what comes now is news."""
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())


def put(house: House, *scenes: int) -> None:
    for scene in scenes:
        house.store.queue.put(scene, "edited", Priority.PERSON, now=house.parts.clock.now())


@pytest.mark.usefixtures("in_step")
def test_what_was_put_is_worked_and_credited_to_a_run_of_its_own(
    resident: Resident, house: House, clock: FakeClock
) -> None:
    put(house, 1, 2)
    clock.after(30.0, resident.ask_to_stop)

    resident.work()

    (run,) = house.store.runs.last(5)
    assert (run.kind, run.counts["changed"], run.counts["scenes"]) == ("work", 2, 2)
    assert run.ended_at is not None
    assert house.store.ledger.items_of_run(run.id)


@pytest.mark.usefixtures("in_step")
def test_each_burst_is_a_run(resident: Resident, house: House, clock: FakeClock) -> None:
    put(house, 1)
    clock.after(10.0, lambda: put(house, 2, 3))
    clock.after(30.0, resident.ask_to_stop)

    resident.work()

    assert [run.counts["changed"] for run in house.store.runs.last(5)] == [2, 1]
    assert (resident.runs, resident.counted["changed"]) == (2, 3)


@pytest.mark.usefixtures("in_step")
def test_each_burst_tells_of_what_failed_in_it_however_often_that_was_told_before(
    resident: Resident,
    house: House,
    world: World,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bursts = 6
    world.plex.inject(answer(Response(400, {}, b"not like this"), A_PUT, times=None))
    put(house, 1)
    for burst in range(1, bursts):
        clock.after(10.0 * burst, lambda: house.store.dead_letters.retry(clock.now()))
    clock.after(10.0 * bursts, resident.ask_to_stop)

    resident.work()

    assert resident.runs == bursts
    told = [one for one in caplog.records if "not like this" in one.message]
    assert [one.levelname for one in told] == ["WARNING"] * bursts


@pytest.mark.usefixtures("in_step")
def test_a_hook_that_comes_twice_leaves_the_scene_counted_as_changed(
    resident: Resident, house: House, world: World, clock: FakeClock
) -> None:
    world.plex.inject(call(lambda _: put(house, 1), A_PUT))
    put(house, 1)
    clock.after(10.0, resident.ask_to_stop)

    resident.work()

    (run,) = house.store.runs.last(5)
    assert (run.counts["scenes"], run.counts["changed"]) == (1, 1)


@pytest.mark.usefixtures("in_step")
def test_a_burst_ends_also_where_another_worker_ended_what_it_had_to_try_again(
    resident: Resident, house: House, world: World, clock: FakeClock
) -> None:
    store = house.store

    def another_worker_ends_it() -> None:
        put(house, 1)
        (job,) = store.queue.claim(1, clock.now())
        store.records.remember([replace(store.records.scenes([1])[1], ending="changed")])
        store.queue.settle(job, Done(), clock.now())

    world.plex.inject(answer(database_error(), A_PUT))
    put(house, 1)
    clock.after(0.01, another_worker_ends_it)
    clock.after(10.0, lambda: put(house, 2))
    clock.after(30.0, resident.ask_to_stop)

    resident.work()

    assert [run.counts["changed"] for run in store.runs.last(5)] == [1, 1]


def test_while_a_library_is_scanned_what_was_put_waits_and_nothing_dies_of_it(
    resident: Resident, house: House, world: World, clock: FakeClock
) -> None:
    world.plex.behaviour.disturb_page = shrunk_total
    put(house, 1, 2)

    def come_to_rest() -> None:
        world.plex.behaviour.disturb_page = None

    clock.after(600.0, come_to_rest)
    clock.after(700.0, resident.ask_to_stop)

    resident.work()

    assert house.store.dead_letters.list() == []
    assert [house.store.records.scenes([one])[one].ending for one in (1, 2)] == ["changed"] * 2


@pytest.mark.usefixtures("in_step")
def test_with_nothing_to_do_no_run_is_begun_and_nothing_is_sent(
    resident: Resident, house: House, world: World, clock: FakeClock
) -> None:
    before = world.plex.requests.count()
    clock.after(10.0, resident.ask_to_stop)

    resident.work()

    assert house.store.runs.last(5) == ()
    assert world.plex.requests.count() == before


@pytest.mark.usefixtures("in_step")
def test_a_file_that_plex_has_by_now_is_worked_without_any_command(
    resident: Resident, house: House, world: World, clock: FakeClock
) -> None:
    item = world.plain[0].item
    file = world.stash.scenes[1].files[0]
    world.plex.remove_item(item)
    put(house, 1)
    clock.after(BETWEEN_ROUNDS / 2, lambda: world.plex.add_item(1, [(file.path, file.size, None)]))
    clock.after(3 * BETWEEN_ROUNDS, resident.ask_to_stop)

    resident.work()

    assert house.store.queue.job_of(1) is None
    assert house.store.records.scenes([1])[1].ending == "changed"


@pytest.mark.usefixtures("in_step")
def test_what_a_dead_worker_left_is_worked_by_the_next_round(
    resident: Resident, house: House, clock: FakeClock
) -> None:
    put(house, 1)
    house.store.queue.claim(1, clock.now())
    clock.after(5 * BETWEEN_ROUNDS, resident.ask_to_stop)

    resident.work()

    assert house.store.queue.job_of(1) is None


def test_a_first_start_brings_everything_in_step(
    resident: Resident, house: House, clock: FakeClock
) -> None:
    clock.after(60.0, resident.ask_to_stop)

    resident.work()

    assert [run.kind for run in house.store.runs.last(5)] == ["work", "reconcile"]
    assert resident.counted["changed"] == 4


@pytest.mark.usefixtures("in_step")
def test_an_edit_in_stash_shows_in_plex_without_any_command(
    resident: Resident, world: World, clock: FakeClock
) -> None:
    clock.after(20.0, lambda: world.stash.edit_scene(1, title="Said Anew"))
    clock.after(60.0, resident.ask_to_stop)

    resident.work()

    assert title(world, 1) == "Said Anew"
    assert resident.counted["changed"] == 1


@pytest.mark.usefixtures("in_step")
def test_once_a_day_everything_is_compared(
    resident: Resident, house: House, clock: FakeClock
) -> None:
    clock.after(20.0, lambda: clock.jump(DAY))
    clock.after(60.0, resident.ask_to_stop)

    resident.work()

    assert [run.kind for run in house.store.runs.last(5)].count("reconcile") == 1


def test_it_waits_for_servers_that_come_up_later_than_itself(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        put(house, 1)
    world.plex.inject(answer(maintenance(), every_request, times=None))
    clock.after(100.0, world.plex.heal)
    work = Work(settings, clock)
    clock.after(400.0, work.ask_to_stop)

    told = work.execute()

    assert (told.runs, told.changed) == (1, 4)


def test_a_stop_while_it_waits_for_them_ends_it_and_loses_nothing(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        put(house, 1)
    world.plex.inject(answer(maintenance(), every_request, times=None))
    work = Work(settings, clock)
    clock.after(100.0, work.ask_to_stop)

    assert work.execute().runs == 0

    world.plex.heal()
    with open_test_house(settings, clock) as house:
        job = house.store.queue.job_of(1)
        assert job is not None
        assert (job.state, job.attempts) == (State.WAITING, 0)


def test_a_stop_that_was_asked_for_before_it_began_is_heard(
    tmp_path: Path, clock: FakeClock
) -> None:
    with make_world(clock) as world:
        work = Work(settings_for(world, tmp_path), clock)
        work.ask_to_stop()

        assert work.execute().runs == 0
    assert threading.active_count() == 1
