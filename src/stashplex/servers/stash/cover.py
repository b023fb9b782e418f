"""Which bytes are a cover that Plex can show."""

import hashlib
from typing import Final

from stashplex.core.scene import Cover, NoCover

LARGEST_COVER: Final = 10_000_000


def cover_of(data: bytes, etag: str) -> Cover | NoCover:
    """Returns the cover, or why these bytes are none; what they are called does not count."""
    if not data:
        return NoCover("Stash sent an empty cover")
    if len(data) > LARGEST_COVER:
        return NoCover(f"the cover has {len(data) / 1e6:.1f} MB, and Plex takes 10")
    if b"<svg" in data[:1024].lower():
        # Stash draws one where a scene has no cover of its own.
        return NoCover("the cover is Stash's placeholder, or another SVG", placeholder=True)
    if not _is_shown_by_plex(data):
        return NoCover(f"the cover is {_what_it_is(data)}, which Plex does not show")
    return Cover(data, hashlib.sha1(data, usedforsecurity=False).hexdigest(), etag)


def _is_shown_by_plex(data: bytes) -> bool:
    jpeg_png_gif = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data.startswith(jpeg_png_gif)


def _what_it_is(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "an AVIF"
    return "a web page" if b"<html" in data[:1024].lower() else "of an unknown format"
