"""A simulated Stash with a clock that stands still, and clients with and without its key."""

from collections.abc import Iterator

import httpx2
import pytest
from tests.unit.demo.stash.questions import KEY

from stashplex.core.scene import Performer, SceneFile
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def stash(clock: StillClock) -> Iterator[SimulatedStash]:
    with SimulatedStash(clock, api_key=KEY) as server:
        server.add_scene(
            title="First Tram",
            details="Rain.",
            studio="Slow Rails",
            performers=["Alva", Performer("Alva", "the younger")],
            tags=["tram", "City"],
            groups=["Last Trains"],
            date="2020-05",
            rating100=85,
            files=[SceneFile("/data/a b/tram_1.mp4", 5_000_000_000, 61.5)],
            cover=b"\x89PNG\r\n\x1a\n and a picture",
        )
        server.add_scene(
            title="Second Tram", studio="Slow Rails", files=[SceneFile("/data/club/tramX2.mp4", 7)]
        )
        server.add_scene()
        yield server


@pytest.fixture
def client(stash: SimulatedStash) -> Iterator[httpx2.Client]:
    headers = {"ApiKey": KEY, "Accept": "application/json"}
    with httpx2.Client(base_url=stash.url, headers=headers, timeout=5) as connection:
        yield connection


@pytest.fixture
def stranger(stash: SimulatedStash) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stash.url, timeout=5) as connection:
        yield connection
