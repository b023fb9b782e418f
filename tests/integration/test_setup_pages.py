"""The set-up pages of a service: who may come, what is served meanwhile, how it goes on."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.attending import Attending, attending
from tests.integration.serving import eventually
from tests.setting_up import answer_all, answer_servers

from stashplex.clock import SystemClock
from stashplex.core.errors import WrongUsage
from stashplex.demo.http_faults import hang
from stashplex.demo.world import Layout, World

LAYOUT = Layout(stash_roots=("/data/clips",), plex_roots=("/media/clips",))
PROOF = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
def world() -> Iterator[World]:
    with World.build(8, layout=LAYOUT, odd_ones=()) as running:
        yield running


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Attending]:
    with attending(tmp_path) as running:
        yield running


class Visitor:
    """Somebody who asks for pages and sends forms."""

    def __init__(self, service: Attending) -> None:
        self._address = service.address.removeprefix("http://")

    def get(self, path: str) -> tuple[int, str, str]:
        """Returns status, where it leads, and the text."""
        return self._ask("GET", path)

    def post(self, path: str, proof: str = "", **fields: str) -> tuple[int, str, str]:
        """Sends a form with the proof of a page, unless another is given."""
        proof = proof or PROOF.findall(self.get("/setup")[2])[0]
        return self._ask("POST", path, urlencode({"csrf": proof, **fields}))

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        line = HTTPConnection(self._address, timeout=20)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers["Origin"] = f"http://{self._address}"
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, answer.headers.get("Location", ""), text


def test_every_way_leads_to_the_set_up(service: Attending) -> None:
    visitor = Visitor(service)

    for path in ("/", "/scenes", "/settings", "/setup/stash"):
        assert visitor.get(path)[:2] == (303, "/setup")
    assert "Where is Stash?" in visitor.get("/setup")[2]


def test_a_program_is_told_that_it_is_alive_and_not_ready(service: Attending) -> None:
    visitor = Visitor(service)

    assert visitor.get("/healthz")[0] == 200
    assert visitor.get("/readyz")[0] == 503
    status, _, text = visitor.get("/api/v1/status")
    assert status == 503
    assert "stashplex setup" in text


@pytest.mark.parametrize("way", ["inbox", "tasks/sync-all", "tasks/sync"])
def test_what_a_program_asks_to_be_done_is_answered_that_it_is_not_set_up_yet(
    service: Attending, way: str
) -> None:
    line = HTTPConnection(service.address.removeprefix("http://"), timeout=20)
    change = '{"type": "Scene.Update.Post", "id": 42}'
    line.request("POST", f"/api/v1/{way}", change, {"Content-Type": "application/json"})
    answer = line.getresponse()

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"not set up yet" in answer.read()
    line.close()


def test_a_form_without_the_proof_of_a_page_is_refused(service: Attending) -> None:
    status, _, _ = Visitor(service).post("/setup/stash", proof="wrong", url="http://127.0.0.1:9")

    assert status == 403


def test_where_others_can_come_the_token_is_asked_for(tmp_path: Path) -> None:
    with attending(tmp_path, host="0.0.0.0") as service:  # noqa: S104  what a container binds
        status, _, text = Visitor(service).get("/setup")

    assert status == 401
    assert "Where is Stash?" not in text


def test_hostile_words_in_a_form_stay_words(service: Attending) -> None:
    status, _, text = Visitor(service).post("/setup/stash", url='"><script>alert(1)</script>')

    assert status == 422
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("/setup/keep", {}, "answered before"),
        ("/setup/five", {}, "not written yet"),
        ("/setup/begin", {}, "not written yet"),
        ("/setup/again", {}, "nothing to look at again"),
        ("/setup/libraries", {}, "answered before"),
        ("/setup/folders", {"stash": "/a", "plex": "/b"}, "answered before"),
        ("/setup/server", {"server": "x"}, "no such server"),
        ("/setup/back", {"step": "roof"}, "no step of the set-up"),
    ],
)
def test_what_is_sent_out_of_turn_is_refused_in_words(
    service: Attending, path: str, fields: dict[str, str], words: str
) -> None:
    status, _, text = Visitor(service).post(path, **fields)

    assert status == 422
    assert words in text


def test_the_service_begins_only_when_asked_to(service: Attending, world: World) -> None:
    answer_all(service.attend.setting_up, world)
    visitor = Visitor(service)

    assert visitor.post("/setup/keep")[:2] == (303, "/setup")
    assert "Begin with five" in visitor.get("/setup")[2]
    assert visitor.get("/")[:2] == (303, "/setup")
    assert world.plex.writes == 0

    visitor.post("/setup/begin")

    eventually(lambda: visitor.get("/")[0] == 200)
    eventually(lambda: "The service is at work" in visitor.get("/setup")[2])


def test_of_first_scenes_that_fail_it_is_told_why_and_where_to_look(
    service: Attending, world: World
) -> None:
    world.plex.behaviour.refused_items.update({one.item: 400 for one in world.plain})
    answer_all(service.attend.setting_up, world)
    visitor = Visitor(service)
    visitor.post("/setup/keep")

    visitor.post("/setup/five")

    eventually(lambda: "PlexRejected: <code>stashplex dlq list</code>" in visitor.get("/setup")[2])


def test_a_service_at_work_goes_on_anew_with_what_was_written(
    service: Attending, world: World
) -> None:
    setting_up, visitor = service.attend.setting_up, Visitor(service)
    answer_all(setting_up, world)
    setting_up.keep()
    setting_up.begin()
    eventually(lambda: visitor.get("/")[0] == 200)
    address = service.address

    setting_up.start_over()
    world.plex.add_section("Attic", ["/attic"])
    answer_all(setting_up, world)
    visitor.post("/setup/keep")
    assert "with what was in force before" in visitor.get("/setup")[2]
    with pytest.raises(WrongUsage, match="at work already"):
        setting_up.write_five()
    visitor.post("/setup/begin")

    eventually(lambda: "The service is at work" in visitor.get("/setup")[2])
    eventually(lambda: "Attic" in visitor.get("/settings")[2])
    assert service.address == address


def test_what_keeps_the_service_from_beginning_is_told_on_the_page(
    service: Attending, world: World, tmp_path: Path
) -> None:
    setting_up, visitor = service.attend.setting_up, Visitor(service)
    answer_all(setting_up, world)
    setting_up.keep()
    data = tmp_path / ".local" / "share" / "stashplex"
    (data / "stashplex.db").write_bytes(
        b"this is no database, and long enough to be looked at" * 99
    )

    visitor.post("/setup/begin")

    eventually(lambda: "damaged" in visitor.get("/setup")[2])
    (data / "stashplex.db").unlink()
    visitor.post("/setup/begin")
    eventually(lambda: visitor.get("/")[0] == 200)


def test_it_stops_while_it_waits_to_be_set_up(tmp_path: Path) -> None:
    with attending(tmp_path) as service:
        pass

    assert [answer.runs for answer in service.answers] == [0]
    assert service.mistakes == []


def test_a_server_that_hangs_while_files_are_looked_at_holds_up_no_stop(
    tmp_path: Path, world: World
) -> None:
    clock = SystemClock()
    with attending(tmp_path) as service:
        setting_up = service.attend.setting_up
        answer_servers(setting_up, world)
        fault = world.stash.inject(hang(lambda request: b"FilesPage" in request.body))
        setting_up.choose_libraries(["Videos"])
        assert fault.reached.wait(20)
        asked = clock.monotonic()

    took = clock.monotonic() - asked
    world.stash.heal()
    assert took < 4.5
    assert service.mistakes == []


def test_a_title_from_stash_stays_words_in_the_preview(service: Attending, world: World) -> None:
    for scene in world.stash.scenes:
        world.stash.edit_scene(scene, title="<script>alert(1)</script>")
    answer_all(service.attend.setting_up, world)

    text = Visitor(service).get("/setup")[2]

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_of_folders_that_fit_no_file_the_preview_says_so(service: Attending, world: World) -> None:
    setting_up = service.attend.setting_up
    answer_servers(setting_up, world)
    setting_up.choose_libraries(["Videos"])
    setting_up.background.wait()
    setting_up.choose_folders([("/nowhere", "/media")])
    setting_up.background.wait()

    page = Visitor(service).get("/setup")[2]

    assert "no file of" in page
    assert "/nowhere" in page.split("no file of")[1].split("Change the folders")[0]


def test_a_complete_configuration_is_served_at_once(
    tmp_path: Path, service: Attending, world: World
) -> None:
    answer_all(service.attend.setting_up, world)
    service.attend.setting_up.keep()

    with attending(tmp_path) as second:
        status, _, _ = Visitor(second).get("/")

    assert status == 200
