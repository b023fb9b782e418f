"""The API of a service at work, against two simulated servers."""

from collections.abc import Iterator

import msgspec
import pytest
from tests.integration.api import Api, api_of
from tests.integration.serving import eventually
from tests.unit.worker.at_work import title
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.core.answers import SyncAnswer
from stashplex.demo.world import World
from stashplex.web.api.operations import operations

FILLED = {"scene": "1", "run": "1", "task": "1"}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with make_world(FakeClock(), 4) as world:
        yield world


@pytest.fixture(scope="module")
def api(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with api_of(settings_for(world, tmp_path_factory.mktemp("data"))) as api:
        assert done_of(api, {"everything": True}).scenes == 4
        yield api


def started(api: Api, order: dict[str, object], name: str = "sync") -> int:
    told = api.post(f"/tasks/{name}", order)
    assert told.status == 202
    return int(told.json["task"])


def done_of(api: Api, order: dict[str, object]) -> SyncAnswer:
    """Returns how a sync ended that was followed to its end."""
    last = api.get(f"/tasks/{started(api, order)}/events").lines[-1]
    assert last["kind"] == "done"
    return msgspec.convert(last["told"]["answer"], SyncAnswer)


@pytest.mark.parametrize(
    "path",
    [one.path for one in operations() if one.method == "GET" and "dead-letters/{" not in one.path],
)
def test_whatever_can_be_asked_is_answered_in_its_shape(api: Api, path: str) -> None:
    (operation,) = [one for one in operations() if (one.method, one.path) == ("GET", path)]

    told = api.get(path.format(**FILLED))

    assert told.status == 200
    msgspec.json.decode(told.body, type=operation.answers)


def test_a_sync_is_followed_to_its_end(api: Api) -> None:
    answer = done_of(api, {"ids": [1, 2]})

    assert (answer.scenes, answer.unchanged) == (2, 2)


def test_events_go_on_where_somebody_left_off(api: Api) -> None:
    task = started(api, {"ids": [1]})
    first, *_, last = api.get(f"/tasks/{task}/events").lines

    later = api.get(f"/tasks/{task}/events?after={first['number']}").lines

    assert later[0]["number"] > first["number"]
    assert later[-1] == last


def test_what_a_hook_tells_reaches_plex(api: Api, world: World) -> None:
    world.stash.edit_scene(3, title="Told by a hook")

    assert api.post("/inbox", {"type": "Scene.Update.Post", "id": 3}).status == 202

    eventually(lambda: title(world, 3) == "Told by a hook")


@pytest.mark.parametrize("name", ["sync-all", "sync-recent", "reconcile", "check", "status"])
def test_a_task_of_stashs_list_tells_sentences_and_ends_well(api: Api, name: str) -> None:
    lines = api.post(f"/tasks/{name}").lines

    assert lines[-1]["done"]
    assert lines[-1]["ok"], lines
    assert lines[-1]["message"].endswith(".")
    assert not any(line.get("done") for line in lines[:-1])


def test_retrying_what_is_not_there_says_so(api: Api) -> None:
    (line,) = api.post("/tasks/retry-dead-letters").lines

    assert line["message"] == "0 dead letters tried again; 0 dead letters left."


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("GET", "/runs?limit=0", b"", "limit cannot be '0'."),
        ("GET", "/runs?limit=many", b"", "limit cannot be 'many'."),
        ("GET", "/runs?limt=3", b"", "The query has no 'limt'; there are limit."),
        ("GET", "/live?x=1", b"", "The query has no 'x'; there is none."),
        ("GET", "/scenes?state=odd", b"", "state cannot be 'odd'."),
        ("GET", "/dead-letters?full=perhaps", b"", "full cannot be 'perhaps'."),
        ("GET", "/scenes/x", b"", "scene cannot be 'x'."),
        ("POST", "/tasks/sync", b'{"everything": 1}', "The body is not understood: "),
        ("POST", "/tasks/sync", b'{"all": true}', "The body has no key 'all'; there are ids"),
        ("POST", "/tasks/undo", b"{}", "The body is not understood: "),
        ("POST", "/tasks/undo", b"[" * 60_000, "The body is not understood: "),
        ("POST", "/inbox", b"{", "The body is not understood: "),
        ("POST", "/inbox", b"[]", "The body is not understood: "),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(
    api: Api, method: str, path: str, body: bytes, words: str
) -> None:
    told = api.send(method, path, body)

    assert told.status == 422
    assert told.error.startswith(words)
    assert "\n" not in told.error


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/runs/99", b"", 404),
        ("GET", "/scenes/999", b"", 404),
        ("GET", "/scenes/999/picture/plex", b"", 404),
        ("GET", "/dead-letters/1", b"", 404),
        ("GET", "/tasks/99", b"", 404),
        ("GET", "/tasks/99/events", b"", 404),
        ("GET", "/nothing", b"", 404),
        ("GET", "/inbox", b"", 405),
        ("POST", "/tasks/sync", b'{"everything": true, "ids": [1]}', 400),
        ("POST", "/scenes/1/unpin", b"{}", 404),
        ("POST", "/dead-letters/retry", b'{"scenes": [1]}', 404),
    ],
)
def test_what_cannot_be_done_says_why_and_what_to_do(
    api: Api, method: str, path: str, body: bytes, status: int
) -> None:
    told = api.send(method, path, body)

    assert told.status == status
    assert told.error


def test_a_picture_is_sent_as_it_is(api: Api) -> None:
    stash, plex = api.get("/scenes/1/picture/stash"), api.get("/scenes/1/picture/plex")

    assert stash.body.startswith(b"\x89PNG")
    assert plex.body == stash.body


def test_a_task_that_ended_is_stopped_without_harm(api: Api) -> None:
    task = started(api, {"ids": [1]})
    api.get(f"/tasks/{task}/events")

    assert api.send("DELETE", f"/tasks/{task}").status == 202
    assert api.get(f"/tasks/{task}").json["task"] == task
