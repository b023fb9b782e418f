"""Which bytes are a cover."""

import hashlib

import pytest

from stashplex.core.scene import Cover, NoCover
from stashplex.servers.stash.cover import LARGEST_COVER, cover_of

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@pytest.mark.parametrize(
    "data",
    [JPEG, b"\x89PNG\r\n\x1a\n....", b"RIFF\x10\x00\x00\x00WEBPVP8 ", b"GIF89a....", b"GIF87a"],
    ids=["JPEG", "PNG", "WebP", "GIF89a", "GIF87a"],
)
def test_what_plex_shows_is_a_cover_with_its_sha1(data: bytes) -> None:
    assert cover_of(data, '"tag"') == Cover(
        data, hashlib.sha1(data, usedforsecurity=False).hexdigest(), '"tag"'
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "placeholder, or another SVG"),
        (b"\x00\x00\x00 ftypavif....", "an AVIF"),
        (b"<!doctype html><html>", "a web page"),
        (b"RIFF\x10\x00\x00\x00WAVE", "unknown format"),
        (JPEG + b"\x00" * LARGEST_COVER, "10.0 MB"),
    ],
)
def test_anything_else_says_why_it_is_none(data: bytes, why: str) -> None:
    answer = cover_of(data, "")

    assert isinstance(answer, NoCover)
    assert why in answer.why


def test_only_the_placeholder_is_called_one() -> None:
    svg, avif = cover_of(b"<svg/>", ""), cover_of(b"\x00\x00\x00 ftypavif", "")

    assert isinstance(svg, NoCover)
    assert svg.placeholder
    assert isinstance(avif, NoCover)
    assert not avif.placeholder
