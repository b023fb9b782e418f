"""How the tests ask the simulated Stash: plain HTTP and GraphQL."""

from typing import Any

import httpx2

KEY = "a-key-of-the-tests"
Answer = dict[str, Any]


def ask(client: httpx2.Client, query: str, **variables: object) -> httpx2.Response:
    """Sends a query and returns the whole response."""
    return client.post("/graphql", json={"query": query, "variables": variables})


def data(client: httpx2.Client, query: str, **variables: object) -> Answer:
    """Returns the data of an answer, which must be a good one."""
    response = ask(client, query, **variables)
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    assert "errors" not in answer, answer
    found: Answer = answer["data"]
    return found


def error(client: httpx2.Client, query: str, **variables: object) -> str:
    """Returns the first error of an answer that was executed."""
    response = ask(client, query, **variables)
    assert response.status_code == 200, response.text
    message: str = response.json()["errors"][0]["message"]
    return message


def ids(client: httpx2.Client, scene_filter: Answer, **page: object) -> list[int]:
    """Returns the ids of the scenes that a filter lets through."""
    query = """query($wanted: SceneFilterType, $page: FindFilterType) {
        findScenes(scene_filter: $wanted, filter: $page) { scenes { id } }
    }"""
    found = data(client, query, wanted=scene_filter, page={"sort": "id", **page})
    return [int(scene["id"]) for scene in found["findScenes"]["scenes"]]
