"""What changed last in Stash, as the client asks for it."""

from collections.abc import Iterator

import pytest

from stashplex.core.secret import Secret
from stashplex.core.watching import Kind
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock
from stashplex.servers.stash import StashClient


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def simulated(clock: StillClock) -> Iterator[SimulatedStash]:
    with SimulatedStash(clock) as stash:
        yield stash


@pytest.fixture
def client(simulated: SimulatedStash) -> Iterator[StashClient]:
    with StashClient(simulated.url, Secret("")) as client:
        yield client


def test_an_empty_stash_has_nothing_new(client: StashClient) -> None:
    assert client.newest(Kind) == dict.fromkeys(Kind, ())


def test_every_kind_comes_newest_first_in_one_request(
    simulated: SimulatedStash, client: StashClient, clock: StillClock
) -> None:
    first = simulated.add_scene(
        title="Pier", studio="Tide", tags=["sea"], performers=["Alva"], groups=["Harbours"]
    )
    clock.advance(5)
    second = simulated.add_scene(title="Ferry", tags=["sea", "dusk"])

    found = client.newest(Kind)

    assert client.requests.total == 1
    assert [row.id for row in found[Kind.SCENE]] == [second, first]
    assert found[Kind.SCENE][0].updated_at == simulated.scenes[second].updated_at
    assert {kind: len(rows) for kind, rows in found.items()} == {
        Kind.SCENE: 2,
        Kind.PERFORMER: 1,
        Kind.STUDIO: 1,
        Kind.TAG: 2,
        Kind.GROUP: 1,
    }


def test_a_page_of_one_kind_comes_alone(
    simulated: SimulatedStash, client: StashClient, clock: StillClock
) -> None:
    scenes = []
    for number in range(5):
        scenes.append(simulated.add_scene(title=f"Scene {number}", tags=["sea"]))
        clock.advance(1)

    pages = [client.newest([Kind.SCENE], page, 2) for page in (1, 2, 3, 4)]

    assert [list(page) for page in pages] == [[Kind.SCENE]] * 4
    assert [row.id for page in pages for row in page[Kind.SCENE]] == scenes[::-1]


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.SCENE])
def test_the_scenes_of_names_come_page_by_page(
    kind: Kind, simulated: SimulatedStash, client: StashClient
) -> None:
    shown = [
        simulated.add_scene(performers=["One"], studio="One", tags=["One"], groups=["One"])
        for _ in range(5)
    ]
    shown.append(
        simulated.add_scene(performers=["Two"], studio="Two", tags=["Two"], groups=["Two"])
    )
    simulated.add_scene(performers=["No"], studio="No", tags=["No"], groups=["No"])

    pages = list(client.scenes_of(kind, [1, 2], page_size=2))

    assert [len(page) for page in pages] == [2, 2, 2]
    assert [scene for page in pages for scene in page] == shown


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.SCENE])
def test_a_name_that_no_scene_shows_or_that_is_gone_has_no_scenes(
    kind: Kind, simulated: SimulatedStash, client: StashClient
) -> None:
    simulated.add_scene(title="Pier")

    assert list(client.scenes_of(kind, [7])) == []
