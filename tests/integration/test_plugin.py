"""The plugin as Stash installs and starts it: from the zip, as a process, against a real socket."""

import io
import json
import socket
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from plugin.build import changed_at, zipped
from plugin.stashplex_hook import service_for
from tests.architecture.tree import ROOT
from tests.integration.answering import Door, answer_of, answering, progress_of

TOKEN = "a-token-of-the-service"
CHANGE = {"hookContext": {"id": 42, "type": "Scene.Update.Post", "input": None}}
STASH_COOKIE = {"Name": "session", "Value": "MTcz-lent", "Path": "/", "Quoted": False}


@dataclass(frozen=True)
class Ended:
    """What a process of the plugin left behind."""

    code: int
    answer: object
    log: bytes


@pytest.fixture(scope="module")
def plugin_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder into which Stash unpacked the plugin."""
    folder = tmp_path_factory.mktemp("stashplex")
    here = ROOT / "plugin"
    with zipfile.ZipFile(io.BytesIO(zipped(here, changed_at(here)))) as archive:
        archive.extractall(folder)
    return folder


def start(plugin_dir: Path, said: object) -> Ended:
    """Starts the plugin as Stash does, and returns how it ended."""
    program, *arguments = yaml.safe_load((plugin_dir / "stashplex.yml").read_text())["exec"]
    assert program == "python"
    command = [text.replace("{pluginDir}", str(plugin_dir)) for text in arguments]
    typed = said if isinstance(said, bytes) else json.dumps(said).encode()
    ended = subprocess.run(  # noqa: S603  our own script
        [sys.executable, *command], input=typed, capture_output=True, check=False, cwd="/"
    )
    return Ended(ended.returncode, json.loads(ended.stdout), ended.stderr)


def settings_of(door: Door, **more: str) -> dict[str, str]:
    """Returns the settings that name a server."""
    return {"service_url": door.url, **more}


def from_stash(door: Door) -> dict[str, dict[str, object]]:
    """Returns what a Stash that is reached at the door writes to its plugins."""
    connection = {"Scheme": "http", "Host": "0.0.0.0", "Port": door.port}  # noqa: S104  what Stash writes
    return {"server_connection": {**connection, "SessionCookie": STASH_COOKIE}}


def test_a_hook_sends_one_message_and_says_so(plugin_dir: Path) -> None:
    with answering() as door:
        ended = start(plugin_dir, {"settings": settings_of(door, token=TOKEN), "args": CHANGE})

    assert door.heard == [
        b"POST /api/v1/inbox HTTP/1.1\r\n"
        b"Host: 127.0.0.1:" + str(door.port).encode() + b"\r\n"
        b"Authorization: Bearer a-token-of-the-service\r\n"
        b"Accept: application/json\r\n"
        b"Content-Type: application/json\r\n"
        b"Content-Length: 39\r\n"
        b"Connection: close\r\n\r\n"
        b'{"type": "Scene.Update.Post", "id": 42}'
    ]
    assert ended == Ended(0, {"output": "told"}, b"")


def test_without_a_token_none_is_sent(plugin_dir: Path) -> None:
    with answering() as door:
        start(plugin_dir, {"settings": settings_of(door), "args": CHANGE})

    assert b"Authorization" not in door.heard[0]


def test_a_service_behind_a_path_is_asked_there(plugin_dir: Path) -> None:
    with answering() as door:
        settings = {"service_url": f"{door.url}/stashplex/"}
        start(plugin_dir, {"settings": settings, "args": CHANGE})

    assert door.heard[0].startswith(b"POST /stashplex/api/v1/inbox HTTP/1.1\r\n")


def test_a_stash_that_sends_no_settings_is_asked_once_with_its_session(plugin_dir: Path) -> None:
    with answering() as service:
        settings = {"stashplex": settings_of(service, token=TOKEN)}
        told = {"data": {"configuration": {"plugins": settings}}}
        with answering(answer_of("200 OK", told)) as stash:
            ended = start(plugin_dir, {**from_stash(stash), "args": CHANGE})

    head, _, body = stash.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /graphql HTTP/1.0\r\n")
    assert b"\r\nCookie: session=MTcz-lent\r\n" in head + b"\r\n"
    assert json.loads(body) == {
        "query": 'query { configuration { plugins(include: ["stashplex"]) } }'
    }
    assert len(stash.heard) == len(service.heard) == 1
    assert ended.answer == {"output": "told"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answer_of("401 Unauthorized", {}), b"refuses the token"),
        (answer_of("403 Forbidden", {}), b"refuses the token"),
        (answer_of("421 Misdirected Request", {}), b"web.names"),
        (answer_of("503 Service Unavailable", {}), b"takes nothing now (503)"),
        (answer_of("404 Not Found", {}), b"is no stashplex"),
        (
            answer_of("200 OK", "a page of Stash, which has one for every address"),
            b"is no stashplex",
        ),
        (b"220 mail.example.org ESMTP\r\n", b"is no stashplex"),
        (b"", b"is no stashplex"),
        (None, b"did not answer in time"),
    ],
    ids=["401", "403", "421", "503", "404", "a page", "another server", "hung up", "silent"],
)
def test_a_service_in_trouble_costs_one_line_of_warning(
    plugin_dir: Path, answer: bytes | None, told: bytes
) -> None:
    with answering(answer) as door:
        ended = start(plugin_dir, {"settings": settings_of(door, token=TOKEN), "args": CHANGE})

    assert (ended.code, ended.answer) == (0, {"output": "not told"})
    assert ended.log.startswith(b"\x01w\x02[stashplex] ")
    assert told in ended.log
    assert ended.log.count(b"\n") == 1
    assert TOKEN.encode() not in ended.log


def test_a_service_that_is_down_costs_one_line_that_says_nothing_is_lost(plugin_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    settings = {"service_url": f"http://127.0.0.1:{port}", "token": TOKEN}
    ended = start(plugin_dir, {"settings": settings, "args": CHANGE})

    assert (ended.code, ended.answer) == (0, {"output": "not told"})
    assert ended.log.count(b"\n") == 1
    assert b"Nothing is lost" in ended.log


@pytest.mark.parametrize(
    "typed",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"args": null}',
        b'{"args": 7}',
        b'{"args": {"hookContext": []}}',
        b'{"server_connection": {"Port": "x", "SessionCookie": {}}, "args": {"hookContext": {}}}',
        b'{"settings": {"token": "a\\r\\nb"}, "args": {"hookContext": {"id": 1}}}',
        b'{"settings": {"service_url": "ftp://x"}, "args": {"hookContext": {"id": 1}}}',
        b"[" * 100_000,
    ],
    ids=range(11),
)
def test_whatever_stash_writes_the_end_is_a_good_one(plugin_dir: Path, typed: bytes) -> None:
    ended = start(plugin_dir, typed)

    assert ended.code == 0
    assert isinstance(ended.answer, dict)
    assert all(line.startswith((b"\x01w\x02", b"\x01e\x02")) for line in ended.log.splitlines())


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Scene.Update.Post"},
        {"type": "Scene.Update.Post", "id": True},
        {"type": "Scene.Update.Post", "id": "42"},
        {"type": 'Scene", "id": 7, "x": "', "id": 42},
        {"id": 42},
    ],
    ids=range(5),
)
def test_what_names_no_change_is_not_sent(plugin_dir: Path, change: dict[str, object]) -> None:
    with answering() as door:
        said = {"settings": settings_of(door), "args": {"hookContext": change}}
        ended = start(plugin_dir, said)

    assert door.heard == []
    assert ended.answer == {"output": "not told"}
    assert b"named no change" in ended.log


def test_a_cover_of_many_megabytes_stays_with_stash(plugin_dir: Path) -> None:
    cover = {"hookContext": {**CHANGE["hookContext"], "input": {"cover_image": "A" * 8_000_000}}}
    with answering() as door:
        ended = start(plugin_dir, {"settings": settings_of(door), "args": cover})

    assert ended.answer == {"output": "told"}
    assert door.heard[0].endswith(b'\r\n\r\n{"type": "Scene.Update.Post", "id": 42}')


def test_a_task_shows_progress_and_ends_with_a_summary(plugin_dir: Path) -> None:
    answer = progress_of(
        {"progress": 0.25, "message": "comparing"},
        {"progress": 0.5, "message": "comparing"},
        {"progress": 7, "message": "A title\nwith \x01e\x02 in it"},
        {"done": True, "ok": True, "message": "40 scenes: 3 changed, 37 unchanged"},
    )
    with answering(answer) as door:
        asked = {"settings": settings_of(door, token=TOKEN), "args": {"task": "sync-all"}}
        ended = start(plugin_dir, asked)

    assert door.heard[0].startswith(b"POST /api/v1/tasks/sync-all HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer a-token-of-the-service\r\n" in door.heard[0]
    assert ended.log.splitlines() == [
        b"\x01p\x020.2500",
        b"\x01i\x02[stashplex] comparing",
        b"\x01p\x020.5000",
        b"\x01p\x021.0000",
        b"\x01i\x02[stashplex] A title with  e  in it",
        b"\x01i\x02[stashplex] 40 scenes: 3 changed, 37 unchanged",
    ]
    assert ended.answer == {"output": "40 scenes: 3 changed, 37 unchanged"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (progress_of({"done": True, "ok": False, "message": "2 scenes failed"}), "2 scenes failed"),
        (progress_of({"progress": 0.5, "message": "writing"}), "broke off"),
        (progress_of({"progress": 0.5})[:-9], "broke off"),
        (progress_of(["odd"]), "broke off"),
        (answer_of("401 Unauthorized", {}), "refuses the token"),
        (
            answer_of("409 Conflict", {"error": {"message": "A run is on.", "remedy": "Wait."}}),
            "A run is on. Wait.",
        ),
        (answer_of("502 Bad Gateway", "odd"), "answered 502 Bad Gateway"),
        (b"", "does not answer"),
        (answer_of("200 OK", "a page"), "is no stashplex"),
    ],
    ids=[
        "failed",
        "ended",
        "cut off",
        "odd line",
        "401",
        "refused",
        "odd refusal",
        "hung up",
        "a page",
    ],
)
def test_a_task_that_fails_says_why(plugin_dir: Path, answer: bytes, told: str) -> None:
    with answering(answer) as door:
        ended = start(plugin_dir, {"settings": settings_of(door), "args": {"task": "status"}})

    assert ended.code == 0
    assert isinstance(ended.answer, dict)
    assert told in ended.answer["error"]
    assert ended.log.splitlines()[-1] == b"\x01e\x02[stashplex] " + ended.answer["error"].encode()


@pytest.mark.parametrize(
    "settings", [{"service_url": "nas:79x9"}, {"token": "a\nb"}], ids=["address", "token"]
)
def test_a_task_that_settings_keep_from_its_service_has_failed(
    plugin_dir: Path, settings: dict[str, str]
) -> None:
    ended = start(plugin_dir, {"settings": settings, "args": {"task": "sync-all"}})

    assert isinstance(ended.answer, dict)
    assert "in the settings of this plugin" in ended.answer["error"]
    assert ended.log == b"\x01e\x02[stashplex] " + ended.answer["error"].encode() + b"\n"


def test_a_task_that_does_not_exist_asks_nobody(plugin_dir: Path) -> None:
    with answering() as door:
        asked = {"settings": settings_of(door), "args": {"task": "../inbox"}}
        ended = start(plugin_dir, asked)

    assert door.heard == []
    assert isinstance(ended.answer, dict)
    assert "There is no task" in ended.answer["error"]


def test_nothing_is_left_in_the_folder_that_stash_removes(plugin_dir: Path) -> None:
    with answering(progress_of({"done": True, "ok": True})) as door:
        start(plugin_dir, {"settings": settings_of(door), "args": {"task": "check"}})

    assert sorted(path.name for path in plugin_dir.iterdir()) == [
        "stashplex.yml",
        "stashplex_hook.py",
        "stashplex_tasks.py",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        answer_of("401 Unauthorized", {}),
        answer_of("200 OK", {"errors": [{"message": "odd"}], "data": None}),
        answer_of("200 OK", {"data": {"configuration": {"plugins": {}}}}),
        answer_of("200 OK", {"data": {"configuration": {"plugins": {"stashplex": "odd"}}}}),
        b"HTTP/1.0 200 OK\r\n\r\n<html>",
        b"",
    ],
    ids=["401", "errors", "never set", "odd settings", "a page", "hung up"],
)
def test_where_stash_does_not_tell_the_service_is_on_the_same_machine(answer: bytes) -> None:
    with answering(answer) as stash:
        service = service_for(from_stash(stash), patience=5)

    assert (service.authority, service.token) == ("127.0.0.1:7979", "")
    assert len(stash.heard) == 1
