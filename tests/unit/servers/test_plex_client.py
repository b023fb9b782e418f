"""The Plex client against answers that a simulated Plex would have to be bent to give."""

import json
from collections.abc import Callable

import httpx2
import pytest
from tests.unit.servers.asked import path, target

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    Incompatible,
    ItemGone,
    PlexRejected,
    Unavailable,
    UnknownLibrary,
)
from stashplex.core.item import Field, Tag
from stashplex.core.secret import Secret
from stashplex.servers.http import RequestCount
from stashplex.servers.plex import PlexClient

Answering = Callable[[httpx2.Request], httpx2.Response]
BAD_REQUEST = (
    b"<html><head><title>Bad Request</title></head><body><h1>400 Bad Request</h1></body></html>"
)


def client(answering: Answering, url: str = "http://plex.example:32400") -> PlexClient:
    return PlexClient(
        url,
        Secret("tok"),
        client_identifier="our-own-id",
        max_request=16384,
        transport=httpx2.MockTransport(answering),
    )


def container(**content: object) -> httpx2.Response:
    return httpx2.Response(200, content=json.dumps({"MediaContainer": content}))


def edit(*fields: FieldEdit) -> Edit:
    return Edit(7, 3, fields)


def title(text: str) -> FieldEdit:
    return FieldEdit(Field.TITLE, text, "", Action.SET, "", text)


def genres(*names: str, removals: tuple[str, ...] = ()) -> FieldEdit:
    after = tuple(map(Tag, names))
    return FieldEdit(Field.GENRES, after, (), Action.SET, "", after, removals)


def test_every_request_says_who_we_are() -> None:
    asked: list[httpx2.Request] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return container(machineIdentifier="abc", version="1.43")

    with client(answering) as plex:
        plex.info()

    assert asked[0].headers["x-plex-client-identifier"] == "our-own-id"
    assert asked[0].headers["x-plex-product"] == "stashplex"


def test_a_server_that_is_no_plex_is_named() -> None:
    with (
        client(lambda _: container(size=0)) as plex,
        pytest.raises(Incompatible, match=r"plex\.url leads to a Plex server"),
    ):
        plex.info()


def test_a_web_page_instead_of_plex_is_a_bad_answer() -> None:
    page = httpx2.Response(200, content=b"<html>Welcome</html>")

    with client(lambda _: page) as plex, pytest.raises(BadAnswer):
        plex.info()


def test_a_refused_token_says_what_to_set() -> None:
    with (
        client(lambda _: httpx2.Response(401, content=b"<html>401 Unauthorized</html>")) as plex,
        pytest.raises(CredentialsRefused, match=r"Set plex\.token"),
    ):
        plex.sections()


def test_maintenance_is_told_in_the_words_of_plex() -> None:
    body = b'<Response code="503" title="Maintenance" status="Running database migrations."/>'

    with (
        client(lambda _: httpx2.Response(503, content=body)) as plex,
        pytest.raises(Unavailable, match="Running database migrations"),
    ):
        plex.items([1])


def test_items_are_read_once_each_and_a_hundred_at_a_time() -> None:
    asked: list[list[str]] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append(path(request).rpartition("/")[2].split(","))
        return container(Metadata=[{"ratingKey": one} for one in asked[-1]])

    with client(answering) as plex:
        found = plex.items([*range(1, 251), 1, 2])

    assert list(found) == list(range(1, 251))
    assert [len(ids) for ids in asked] == [100, 100, 50]


def test_reading_no_items_asks_nothing() -> None:
    with client(lambda _: httpx2.Response(500)) as plex:
        assert plex.items([]) == {}
        assert plex.requests == RequestCount()


def test_missing_items_are_not_there_even_where_one_fails_them_all() -> None:
    def answering(request: httpx2.Request) -> httpx2.Response:
        ids = path(request).rpartition("/")[2].split(",")
        if "3" in ids:
            return httpx2.Response(404)
        return container(Metadata=[{"ratingKey": one} for one in ids])

    with client(answering) as plex:
        assert list(plex.items([1, 2, 3, 4, 5])) == [1, 2, 4, 5]
        assert plex.items([3]) == {}


def test_the_total_may_stand_in_a_header_only() -> None:
    def answering(request: httpx2.Request) -> httpx2.Response:
        start = int(request.headers["x-plex-container-start"])
        size = int(request.headers["x-plex-container-size"])
        ids = range(start + 1, min(start + size, 1500) + 1)
        answer = container(Metadata=[{"ratingKey": one} for one in ids])
        answer.headers["X-Plex-Container-Total-Size"] = "1500"
        return answer

    with client(answering) as plex:
        assert len(plex.listing(1)) == 1500


