"""Who may ask the simulated Stash, and in which shape it answers."""

import httpx2
import pytest
from tests.unit.demo.stash.questions import KEY, ask, data, error

from stashplex.demo import http_faults
from stashplex.demo.http_messages import Response
from stashplex.demo.stash import SimulatedStash, SystemState
from stashplex.demo.still_clock import StillClock

VERSION = "{version{version}}"


def test_a_wrong_or_missing_key_is_refused(stranger: httpx2.Client) -> None:
    assert ask(stranger, VERSION).status_code == 401
    stranger.headers["ApiKey"] = "wrong"
    assert ask(stranger, VERSION).status_code == 401
    assert stranger.get("/scene/1/screenshot").status_code == 401


def test_an_image_sends_a_stranger_to_the_login(stranger: httpx2.Client) -> None:
    response = stranger.get("/scene/1/screenshot?t=1")
    assert (response.status_code, response.headers["location"]) == (302, "/login")


def test_a_key_may_stand_in_the_query(stranger: httpx2.Client) -> None:
    assert stranger.get(f"/scene/1/screenshot?apikey={KEY}").status_code == 200


def test_without_a_key_of_its_own_an_unexpected_key_is_refused(clock: StillClock) -> None:
    with SimulatedStash(clock) as stash, httpx2.Client(base_url=stash.url) as client:
        assert ask(client, VERSION).status_code == 200
        client.headers["ApiKey"] = "unexpected"
        assert ask(client, VERSION).status_code == 401


@pytest.mark.parametrize(
    ("accept", "media", "status_of_invalid"),
    [
        ("application/json", "application/json", 422),
        ("*/*", "application/graphql-response+json", 400),
    ],
)
def test_the_media_type_follows_accept(
    client: httpx2.Client, accept: str, media: str, status_of_invalid: int
) -> None:
    client.headers["Accept"] = accept
    assert ask(client, VERSION).headers["content-type"] == media
    assert ask(client, "{nonsense}").status_code == status_of_invalid


def test_an_unknown_field_fails_the_whole_query_before_anything_runs(client: httpx2.Client) -> None:
    response = ask(client, "{version{version} findScene(id: 1){id nonsense}}")
    assert response.status_code == 422
    assert response.json()["data"] is None
    assert "nonsense" in response.json()["errors"][0]["message"]


def test_a_variable_of_a_wrong_type_is_a_validation_error(client: httpx2.Client) -> None:
    query = "query($page: FindFilterType) {findScenes(filter: $page) {count}}"
    assert ask(client, query, page={"per_page": "many"}).status_code == 422


def test_what_is_not_json_is_refused(client: httpx2.Client) -> None:
    response = client.post(
        "/graphql", content=b"{version}", headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert client.get("/graphql").status_code == 400


@pytest.mark.parametrize("state", [SystemState.SETUP, SystemState.NEEDS_MIGRATION])
def test_a_stash_that_is_not_ready_says_so_and_answers_no_query_for_data(
    stash: SimulatedStash, client: httpx2.Client, state: SystemState
) -> None:
    stash.state = state
    assert data(client, "{systemStatus{status}}")["systemStatus"]["status"] == state.value
    assert error(client, "{findScenes{count}}") == "database not open"


def test_tells_what_it_is(stash: SimulatedStash, client: httpx2.Client) -> None:
    query = """{
        version {version} stats {scene_count} jobQueue {description}
        systemStatus {status databasePath}
        configuration {general {apiKey databasePath stashes {path}}}
    }"""
    found = data(client, query)
    assert found["version"] == {"version": "v0.31.1"}
    assert found["stats"] == {"scene_count": 3}
    assert found["jobQueue"] is None
    assert found["systemStatus"] == {"status": "OK", "databasePath": stash.database_path}
    general = {
        "apiKey": KEY,
        "databasePath": stash.database_path,
        "stashes": [{"path": "/data"}],
    }
    assert found["configuration"] == {"general": general}
    stash.jobs.append("Scanning...")
    assert data(client, "{jobQueue{description}}")["jobQueue"] == [{"description": "Scanning..."}]


def test_faults_reach_the_client(stash: SimulatedStash, client: httpx2.Client) -> None:
    stash.inject(http_faults.answer(Response(503)))
    assert ask(client, VERSION).status_code == 503
    locked = b'{"errors":[{"message":"database is locked"}],"data":null}'
    stash.inject(http_faults.answer(Response(200, {"Content-Type": "application/json"}, locked)))
    assert error(client, VERSION) == "database is locked"
    stash.inject(http_faults.truncate())
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(client, VERSION)
    assert ask(client, VERSION).status_code == 200


def test_logs_what_it_was_asked(stash: SimulatedStash, client: httpx2.Client) -> None:
    ask(client, VERSION)
    client.get("/scene/1/screenshot?t=5")
    assert [(entry.method, entry.path) for entry in stash.requests] == [
        ("POST", "/graphql"),
        ("GET", "/scene/1/screenshot"),
    ]
