"""The pictures of a scene as a browser may show them: Stash's cover, Plex's poster."""

from typing import Final

from stashplex.app.house import House
from stashplex.core.scene import Cover
from stashplex.core.service import Picture, Side

SIGNATURES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
}
LARGEST: Final = 10_000_000
"""Bytes; Plex takes no larger poster either."""


def picture(house: House, scene: int, side: Side) -> Picture | None:
    """Returns what one side shows of a scene; None where that is nothing a browser should draw."""
    data = _cover(house, scene) if side is Side.STASH else _poster(house, scene)
    kind = media_type(data)
    return Picture(data, kind) if kind else None


def media_type(data: bytes) -> str:
    """Returns what kind of picture bytes are, whatever they are called; empty for any other.

    An SVG is none: it can hold a script.
    """
    if len(data) > LARGEST:
        return ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")


def _cover(house: House, scene: int) -> bytes:
    stash = house.servers.stash
    told = stash.scenes([scene]).get(scene)
    if told is None or not told.cover_path:
        return b""
    cover = stash.cover(told.cover_path)
    return cover.data if isinstance(cover, Cover) else b""


def _poster(house: House, scene: int) -> bytes:
    items = house.store.records.owned([scene])[scene]
    stamps = house.store.records.stamps(items[:1])
    thumb = next((one.thumb for one in stamps.values()), "")
    return house.servers.plex.image(thumb) if thumb.startswith("/library/") else b""