def test_a_library_that_was_removed_is_named() -> None:
    with (
        client(lambda _: httpx2.Response(404)) as plex,
        pytest.raises(UnknownLibrary, match="library 3"),
    ):
        plex.listing(3)


@pytest.mark.parametrize("status", [400, 409, 414])
def test_a_refused_edit_repeats_the_words_of_plex(status: int) -> None:
    words = BAD_REQUEST.replace(b"400", str(status).encode())

    with (
        client(lambda _: httpx2.Response(status, content=words)) as plex,
        pytest.raises(PlexRejected, match=rf"title of item 7 \({status}: Bad Request\)"),
    ):
        plex.write(edit(title("x")))


def test_an_edit_of_an_item_that_vanished_names_the_item() -> None:
    with (
        client(lambda _: httpx2.Response(404)) as plex,
        pytest.raises(ItemGone) as gone,
    ):
        plex.write(edit(title("x")))

    assert gone.value.item == 7


def test_an_upload_to_an_item_that_vanished_names_the_item() -> None:
    with client(lambda _: httpx2.Response(404)) as plex:
        for call in (plex.upload_poster, plex.upload_art):
            with pytest.raises(ItemGone):
                call(7, b"image")


def test_the_images_of_an_item_that_vanished_are_not_an_empty_list() -> None:
    with client(lambda _: httpx2.Response(404)) as plex, pytest.raises(ItemGone):
        plex.posters(7)


def test_an_upload_sends_the_bytes_as_they_are() -> None:
    asked: list[tuple[str, str, bytes]] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append((request.method, path(request), request.content))
        return httpx2.Response(200)

    with client(answering) as plex:
        plex.upload_poster(7, b"\xff\xd8\xff")
        plex.upload_art(7, b"\x89PNG")
        assert plex.requests == RequestCount(writes=2)

    assert asked == [
        ("POST", "/library/metadata/7/posters", b"\xff\xd8\xff"),
        ("POST", "/library/metadata/7/arts", b"\x89PNG"),
    ]


def test_an_edit_that_writes_nothing_sends_nothing() -> None:
    with client(lambda _: httpx2.Response(500)) as plex:
        plex.write(edit())

        assert plex.requests.total == 0


@pytest.mark.parametrize("status", [400, 414])
def test_a_long_request_is_divided_before_its_refusal_is_believed(status: int) -> None:
    taken: list[bytes] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        if len(target(request)) > 8192:
            return httpx2.Response(status)
        taken.append(target(request))
        return httpx2.Response(200)

    removals = tuple(f"{number}" + "r" * 90 for number in range(100))
    with client(answering) as plex:
        plex.write(edit(genres("a", "b", removals=removals)))

    assert [b"genre%5B0%5D" in target for target in taken] == [True, False, False]
    assert all(b"id=7&" in target for target in taken)


def test_a_long_list_that_is_refused_is_not_divided() -> None:
    asked: list[bytes] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append(target(request))
        return httpx2.Response(400, content=BAD_REQUEST)

    with client(answering) as plex, pytest.raises(PlexRejected, match="genre of item 7"):
        plex.write(edit(genres("g" * 9000)))

    assert len(asked) == 1


def test_a_short_request_that_is_refused_is_believed() -> None:
    asked: list[bytes] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append(target(request))
        return httpx2.Response(400)

    with client(answering) as plex, pytest.raises(PlexRejected):
        plex.write(edit(title("x"), genres("a", removals=("b", "c"))))

    assert len(asked) == 1


def test_a_prefix_of_a_reverse_proxy_stands_before_every_path() -> None:
    asked: list[str] = []

    def answering(request: httpx2.Request) -> httpx2.Response:
        asked.append(path(request))
        return container()

    with client(answering, "https://home.example/plex/") as plex:
        plex.sections()
        plex.items([7])

    assert asked == ["/plex/library/sections", "/plex/library/metadata/7"]


@pytest.mark.parametrize(
    ("activities", "busy_with"),
    [
        ([], ""),
        ([{"type": "library.refresh.items", "title": "Checking files"}], ""),
        ([{"type": "media.generate.bif", "title": "Previews"}], ""),
        ([{"type": "library.update.section", "title": "Scanning Films"}], "Scanning Films"),
        ([{"type": "library.optimize.database", "title": ""}], "library.optimize.database"),
        ([{"type": "x"}, {"type": "butler", "title": "Chores", "progress": -1}], "Chores"),
    ],
)
def test_what_plex_is_busy_with_counts_where_it_is_hard_on_its_database(
    activities: list[dict[str, object]], busy_with: str
) -> None:
    content = {"size": len(activities)} | ({"Activity": activities} if activities else {})

    with client(lambda _: container(**content)) as plex:
        assert plex.busy_with() == busy_with
