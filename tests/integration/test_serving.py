"""The service: what hooks tell is worked at once, and tasks go on beside it."""

from collections.abc import Iterator

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from tests.integration.serving import Serving, ended, eventually, serving
from tests.unit.worker.at_work import title
from tests.worlds import FakeClock, open_test_house

from stashplex.app.way_in import service_of
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.core.answers import (
    EndedTold,
    PhaseTold,
    PlannedTold,
    ReconcileAnswer,
    SyncAnswer,
    UndoAnswer,
)
from stashplex.core.errors import NotNow, UnknownId, WrongUsage
from stashplex.core.service import Order, RecoverOrder, SyncOrder, UndoOrder
from stashplex.demo.http_faults import answer, every_request
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import World
from stashplex.worker.watch import Watcher

EVERYTHING = SyncOrder(everything=True)


@pytest.fixture
def settings_in_step(settings: Settings, clock: FakeClock) -> Settings:
    """Settings of a data folder whose Stash was watched, and compared, before."""
    with open_test_house(settings, clock) as house:
        watcher = Watcher(house.parts, house.library, reconcile_hour=4)
        watcher.look()
        watcher.reconciled(SystemClock().now())
    return settings


@pytest.fixture
def service(settings_in_step: Settings) -> Iterator[Serving]:
    with serving(settings_in_step) as running:
        running.wait_until_watched()
        yield running


def test_a_hook_is_worked_at_once(service: Serving, world: World) -> None:
    world.stash.edit_scene(1, title="Said Anew")

    service.tell("Scene.Update.Post", 1)

    eventually(lambda: title(world, 1) == "Said Anew")


def test_a_check_says_of_the_data_folder_that_the_service_itself_has_it(
    service: Serving, settings_in_step: Settings
) -> None:
    checks = service_of(service.premises).reading.check().checks

    assert {one.name: one.seen for one in checks}["data folder"] == (
        f"{settings_in_step.data_dir} is in use by this very service"
    )


def test_a_renamed_performer_is_looked_for_at_once(
    service: Serving, world: World, clock: FakeClock
) -> None:
    clock.advance(60.0)
    performer = next(iter(world.stash.scenes[1].performers))
    world.stash.rename_performer(performer.name, "Another Name")

    service.tell("Performer.Update.Post", performer.id)

    eventually(lambda: "Another Name" in str(world.plex.snapshot()[world.plain[0].item].tags))


def test_a_name_that_was_destroyed_owes_a_comparison_of_everything(service: Serving) -> None:
    service.wait_until_watched()
    house = service.premises.house
    assert house is not None

    service.tell("Tag.Destroy.Post", 1)

    watched = house.store.watch.watched()
    assert watched is not None
    assert watched.owed_at > SystemClock().now()


def test_a_sync_through_the_service_counts_what_one_without_it_counts(
    service: Serving,
) -> None:
    task, events = service.told(EVERYTHING)

    done = ended(events)
    assert isinstance(done.answer, SyncAnswer)
    assert (done.answer.scenes, done.answer.changed) == (4, 4)
    assert [one.told.phase for one in events if isinstance(one.told, PhaseTold)] == [
        "Reading the Plex library",
        "Comparing and writing",
    ]
    house = service.premises.house
    assert house is not None
    assert len(house.store.ledger.items_of_run(done.answer.run_id or 0)) == 4
    assert [run.kind for run in house.store.runs.last(5)] == ["sync"]
    assert (task.progress().done, task.progress().run_id) == (4, done.answer.run_id)
    again = service.done(EVERYTHING).answer
    assert isinstance(again, SyncAnswer)
    assert (again.unchanged, again.changed) == (4, 0)
    assert again.plex_requests < 8


@pytest.mark.parametrize("order", [EVERYTHING, SyncOrder(ids=(1,))])
def test_what_others_locked_is_taken_over_where_that_is_asked_for(
    service: Serving, world: World, order: SyncOrder
) -> None:
    item = world.plain[0].item
    world.plex.person.edit(item, title="Theirs", summary="Theirs")
    assert isinstance(service.done(EVERYTHING).answer, SyncAnswer)
    assert world.plex.snapshot()[item].texts["title"] == "Theirs"

    taking = service.done(replace(order, take_over=("title",))).answer

    assert isinstance(taking, SyncAnswer)
    assert (taking.changed, taking.left) == (1, {"summary": 1})
    assert world.plex.snapshot()[item].texts["title"] == world.stash.scenes[1].title
    assert world.plex.snapshot()[item].texts["summary"] == "Theirs"


