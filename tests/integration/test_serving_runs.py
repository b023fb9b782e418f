"""Long runs in the service: they give way to what is urgent, are stopped, and go on when asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from tests.beginnings import Beginning, brought_into_step
from tests.integration.serving import Serving, ended, eventually, serving
from tests.unit.worker.at_work import edits
from tests.worlds import FakeClock, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.app.way_in import service_of
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.config.settings import WatchTable
from stashplex.core.answers import PlannedTold, SyncAnswer, UndoAnswer
from stashplex.core.service import SyncOrder, Task, UndoOrder
from stashplex.demo.http_faults import answer, every_request
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.world import Layout, World
from stashplex.worker.watch import Watcher

pytestmark = pytest.mark.faults

SCENES = 56
WRITE_SECONDS = 0.03
BARE = Layout(cover_share=0.0)
"""Without covers, which take most of a first sync."""
EVERYTHING = SyncOrder(everything=True)
AWARE = SyncOrder(everything=True, accepted=True)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    """A library in step, that was watched and compared before."""
    clock = FakeClock()
    world = make_world(clock, SCENES, layout=BARE)
    found = brought_into_step(world, clock, tmp_path_factory.mktemp("in_step"))
    with world, open_test_house(settings_for(world, found.folder), clock) as house:
        watcher = Watcher(house.parts, house.library, reconcile_hour=4)
        watcher.look()
        watcher.reconciled(SystemClock().now())
    return found


@pytest.fixture
def running(beginning: Beginning, tmp_path: Path) -> Iterator[tuple[World, FakeClock]]:
    with beginning.again(tmp_path / "data") as again:
        yield again


@pytest.fixture
def world(running: tuple[World, FakeClock]) -> World:
    return running[0]


@pytest.fixture
def clock(running: tuple[World, FakeClock]) -> FakeClock:
    return running[1]


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return replace(settings_for(world, tmp_path / "data"), watch=WatchTable(poll_seconds=3600))


@pytest.fixture
def service(settings: Settings, world: World) -> Iterator[Serving]:
    world.plex.http.latency.write = WRITE_SECONDS
    with serving(settings) as running:
        running.wait_until_watched()
        yield running


def edit_all(world: World, clock: FakeClock) -> None:
    clock.advance(60.0)
    for scene in range(1, SCENES + 1):
        world.stash.edit_scene(scene, title=f"Anew {scene}")


def house_of(service: Serving) -> House:
    house = service.premises.house
    assert house is not None
    return house


def written(world: World) -> list[int]:
    """Returns the scenes that Plex shows anew."""
    shown = world.plex.snapshot()
    return [
        scene
        for scene, placed in enumerate(world.plain, 1)
        if shown[placed.item].texts["title"] == f"Anew {scene}"
    ]


def begun(service: Serving, world: World, order: SyncOrder = AWARE) -> Task:
    """Begins a run over everything, and returns it once it writes."""
    task = service.premises.start(order)
    eventually(lambda: len(written(world)) > 2)
    return task


def answer_of(task: Task) -> SyncAnswer:
    answer = ended(list(task.events())).answer
    assert isinstance(answer, SyncAnswer)
    return answer


def sentence_of(service: Serving) -> str:
    """Returns what Home says first."""
    return service_of(service.premises).reading.live().sentence


def test_what_a_hook_tells_comes_before_the_rest_of_a_long_run(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    task = begun(service, world)
    world.stash.edit_scene(SCENES, title="Urgent")

    service.tell("Scene.Update.Post", SCENES)
    item = world.plain[SCENES - 1].item
    eventually(lambda: world.plex.snapshot()[item].texts["title"] == "Urgent")
    left = SCENES - len(written(world))

    assert left > SCENES // 4
    answer = answer_of(task)
    assert (answer.scenes, answer.failed, answer.waiting) == (SCENES, {}, {})
    assert len(written(world)) == SCENES - 1


def test_a_named_scene_waits_for_no_long_run(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    task = begun(service, world)

    answer = answer_of(service.premises.start(SyncOrder(ids=(SCENES,))))

    assert answer.changed == 1
    assert task.so_far()[-1].kind != "done"
    assert answer_of(task).failed == {}


def test_a_run_that_is_stopped_goes_on_only_when_somebody_asks(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    task = begun(service, world)

    task.ask_to_stop()
    answer = answer_of(task)

    assert answer.interrupted
    assert answer.changed + answer.waiting["interrupted"] == SCENES
    assert len(written(world)) == answer.changed
    queue = house_of(service).store.queue
    assert queue.due(SystemClock().now()) == ()
    # A poll that saw a scene while it was written has put it once more: that waits as well.
    assert queue.waiting_by_cause().keys() == {"Interrupted"}
    rest = answer_of(service.premises.start(SyncOrder()))
    assert rest.changed == SCENES - answer.changed
    assert len(written(world)) == SCENES


def test_what_must_be_tried_again_is_stopped_with_its_run(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    refusal = world.plex.inject(answer(database_error(), edits(world.plain[0].item), times=None))
    task = begun(service, world)
    assert refusal.reached.wait(30)
    queue = house_of(service).store.queue
    eventually(lambda: (job := queue.job_of(1)) is not None and job.attempts > 0)

    task.ask_to_stop()
    answer_of(task)

    world.plex.heal()
    job = queue.job_of(1)
    assert job is not None
    assert job.due_at > SystemClock().now() + 3600.0


def test_a_run_is_stopped_at_once_though_a_server_is_away(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    task = begun(service, world)
    away = world.plex.inject(answer(maintenance(), every_request, times=None))
    assert away.reached.wait(30)

    task.ask_to_stop()
    told = answer_of(task)

    assert told.interrupted
    assert told.changed + told.waiting["interrupted"] == SCENES
    assert house_of(service).store.queue.due(SystemClock().now()) == ()


def test_what_a_guard_minds_is_told_and_nothing_of_it_is_put(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)

    done = service.done(EVERYTHING)

    assert isinstance(done.answer, SyncAnswer)
    assert done.answer.guards is not UNSET
    assert done.error is not UNSET
    assert done.error.type == "TooMuchAtOnce"
    assert written(world) == []
    assert service.queue()["waiting"] == 0


def test_very_many_hooks_are_weighed_like_any_other_change(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)

    for scene in range(1, SCENES + 1):
        service.tell("Scene.Update.Post", scene)
    eventually(lambda: bool(service.premises.held_back()))
    service.wait_until_idle()

    assert 0 < len(written(world)) <= SCENES // 2


def test_what_is_held_back_is_said_until_as_much_was_done_also_after_a_restart(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    watched = replace(settings, watch=WatchTable(poll_seconds=1))
    with serving(watched) as service:
        service.wait_until_at_work()
        edit_all(world, clock)
        eventually(lambda: house_of(service).store.runs.last_of("reconcile") is not None)
        assert "held back" in sentence_of(service)

    with serving(watched) as service:
        service.wait_until_at_work()
        assert "held back" in sentence_of(service)

        answer_of(service.premises.start(AWARE))

        assert len(written(world)) == SCENES
        eventually(lambda: "held back" not in sentence_of(service))


def test_a_dry_run_of_everything_tells_each_scene_to_whoever_follows(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)

    _, events = service.told(SyncOrder(everything=True, dry_run=True, accepted=True))

    planned = [one.told.scene for one in events if isinstance(one.told, PlannedTold)]
    assert planned == list(range(1, SCENES + 1))


def test_an_undo_beside_hooks_leaves_both_right(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    run = answer_of(service.premises.start(AWARE)).run_id
    assert run is not None
    task = service.premises.start(UndoOrder(run))
    eventually(lambda: len(written(world)) < SCENES - 2)
    world.stash.edit_scene(SCENES, title="Urgent")

    service.tell("Scene.Update.Post", SCENES)
    done = ended(list(task.events()))

    assert isinstance(done.answer, UndoAnswer)
    assert done.answer.failed == {}
    item = world.plain[SCENES - 1].item
    eventually(lambda: world.plex.snapshot()[item].texts["title"] == "Urgent")
    assert written(world) == []


def test_an_undo_that_must_write_once_more_writes_in_the_same_break(
    service: Serving, world: World
) -> None:
    world.stash.edit_scene(1, title="Anew 1")
    run = answer_of(service.premises.start(SyncOrder(ids=(1,)))).run_id
    assert run is not None
    world.plex.behaviour.ignored_fields.add("title")

    done = service.done(UndoOrder(run))

    assert isinstance(done.answer, UndoAnswer)
    assert done.answer.failed == {"NotTaken": 1}


def test_of_a_run_that_wrote_nothing_nothing_is_taken_back(service: Serving) -> None:
    run = answer_of(service.premises.start(SyncOrder(ids=(1,)))).run_id
    assert run is not None

    done = service.done(UndoOrder(run))

    assert isinstance(done.answer, UndoAnswer)
    assert (done.answer.run_id, done.answer.items, done.answer.dry_run) == (None, 0, False)
    assert house_of(service).store.runs.last(1)[0].id == run


def test_a_run_that_goes_on_is_not_taken_back(
    service: Serving, world: World, clock: FakeClock
) -> None:
    edit_all(world, clock)
    task = begun(service, world)
    run = task.progress().run_id
    assert run is not None

    # the line of long tasks is taken: an undo waits for its turn, and a stopped one never begins
    undo = service.premises.start(UndoOrder(run))
    undo.ask_to_stop()
    answer_of(task)

    done = ended(list(undo.events()))
    assert done.error is not UNSET
    assert done.error.type == "Interrupted"


def test_a_service_ends_though_an_undo_waits_for_a_server_that_is_away(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    world.plex.http.latency.write = WRITE_SECONDS
    edit_all(world, clock)
    with serving(settings) as service:
        service.wait_until_at_work()
        run = answer_of(service.premises.start(AWARE)).run_id
        assert run is not None
        task = service.premises.start(UndoOrder(run))
        eventually(lambda: len(written(world)) < SCENES - 2)
        away = world.plex.inject(answer(maintenance(), every_request, times=None))
        assert away.reached.wait(30)

    done = ended(list(task.events()))
    assert isinstance(done.answer, UndoAnswer)
    assert done.answer.interrupted
    assert done.answer.items_not_reached > 0


def test_a_service_that_is_stopped_in_a_run_goes_on_at_its_next_start(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    world.plex.http.latency.write = WRITE_SECONDS
    edit_all(world, clock)
    with serving(settings) as service:
        service.wait_until_at_work()
        task = begun(service, world)
    assert answer_of(task).interrupted
    assert len(written(world)) < SCENES

    with serving(settings) as service:
        service.wait_until_at_work()
        eventually(lambda: len(written(world)) == SCENES)
