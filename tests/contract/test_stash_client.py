"""The Stash client keeps its Protocol, traps of the simulated Stash included."""

import hashlib
from collections.abc import Iterator

import pytest

from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    Incompatible,
    QueryFailed,
    RateLimited,
    ServerFailed,
    Unavailable,
    Unreachable,
)
from stashplex.core.ports import ServerInfo, StashServer
from stashplex.core.scene import Cover, CoverUnchanged, NoCover, Performer, Scene, SceneFile
from stashplex.core.secret import Secret
from stashplex.demo import http_faults
from stashplex.demo.http_messages import Response
from stashplex.demo.stash import SimulatedStash, SystemState
from stashplex.demo.still_clock import StillClock
from stashplex.servers.http import RequestCount
from stashplex.servers.stash import StashClient

KEY = "key-of-the-simulated-stash"
JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def simulated(clock: StillClock) -> Iterator[SimulatedStash]:
    with SimulatedStash(clock, api_key=KEY) as stash:
        yield stash


@pytest.fixture
def client(simulated: SimulatedStash) -> Iterator[StashClient]:
    with StashClient(simulated.url, Secret(KEY)) as client:
        yield client


def add_scenes(simulated: SimulatedStash, number: int) -> list[int]:
    return [simulated.add_scene(title=f"Scene {index}") for index in range(number)]


def test_the_client_is_a_stash_server(client: StashClient) -> None:
    server: StashServer = client

    assert server.info() == ServerInfo("v0.31.1", "/root/.stash/stash-go.sqlite", "Stash")


def test_a_scene_arrives_whole(simulated: SimulatedStash, client: StashClient) -> None:
    scene = simulated.add_scene(
        title='null "quoted" \U0001f33b',
        details="Two\nlines",
        director="D. One, D. Two",
        date="2024-05",
        rating100=85,
        studio="Studio & Co",
        performers=["Ann", Performer("Ann", "of the North")],
        tags=["b, c", "a"],
        groups=["Group"],
        files=[SceneFile("/data/a.mp4", 2**40, 61.5), SceneFile("C:\\data\\b.mp4", 7, 1.0)],
        cover=JPEG,
    )

    found = client.scenes([scene])[scene]

    assert found == Scene(
        id=scene,
        title='null "quoted" \U0001f33b',
        details="Two\nlines",
        director="D. One, D. Two",
        date="2024-05",
        rating100=85,
        studio="Studio & Co",
        performers=(Performer("Ann"), Performer("Ann", "of the North")),
        tags=found.tags,
        groups=("Group",),
        files=(SceneFile("/data/a.mp4", 2**40, 61.5), SceneFile("C:\\data\\b.mp4", 7, 1.0)),
        updated_at=simulated.scenes[scene].updated_at,
        cover_path=found.cover_path,
    )
    assert set(found.tags) == {"b, c", "a"}
    assert found.cover_path.startswith(f"/scene/{scene}/screenshot?t=")


def test_what_nobody_filled_in_is_empty(simulated: SimulatedStash, client: StashClient) -> None:
    scene = simulated.add_scene()

    found = client.scenes([scene])[scene]

    assert (found.title, found.details, found.date, found.studio) == ("", "", "", "")
    assert (found.rating100, found.files, found.tags) == (None, (), ())


def test_scenes_are_read_in_one_request_whatever_became_of_them(
    simulated: SimulatedStash, client: StashClient
) -> None:
    first, second, third = add_scenes(simulated, 3)
    simulated.delete_scene(second)

    assert list(client.scenes([third, second, first, third, 999])) == [third, first]
    assert client.requests == RequestCount(reads=1)


def test_asking_for_no_scenes_asks_nothing(client: StashClient) -> None:
    assert client.scenes([]) == {}
    assert client.requests.total == 0


@pytest.mark.parametrize(("number", "requests"), [(0, 1), (9, 1), (10, 2), (25, 3)])
def test_pages_hold_every_scene_once_in_order(
    simulated: SimulatedStash, client: StashClient, number: int, requests: int
) -> None:
    ids = add_scenes(simulated, number)

    pages = list(client.pages(page_size=10))

    assert [scene.id for page in pages for scene in page] == ids
    assert all(pages)
    assert client.requests.total == requests


