"""The same commands with a service that owns the data folder, and without one."""

import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.doors import Door, config_of
from tests.integration.api import Api, api_of
from tests.integration.serving import PATIENCE, eventually

from stashplex.app.task import ServiceTask
from stashplex.cli.front import this_machine
from stashplex.config import load_settings
from stashplex.core.job import Priority
from stashplex.core.outcome import Cause, Dead
from stashplex.demo.http_faults import Fault, hang, is_method
from stashplex.demo.world import World
from stashplex.sync_queue.folder import LOCK_NAME
from stashplex.sync_queue.lock import Owner

pytestmark = pytest.mark.usefixtures("in_step")

FIGURE = re.compile(r"\d+(\.\d+)?")
COUNTED = re.compile("# requests?")
"""A service has asked some of it before."""
LOG_LINE = re.compile(r"\d\d:\d\d:\d\d")


@contextmanager
def service() -> Iterator[Api]:
    """Serves the data folder of this machine, and yields once all of it is in step."""
    with api_of(load_settings(this_machine())) as api:
        house = api.premises.house
        assert house is not None
        # Its first comparison of everything has ended, and what that found is written.
        eventually(lambda: bool(api.get("/home").json["reconciled_at"]) and is_idle(api))
        yield api


def is_idle(api: Api) -> bool:
    queue = api.get("/status").json["queue"]
    return not (queue.get("running") or due(api))


def due(api: Api) -> tuple[int, ...]:
    house = api.premises.house
    assert house is not None
    return house.store.queue.due(house.parts.clock.now())


@pytest.fixture(params=["alone", "beside a service"])
def served(request: pytest.FixtureRequest, door: Door) -> Iterator[Api | None]:  # noqa: ARG001  it configures this machine
    if request.param == "alone":
        yield None
        return
    with service() as api:
        yield api


@pytest.mark.usefixtures("served")
def test_a_sync_of_all_counts_up_alike(door: Door) -> None:
    said = door("sync", "--all", "--json")

    assert said.code == 0
    answer = said.answer
    assert (answer["scenes"], answer["changed"], answer["failed"]) == (36, 0, {})
    assert (
        answer["unchanged"] + sum(answer["skipped"].values()) + sum(answer["waiting"].values())
        == 36
    )


@pytest.mark.usefixtures("served")
def test_a_named_scene_is_told_in_the_same_words(door: Door, world: World) -> None:
    world.stash.edit_scene(world.plain[0].scene, title="Renamed by hand")

    said = door("sync", str(world.plain[0].scene))

    assert said.code == 0
    assert "1  changed" in said.out
    assert "finished" in said.out


@pytest.mark.usefixtures("served")
def test_a_run_is_undone_and_what_it_undid_is_done_again(door: Door, world: World) -> None:
    scene = world.plain[0].scene
    world.stash.edit_scene(scene, title="Renamed by hand")
    run = door("sync", str(scene), "--json").answer["run_id"]

    undone = door("undo", str(run), "--json")

    assert undone.code == 0
    assert undone.answer["put_back"] == {"title": 1}


@pytest.mark.usefixtures("served")
def test_both_sides_are_compared(door: Door) -> None:
    said = door("reconcile", "--json")

    assert said.code == 0
    assert (said.answer["scenes"], said.answer["enqueued"]) == (36, {"NotInPlex": 1})


@pytest.mark.usefixtures("served")
def test_a_pin_is_set_and_taken_back(door: Door, world: World) -> None:
    placed = world.plain[0]

    assert door("pin", str(placed.scene), str(placed.items[0]), "--json").answer["scene"] == (
        placed.scene
    )
    assert door("unpin", str(placed.scene), "--json").answer["items"] == [placed.items[0]]


@pytest.mark.usefixtures("served")
def test_what_cannot_be_done_ends_in_the_same_way(door: Door) -> None:
    unknown = door("undo", "9999", "--json")
    never_pinned = door("unpin", "4", "--json")

    assert (unknown.code, unknown.answer["error"]["type"]) == (2, "UnknownId")
    assert (never_pinned.code, never_pinned.answer["error"]["type"]) == (2, "UnknownId")
    assert "stashplex inspect 4" in never_pinned.answer["error"]["remedy"]


@pytest.mark.usefixtures("served")
def test_retrying_and_purging_without_dead_letters_say_so(door: Door) -> None:
    assert door("dlq", "retry", "--all", "--json").answer == {"retried": 0, "remaining": {}}
    assert door("dlq", "purge", "--all", "--json").answer == {"purged": 0, "remaining": {}}
    assert door("dlq", "recover", "--json").answer["found"] == 0


def test_dead_letters_of_a_service_are_retried_through_it(door: Door) -> None:
    with service() as api:
        house = api.premises.house
        assert house is not None
        bury(api, 3)

        said = door("dlq", "retry", "--type", "PlexRejected", "--json")

        assert said.answer["retried"] == 1
        eventually(lambda: is_idle(api))


