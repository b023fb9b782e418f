"""Posters and backgrounds of the simulated Plex."""

import hashlib

import httpx2
import pytest
from tests.unit.demo.plex.conversation import JPEG, OTHER_JPEG, Node, container, full

from stashplex.demo.plex import SimulatedPlex

UPLOADED = f"upload://posters/{hashlib.sha1(JPEG).hexdigest()}"  # noqa: S324  how Plex names it


def posters(client: httpx2.Client, item: int = 1, purpose: str = "posters") -> list[Node]:
    shown = container(client, f"/library/metadata/{item}/{purpose}")
    found: list[Node] = shown.get("Metadata", [])
    return found


def upload(client: httpx2.Client, data: bytes, purpose: str = "posters") -> int:
    return client.post(f"/library/metadata/1/{purpose}", content=data).status_code


def test_an_upload_is_named_by_its_hash_and_selected(client: httpx2.Client) -> None:
    assert "thumb" not in full(client, 1)
    assert upload(client, JPEG) == 200
    (poster,) = posters(client)
    assert (poster["ratingKey"], poster["selected"]) == (UPLOADED, True)
    shown = full(client, 1)
    assert client.get(shown["thumb"]).content == JPEG
    assert client.get(shown["thumb"]).headers["Content-Type"] == "image/jpeg"
    assert client.get(poster["key"]).content == JPEG


def test_the_list_grows_and_never_doubles(client: httpx2.Client) -> None:
    for data in (JPEG, OTHER_JPEG, JPEG):
        upload(client, data)
    assert [poster["selected"] for poster in posters(client)] == [True, False]


def test_the_path_of_the_poster_moves_with_every_change_and_only_then(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    seen = []
    for data in (JPEG, OTHER_JPEG, JPEG):
        upload(client, data)
        seen.append(full(client, 1)["thumb"])
    assert len(set(seen)) == 3
    plex.person.edit(1, title="New")
    assert full(client, 1)["thumb"] == seen[-1]
    plex.behaviour.edits_move_thumb = True
    plex.person.edit(1, title="Newer")
    assert full(client, 1)["thumb"] != seen[-1]


def test_an_image_of_the_agent_can_be_selected_again(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    item = plex.add_item(1, [("/media/films/x.mkv", 1, 1)], posters=[OTHER_JPEG, JPEG])
    first, second = posters(client, item)
    assert (first["selected"], second["selected"]) == (True, False)
    assert first["provider"] == "com.plexapp.agents.none"
    client.put(f"/library/metadata/{item}/poster", params={"url": second["ratingKey"]})
    assert [poster["selected"] for poster in posters(client, item)] == [False, True]
    assert plex.snapshot()[item].poster == second["ratingKey"]
    unknown = client.put(f"/library/metadata/{item}/poster", params={"url": "upload://posters/0"})
    assert unknown.status_code == 400


def test_a_reset_shows_nothing_and_locks(client: httpx2.Client) -> None:
    upload(client, JPEG)
    assert client.delete("/library/metadata/1/thumb").status_code == 200
    shown = full(client, 1)
    assert "thumb" not in shown
    assert shown["Field"] == [{"locked": True, "name": "thumb"}]
    assert [poster["selected"] for poster in posters(client)] == [False]


def test_an_older_server_cannot_reset(plex: SimulatedPlex, client: httpx2.Client) -> None:
    plex.identity.version = "1.42.2.10156-f737b826c"
    assert client.delete("/library/metadata/1/thumb").status_code == 404


def test_an_uploaded_image_cannot_be_deleted(client: httpx2.Client) -> None:
    upload(client, JPEG)
    gone = client.delete("/library/metadata/1/posters", params={"url": UPLOADED})
    assert gone.status_code == 404
    assert len(posters(client)) == 1


@pytest.mark.parametrize("locks", [True, False])
def test_an_upload_locks_or_not(plex: SimulatedPlex, client: httpx2.Client, *, locks: bool) -> None:
    plex.behaviour.upload_locks = locks
    upload(client, JPEG)
    assert ("thumb" in plex.snapshot()[1].locks) is locks


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='x'/>", b"hello", JPEG + bytes(10_480_000)])
def test_what_is_no_image_or_too_large_is_refused(client: httpx2.Client, body: bytes) -> None:
    assert upload(client, body) == 400
    assert posters(client) == []


def test_an_image_can_be_fetched_from_an_address() -> None:
    pictures = {"http://pictures.test/1": JPEG}
    with SimulatedPlex(fetch_image=pictures.__getitem__) as plex:
        item = plex.add_item(plex.add_section("Films"), [("/media/x.mkv", 1, 1)])
        httpx2.post(
            f"{plex.url}/library/metadata/{item}/posters",
            params={"url": "http://pictures.test/1"},
            headers={"X-Plex-Token": plex.token},
        )
        assert plex.snapshot()[item].poster == UPLOADED


def test_without_a_way_to_fetch_an_address_is_refused(client: httpx2.Client) -> None:
    by_address = client.post("/library/metadata/1/posters", params={"url": "http://x.test/1"})
    assert by_address.status_code == 400


def test_backgrounds_are_a_world_of_their_own(client: httpx2.Client) -> None:
    assert upload(client, JPEG, "arts") == 200
    (art,) = posters(client, purpose="arts")
    assert art["ratingKey"].startswith("upload://art/")
    shown = full(client, 1)
    assert "thumb" not in shown
    assert client.get(shown["art"]).content == JPEG
    assert client.get(art["key"]).content == JPEG
    assert [field["name"] for field in shown["Field"]] == ["art"]


def test_an_item_can_refuse_and_a_server_can_ignore_an_upload(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    plex.behaviour.refused_items = {1: 500}
    assert upload(client, JPEG) == 500
    plex.behaviour.refused_items = {}
    plex.behaviour.ignored_fields = {"posters"}
    assert upload(client, JPEG) == 200
    assert posters(client) == []


def test_a_refresh_takes_back_what_is_not_locked(plex: SimulatedPlex) -> None:
    item = plex.add_item(1, [("/media/films/x.mkv", 1, 1)], posters=[OTHER_JPEG])
    of_the_agent = plex.snapshot()[item].poster
    plex.person.choose_image(item, JPEG)
    plex.refresh(item)
    assert plex.snapshot()[item].poster == UPLOADED
    plex.person.unlock(item, "thumb")
    plex.refresh(item)
    assert plex.snapshot()[item].poster == of_the_agent


def test_there_is_no_picture_where_none_is_selected(client: httpx2.Client) -> None:
    assert client.get("/library/metadata/1/thumb/1").status_code == 404
    assert client.get("/library/metadata/1/file", params={"url": UPLOADED}).status_code == 404
