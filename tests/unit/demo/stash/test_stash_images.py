"""The images of the simulated Stash."""

import hashlib

import httpx2
import pytest

from stashplex.demo.pictures import AVIF, WEBP, picture
from stashplex.demo.stash import SimulatedStash


def test_a_cover_comes_as_stored_with_its_etag(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.set_cover(1, picture(5))
    response = client.get("/scene/1/screenshot?t=7")
    assert response.status_code == 200
    assert response.content == picture(5)
    assert response.headers["content-type"] == "image/png"
    etag = f'"{hashlib.md5(picture(5), usedforsecurity=False).hexdigest()}"'
    assert response.headers["etag"] == etag
    assert "immutable" in response.headers["cache-control"]
    assert client.get("/scene/1/screenshot").headers["cache-control"] == "no-cache"


def test_the_same_etag_costs_no_bytes_until_the_cover_changes(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    known = {"If-None-Match": client.get("/scene/1/screenshot").headers["etag"]}
    response = client.get("/scene/1/screenshot", headers=known)
    assert (response.status_code, response.content) == (304, b"")
    stash.set_cover(1, picture(6))
    assert client.get("/scene/1/screenshot", headers=known).content == picture(6)


def test_without_a_cover_there_is_a_placeholder(client: httpx2.Client) -> None:
    response = client.get("/scene/2/screenshot?t=7")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


@pytest.mark.parametrize(
    ("cover", "media"), [(WEBP, "image/webp"), (AVIF, "application/octet-stream")]
)
def test_other_formats_are_named_as_stash_names_them(
    stash: SimulatedStash, client: httpx2.Client, cover: bytes, media: str
) -> None:
    stash.set_cover(2, cover)
    assert client.get("/scene/2/screenshot").headers["content-type"] == media


def test_a_cover_may_be_drawn_when_it_is_asked_for(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.set_cover(2, lambda: picture(8))
    assert client.get("/scene/2/screenshot").content == picture(8)


def test_a_missing_scene_has_no_image_and_only_get_is_served(client: httpx2.Client) -> None:
    assert client.get("/scene/99/screenshot").status_code == 404
    assert client.head("/scene/1/screenshot").status_code == 405


def test_pictures_are_the_same_for_a_seed_and_differ_between_seeds() -> None:
    picture.cache_clear()
    first = picture(1)
    picture.cache_clear()
    assert picture(1) == first
    assert picture(2) != first
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
