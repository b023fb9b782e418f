"""Whoever follows a task of the service: programs, Stash's own list, and those who leave."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest
from tests.architecture.tree import ROOT
from tests.integration.api import Api, api_of
from tests.integration.serving import PATIENCE, eventually
from tests.unit.worker.at_work import title
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.demo.http_faults import hang, is_method
from stashplex.demo.world import World
from stashplex.web.api.streams import MOST_FOLLOWERS

TASKS = ("sync-all", "sync-recent", "check", "status", "retry-dead-letters", "reconcile")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with make_world(FakeClock(), 4) as world:
        yield world


@pytest.fixture(scope="module")
def api(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with api_of(settings_for(world, tmp_path_factory.mktemp("data"))) as api:
        api.post("/tasks/sync-all")
        yield api


@contextmanager
def following(api: Api, task: int) -> Iterator[HTTPResponse]:
    """Follows a task on a line of its own, and hangs up."""
    line = HTTPConnection("127.0.0.1", api.web.port, timeout=PATIENCE)
    try:
        line.request("GET", f"/api/v1/tasks/{task}/events")
        yield line.getresponse()
    finally:
        line.close()


def held_task(api: Api, world: World, scene: int, words: str) -> int:
    """Begins to sync a renamed scene, and returns once Plex holds its write back."""
    writing = world.plex.inject(hang(is_method("PUT")))
    world.stash.edit_scene(scene, title=words)
    task = int(api.post("/tasks/sync", {"ids": [scene]}).json["task"])
    assert writing.reached.wait(PATIENCE)
    return task


def test_whoever_stops_reading_stops_nothing(api: Api, world: World) -> None:
    task = held_task(api, world, 1, "Written although nobody looks")
    with following(api, task) as lines:
        assert json.loads(lines.readline())["kind"] == "phase"
    world.plex.heal()

    eventually(lambda: title(world, 1) == "Written although nobody looks")
    assert api.get(f"/tasks/{task}/events").lines[-1]["kind"] == "done"


def test_those_who_follow_are_bounded_and_keep_nobody_else_waiting(api: Api, world: World) -> None:
    task = held_task(api, world, 2, "Followed by many")
    with ExitStack() as followers:
        for _ in range(MOST_FOLLOWERS):
            followers.enter_context(following(api, task)).readline()

        refused = api.get(f"/tasks/{task}/events")
        answered = api.get("/live")

    world.plex.heal()
    assert (refused.status, refused.json["error"]["type"]) == (503, "TooManyFollowers")
    assert answered.status == 200
    assert api.get(f"/tasks/{task}/events").lines[-1]["kind"] == "done"


def as_stash(api: Api, arguments: object) -> tuple[object, bytes]:
    """Starts the plugin as Stash does; returns what it answers, and what it shows."""
    asked = {"settings": {"service_url": api.web.address}, "args": arguments}
    ended = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-I", "-S", ROOT / "plugin" / "stashplex_hook.py"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0
    return json.loads(ended.stdout), ended.stderr


def test_a_save_in_stash_is_told_by_the_plugin_and_reaches_plex(api: Api, world: World) -> None:
    world.stash.edit_scene(3, title="Told by the plugin")

    answer, shown = as_stash(api, {"hookContext": {"id": 3, "type": "Scene.Update.Post"}})

    assert (answer, shown) == ({"output": "told"}, b"")
    eventually(lambda: title(world, 3) == "Told by the plugin")


@pytest.mark.parametrize("task", TASKS)
def test_every_task_of_stashs_list_ends_with_a_summary(api: Api, task: str) -> None:
    answer, shown = as_stash(api, {"task": task})

    assert isinstance(answer, dict)
    assert answer.get("output", "").endswith("."), answer
    assert all(line.startswith(b"\x01") for line in shown.splitlines())
    if task == "sync-all":
        assert b"\x01p\x021.0000\n" in shown
