"""A simulated Plex with one library of three movies, and a client that has its token."""

from collections.abc import Iterator

import httpx2
import pytest

from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics


@pytest.fixture
def plex() -> Iterator[SimulatedPlex]:
    with SimulatedPlex() as server:
        section = server.add_section("Films", ["/media/films"])
        for number in (1, 2, 3):
            path = f"/media/films/Clip {number}.mkv"
            server.add_item(section, [(path, 1000 + number, 60_000 * number)])
        yield server


@pytest.fixture
def client(plex: SimulatedPlex) -> Iterator[httpx2.Client]:
    headers = {"X-Plex-Token": plex.token, "Accept": "application/json"}
    with httpx2.Client(base_url=plex.url, headers=headers, timeout=5) as connection:
        yield connection


@pytest.fixture(params=list(TagSemantics))
def either_semantics(plex: SimulatedPlex, request: pytest.FixtureRequest) -> Behaviour:
    """Runs a test under both answers to what an indexed list means."""
    plex.behaviour.tag_semantics = request.param
    return plex.behaviour