def test_a_scene_deleted_between_two_pages_hides_no_other(
    simulated: SimulatedStash, client: StashClient
) -> None:
    ids = add_scenes(simulated, 20)

    pages = client.pages(page_size=10)
    next(pages)
    simulated.delete_scene(ids[0])

    assert [scene.id for page in pages for scene in page] == ids[10:]


def test_the_stamp_of_a_change_is_compared_as_stash_wrote_it(
    simulated: SimulatedStash, client: StashClient, clock: StillClock
) -> None:
    older, newer = add_scenes(simulated, 2)
    since = client.scenes([older])[older].updated_at
    assert list(client.pages(since)) == []

    clock.advance(1)
    simulated.edit_scene(newer, title="Changed")

    (page,) = client.pages(since)
    assert [scene.id for scene in page] == [newer]


def test_pages_go_on_after_a_scene(simulated: SimulatedStash, client: StashClient) -> None:
    ids = add_scenes(simulated, 25)

    pages = list(client.pages(page_size=10, after=ids[4]))

    assert [scene.id for page in pages for scene in page] == ids[5:]


def test_scenes_are_counted_without_being_read(
    simulated: SimulatedStash, client: StashClient
) -> None:
    add_scenes(simulated, 30)

    assert client.count() == 30


def test_a_file_is_found_by_its_exact_name(simulated: SimulatedStash, client: StashClient) -> None:
    def add(path: str) -> int:
        return simulated.add_scene(files=[SceneFile(path, 1, 1.0)])

    unix, windows = add("/data/my clip_1.mp4"), add("D:\\clips\\my clip_1.mp4")
    for other in ("/data/my clipX1.mp4", "/data/not my clip_1.mp4", "/data/clip_1.mp4"):
        add(other)
    add("/data/my clip_1.mp4/else.mp4")

    found = client.scenes_with_file_named("my clip_1.mp4")

    assert [scene.id for scene in found] == [unix, windows]


@pytest.mark.parametrize("asked", ["cafe\u0301.mp4", "caf\u00e9.mp4"])
def test_a_decomposed_file_name_is_the_same_name(
    simulated: SimulatedStash, client: StashClient, asked: str
) -> None:
    scenes = [
        simulated.add_scene(files=[SceneFile(f"/data/{number}/{name}", 1, 1.0)])
        for number, name in enumerate(("cafe\u0301.mp4", "caf\u00e9.mp4"))
    ]

    assert [one.id for one in client.scenes_with_file_named(asked)] == scenes


def test_a_cover_is_fetched_once(simulated: SimulatedStash, client: StashClient) -> None:
    scene = simulated.add_scene(title="With a cover", cover=JPEG)
    path = client.scenes([scene])[scene].cover_path

    cover = client.cover(path)

    assert isinstance(cover, Cover)
    assert (cover.data, cover.sha1) == (JPEG, hashlib.sha1(JPEG, usedforsecurity=False).hexdigest())
    assert client.cover(path, cover.etag) == CoverUnchanged()
    simulated.set_cover(scene, JPEG + b" retouched")
    assert isinstance(client.cover(path, cover.etag), Cover)


def test_the_placeholder_of_stash_is_no_cover(
    simulated: SimulatedStash, client: StashClient
) -> None:
    scene = simulated.add_scene(title="Without a cover")

    answer = client.cover(client.scenes([scene])[scene].cover_path)

    assert isinstance(answer, NoCover)
    assert answer.placeholder


def test_the_cover_of_a_scene_that_is_gone_is_no_cover(client: StashClient) -> None:
    assert client.cover("/scene/999/screenshot?t=1") == NoCover("Stash has no cover there")
    assert client.cover("") == NoCover("Stash names no cover")


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_refused_key_says_what_to_set(simulated: SimulatedStash, key: str) -> None:
    with StashClient(simulated.url, Secret(key)) as client:
        with pytest.raises(CredentialsRefused, match=r"Set stash\.api_key"):
            client.info()
        with pytest.raises(CredentialsRefused):
            client.cover("/scene/1/screenshot")