def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    service: Serving, world: World
) -> None:
    before = world.plex.snapshot()

    _, events = service.told(SyncOrder(everything=True, dry_run=True))

    planned = [one.told for one in events if isinstance(one.told, PlannedTold)]
    assert {one.scene for one in planned} == {1, 2, 3, 4}
    assert all(one.fields for one in planned)
    answer_ = ended(events).answer
    assert isinstance(answer_, SyncAnswer)
    assert (answer_.changed, answer_.run_id) == (4, None)
    assert world.plex.snapshot() == before


def test_named_scenes_are_synced_and_what_is_wrong_with_one_is_named(
    service: Serving, world: World
) -> None:
    world.plex.remove_item(world.plain[1].item)

    _, events = service.told(SyncOrder(ids=(1, 2)))

    named = [one.told for one in events if isinstance(one.told, EndedTold)]
    assert [(one.scene, one.ending, one.detail) for one in named] == [(2, "waiting", "not_in_plex")]
    answer_ = ended(events).answer
    assert isinstance(answer_, SyncAnswer)
    assert (answer_.changed, answer_.waiting) == (1, {"not_in_plex": 1})


def test_reconcile_puts_and_the_worker_works_it(service: Serving, world: World) -> None:
    answer_ = service.done(SyncOrder(everything=True, work=False)).answer

    assert isinstance(answer_, ReconcileAnswer)
    assert answer_.enqueued == {"differs": 4}
    service.wait_until_idle()
    assert title(world, 1) == world.stash.scenes[1].title


def test_a_run_is_taken_back_through_the_service(service: Serving, world: World) -> None:
    before = title(world, 1)
    synced = service.done(EVERYTHING).answer
    assert isinstance(synced, SyncAnswer)
    run = synced.run_id
    assert run is not None
    assert title(world, 1) != before

    undone = service.done(UndoOrder(run)).answer

    assert isinstance(undone, UndoAnswer)
    assert undone.failed == {}
    assert title(world, 1) == before


def test_what_an_outage_left_dead_is_put_back(service: Serving) -> None:
    assert service.done(RecoverOrder()).error is UNSET


@pytest.mark.parametrize(
    "order",
    [
        SyncOrder(ids=(1,), everything=True),
        SyncOrder(ids=(0,)),
        SyncOrder(everything=True, limit=0),
        SyncOrder(limit=3),
        SyncOrder(work=False),
        SyncOrder(everything=True, take_over=("nonsense",)),
        UndoOrder(0),
    ],
)
def test_an_order_that_nobody_can_do_is_refused(service: Serving, order: Order) -> None:
    with pytest.raises(WrongUsage):
        service.premises.start(order)


def test_a_run_that_never_was_cannot_be_taken_back(service: Serving) -> None:
    done = service.done(UndoOrder(4711))

    assert done.answer is None
    assert done.error is not UNSET
    assert done.error.type == "UnknownId"
    with pytest.raises(UnknownId):
        service.premises.find(4711)


def test_servers_that_are_away_end_a_task_at_once_and_are_not_asked_beside_the_probes(
    service: Serving, world: World
) -> None:
    fault = world.plex.inject(answer(maintenance(), every_request, times=None))
    service.tell("Scene.Update.Post", 1)
    eventually(lambda: "open" in closed(service))
    asked = world.plex.requests.count()

    done = service.done(EVERYTHING)

    assert isinstance(done.answer, SyncAnswer)
    assert done.error is not UNSET
    assert done.error.type == "Unavailable"
    assert world.plex.requests.count() <= asked + 1
    assert fault.reached.is_set()


def test_a_hook_while_a_server_is_away_is_kept(service: Serving, world: World) -> None:
    world.plex.inject(answer(maintenance(), every_request, times=None))
    service.tell("Scene.Update.Post", 1)
    eventually(lambda: "open" in closed(service))

    service.tell("Scene.Update.Post", 2)

    assert service.queue()["waiting"] + service.queue()["running"] == 2


def test_before_the_servers_came_up_it_says_so(settings: Settings, world: World) -> None:
    world.plex.inject(answer(maintenance(), every_request, times=None))
    with serving(settings) as service:
        eventually(lambda: bool(service.doors) and service.doors[0].running.is_set())
        service.tell("Scene.Update.Post", 1)

        with pytest.raises(NotNow):
            service.premises.start(EVERYTHING)
        with pytest.raises(NotNow):
            service.premises.pin(1, 2)
        world.plex.heal()

    assert service.answers[0].runs == 0


def test_a_first_start_compares_everything_as_a_task(settings: Settings, world: World) -> None:
    with serving(settings) as service:
        service.wait_until_at_work()
        before = title(world, 1)
        eventually(lambda: title(world, 1) != before)

        task = service.premises.find(1)
        assert task.order == SyncOrder(everything=True, verify=True, work=False)


def closed(service: Serving) -> str:
    return str(service.premises.breakers())
