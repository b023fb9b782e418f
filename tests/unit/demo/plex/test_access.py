"""Who may ask the simulated Plex what, and in which form it answers."""

from xml.etree import ElementTree as ET

import httpx2
import pytest
from tests.unit.demo.plex.conversation import container, edit, full

from stashplex.demo import http_faults
from stashplex.demo.http_messages import Response
from stashplex.demo.plex import SimulatedPlex, database_error, maintenance


def test_a_wrong_token_gets_401_in_html_everywhere_but_on_identity(
    client: httpx2.Client,
) -> None:
    for target in ("/", "/library/sections", "/library/metadata/1", "/nowhere"):
        refused = client.get(target, headers={"X-Plex-Token": "wrong"})
        assert refused.status_code == 401
        assert refused.headers["Content-Type"] == "text/html"
        assert "<h1>401 Unauthorized</h1>" in refused.text
    assert client.get("/identity", headers={"X-Plex-Token": "wrong"}).status_code == 200


def test_the_token_may_stand_in_the_query(plex: SimulatedPlex) -> None:
    with httpx2.Client(base_url=plex.url) as stranger:
        assert stranger.get("/library/sections").status_code == 401
        assert stranger.get(f"/library/sections?X-Plex-Token={plex.token}").status_code == 200


def test_a_revoked_token_is_worthless_and_the_new_one_good(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    token = plex.revoke_token()
    assert client.get("/").status_code == 401
    assert client.get("/", headers={"X-Plex-Token": token}).status_code == 200


def test_another_user_may_look_and_rate_but_not_edit(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    client.headers["X-Plex-Token"] = plex.add_user("guest")
    assert full(client, 1)["title"] == "Clip 1"
    assert edit(client, 1, {"title.value": "Mine"}).status_code == 403
    stars = "/:/rate?identifier=com.plexapp.plugins.library&key=1&rating=8"
    assert client.put(stars).status_code == 200
    assert full(client, 1)["userRating"] == 8.0
    assert "userRating" not in full_as_owner(plex, client, 1)


def full_as_owner(plex: SimulatedPlex, client: httpx2.Client, item: int) -> dict[str, object]:
    client.headers["X-Plex-Token"] = plex.token
    return full(client, item)


def test_answers_in_xml_unless_json_is_accepted(plex: SimulatedPlex, client: httpx2.Client) -> None:
    plex.person.edit(1, title='A "B" <C> & D', summary="one\ntwo\tthree\x01")
    answer = client.get("/library/metadata/1", headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("text/xml")
    video = ET.fromstring(answer.text).find("Video")  # noqa: S314  our own simulation's XML
    assert video is not None
    assert video.get("title") == 'A "B" <C> & D'
    assert video.get("summary") == "one\ntwo\tthree", "XML cannot carry the control character"
    assert [(field.get("locked"), field.get("name")) for field in video.findall("Field")] == [
        ("1", "summary"),
        ("1", "title"),
    ]
    assert full(client, 1)["summary"] == "one\ntwo\tthree\x01"


def test_says_who_it_is(plex: SimulatedPlex, client: httpx2.Client) -> None:
    server = container(client, "/")
    assert server["machineIdentifier"] == plex.machine_identifier
    assert server["version"].startswith("1.43.")
    assert container(client, "/identity")["machineIdentifier"] == plex.machine_identifier


def test_comes_back_from_a_restart_as_itself_or_as_another(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    identifier = plex.machine_identifier
    plex.restart()
    assert container(client, "/")["machineIdentifier"] == identifier
    plex.restart(as_another_server=True)
    assert container(client, "/")["machineIdentifier"] not in {"", identifier}


def test_an_unknown_path_item_or_library_is_404_in_html(client: httpx2.Client) -> None:
    for target in ("/nowhere", "/library/metadata/99", "/library/sections/9/all?type=1"):
        missing = client.get(target)
        assert missing.status_code == 404
        assert missing.text.startswith("<html>")


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [(maintenance(), 503, "Maintenance"), (database_error(), 500, "Database error")],
)
def test_trouble_is_told_in_xml_though_json_was_asked_for(
    plex: SimulatedPlex, client: httpx2.Client, trouble: Response, status: int, words: str
) -> None:
    plex.inject(http_faults.answer(trouble))
    answer = client.get("/library/sections")
    assert answer.status_code == status
    assert answer.text.startswith("<Response code=")
    assert words in answer.text


def test_a_target_that_is_too_long_is_refused(plex: SimulatedPlex, client: httpx2.Client) -> None:
    plex.behaviour.longest_target = 200
    assert edit(client, 1, {"summary.value": "x" * 100}).status_code == 200
    assert edit(client, 1, {"summary.value": "x" * 200}).status_code == 400
    plex.behaviour.status_of_too_long = 414
    assert edit(client, 1, {"summary.value": "x" * 200}).status_code == 414


def test_sixteen_kib_of_query_are_fine_by_default(client: httpx2.Client) -> None:
    assert edit(client, 1, {"summary.value": "x" * 16_384}).status_code == 200
    assert edit(client, 1, {"summary.value": "x" * 20_000}).status_code == 400