@pytest.mark.parametrize(
    ("state", "remedy"),
    [(SystemState.SETUP, "finish its setup"), (SystemState.NEEDS_MIGRATION, "let it migrate")],
)
def test_a_stash_that_is_not_ready_says_what_to_do(
    simulated: SimulatedStash, client: StashClient, state: SystemState, remedy: str
) -> None:
    simulated.state = state

    with pytest.raises(Incompatible, match=state.value) as refused:
        client.info()

    assert remedy in refused.value.remedy
    assert "v0.31.1" in str(refused.value)


def test_errors_are_seen_though_the_status_is_200(
    simulated: SimulatedStash, client: StashClient
) -> None:
    body = b'{"data": null, "errors": [{"message": "database is\\nlocked"}, {"message": "twice"}]}'
    simulated.inject(http_faults.answer(Response(200, {}, body)))

    with pytest.raises(QueryFailed, match="could not answer: database is locked; twice"):
        client.count()


def test_a_query_that_this_version_rejects_is_told_with_version_and_words(
    simulated: SimulatedStash, client: StashClient
) -> None:
    body = b'{"errors": [{"message": "Cannot query field \\"groups\\" on type \\"Scene\\"."}]}'
    simulated.inject(http_faults.answer(Response(422, {}, body)))

    with pytest.raises(Incompatible) as refused:
        client.count()

    assert refused.value.message == (
        f"Stash at {simulated.url} (v0.31.1) rejects our query:"
        ' Cannot query field "groups" on type "Scene".'
    )


def test_a_rejection_in_other_words_than_json_is_told_too(
    simulated: SimulatedStash, client: StashClient
) -> None:
    simulated.inject(http_faults.answer(Response(422, {}, b"<h1>No</h1>")))
    simulated.inject(http_faults.answer(Response(500)))

    with pytest.raises(Incompatible, match=r"of unknown version.* rejects our query: No"):
        client.count()


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (Response(500, {}, b"oops"), ServerFailed),
        (Response(502), ServerFailed),
        (Response(503, {}, b"starting"), Unavailable),
        (Response(429, {"Retry-After": "7"}), RateLimited),
        (Response(200, {}, b"<html>"), BadAnswer),
        (Response(200, {}, b'{"data": {}}'), BadAnswer),
        (Response(200, {}, b'{"data": null}'), BadAnswer),
        (Response(404), BadAnswer),
    ],
)
def test_trouble_becomes_one_of_our_errors(
    simulated: SimulatedStash, client: StashClient, response: Response, error: type[Exception]
) -> None:
    simulated.inject(http_faults.answer(response))

    with pytest.raises(error) as raised:
        client.count()

    assert type(raised.value) is error
    assert KEY not in str(raised.value)


def test_a_page_that_comes_again_does_not_loop(
    simulated: SimulatedStash, client: StashClient
) -> None:
    scene = b'{"id": "1", "updated_at": "x"}'
    body = b'{"data": {"findScenes": {"scenes": [%s]}}}' % scene
    simulated.inject(http_faults.answer(Response(200, {}, body), times=None))

    pages = client.pages(page_size=1)
    next(pages)

    with pytest.raises(BadAnswer, match="sent the scenes up to 1 again"):
        list(pages)


def test_a_stash_that_stopped_is_unreachable(
    simulated: SimulatedStash, client: StashClient
) -> None:
    simulated.stop()

    with pytest.raises(Unreachable, match=r"stash\.url"):
        client.info()


def test_an_address_that_ends_in_graphql_is_understood(simulated: SimulatedStash) -> None:
    with StashClient(f"{simulated.url}/graphql", Secret(KEY)) as client:
        assert client.count() == 0


def test_the_files_of_all_scenes_come_in_pages_and_nothing_else_of_them(
    simulated: SimulatedStash, client: StashClient
) -> None:
    first = [SceneFile("/data/a.mp4", 2**40), SceneFile("C:\\data\\b.mp4", 7)]
    scenes = [simulated.add_scene(files=one) for one in (first, [], [SceneFile("/data/c.mp4", 9)])]

    pages = list(client.files(2))

    assert pages == [tuple(first), (SceneFile("/data/c.mp4", 9),)]
    assert list(client.files(2, after=scenes[1])) == [(SceneFile("/data/c.mp4", 9),)]