def bury(api: Api, scene: int) -> None:
    """Leaves a dead letter as a worker would, that is not at work meanwhile."""
    house = api.premises.house
    assert house is not None
    queue, now = house.store.queue, house.parts.clock.now()
    with house.store.database.transaction():
        queue.put(scene, "edited", Priority.PERSON, now=now)
        for job in queue.claim(50, now):
            queue.settle(job, Dead(Cause("PlexRejected", "refused")), now)


def test_a_dry_run_goes_beside_a_service(door: Door) -> None:
    with service():
        assert door("sync", "--all", "--dry-run", "--json").answer["dry_run"] is True


def test_what_a_killed_service_left_behind_keeps_nobody_from_working_and_hears_no_token(
    door: Door, world: World, tmp_path: Path
) -> None:
    door.configure(config_of(world) + '[web]\ntoken = "the-right-one-4711"\n')
    with socket.create_server(("127.0.0.1", 0)) as somebody_else:
        left = Owner(socket.gethostname(), 1, 0.0, f"http://127.0.0.1:{port_of(somebody_else)}")
        (tmp_path / "data" / LOCK_NAME).write_bytes(msgspec.json.encode(left))

        assert door("sync", "--all").code == 0

        somebody_else.settimeout(0)
        with pytest.raises(BlockingIOError):
            somebody_else.accept()


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_a_stranger_to_the_service_is_told_so(door: Door, world: World) -> None:
    door.configure(config_of(world) + '[web]\ntoken = "the-right-one-4711"\n')
    with service():
        door.configure(config_of(world) + '[web]\ntoken = "another-one-4711"\n')

        said = door("sync", "--all")

    assert said.code == 2
    assert "token" in said.err


SAID = ("sync --all", "sync 5", "sync", "reconcile", "dlq retry --all", "dlq recover", "undo 9999")


def test_the_screen_shows_the_same_with_a_service_and_without_one(door: Door) -> None:
    alone = {words: screen_of(door, words) for words in SAID}

    with service():
        beside = {words: screen_of(door, words) for words in SAID}

    assert beside == alone


def screen_of(door: Door, words: str) -> tuple[int, list[str], list[str]]:
    """Returns what is seen, but for how long it took, which run it was, and the log beside it."""
    said = door(*words.split())
    told = [line for line in said.err.splitlines() if not LOG_LINE.match(line)]
    return said.code, [masked(line) for line in said.out.splitlines()], list(map(masked, told))


def masked(line: str) -> str:
    return COUNTED.sub("# requests", FIGURE.sub("#", line))


@pytest.mark.usefixtures("served")
def test_what_a_guard_stops_is_stopped_in_the_same_way(door: Door, world: World) -> None:
    with world.stash.lock:
        for scene in list(world.stash.scenes):
            world.stash.edit_scene(scene, title=f"Renamed {scene}")

    said = door("sync", "--all", "--json")

    assert (said.code, said.answer["error"]["type"]) == (4, "TooMuchAtOnce")
    assert said.answer["waiting"]["guard"] >= 30


@contextmanager
def meanwhile(held: Fault, act: Callable[[], object]) -> Iterator[None]:
    """Does something once a server holds a request back."""

    def wait() -> None:
        held.reached.wait(PATIENCE)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join(PATIENCE)


def test_ctrl_c_has_the_service_stop_between_two_writes(door: Door, world: World) -> None:
    with service() as api:
        writing = world.plex.inject(hang(is_method("PUT"), times=1))
        world.stash.edit_scene(world.plain[0].scene, title="Renamed by hand")

        def stop() -> None:
            task = going_on(api)
            os.kill(os.getpid(), signal.SIGINT)
            assert task.stopped.wait(PATIENCE)
            world.plex.heal()

        with meanwhile(writing, stop):
            said = door("sync", str(world.plain[0].scene), "--json")

    assert said.code == 130
    assert said.answer["interrupted"]
    assert "Stopping between two writes" in said.err


def going_on(api: Api) -> ServiceTask:
    told = api.premises.going_on()
    assert told is not None
    task = api.premises.find(told.task)
    assert isinstance(task, ServiceTask)
    return task


def test_a_service_that_ends_meanwhile_is_told_in_one_line(door: Door, world: World) -> None:
    with service() as api:
        writing = world.plex.inject(hang(is_method("PUT"), times=1))
        world.stash.edit_scene(world.plain[0].scene, title="Renamed by hand")

        with meanwhile(writing, api.web.stop):
            said = door("sync", str(world.plain[0].scene))
        world.plex.heal()

    assert said.code == 3
    (line, remedy) = said.err.splitlines()[-2:]
    assert line == (
        "stashplex: The service broke off while it was followed; what it began goes on, or waits."
    )
    assert "stashplex status" in remedy
