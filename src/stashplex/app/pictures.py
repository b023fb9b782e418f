"""The pictures of a scene as a browser may show them: Stash's cover, Plex's poster."""

import threading
from collections import OrderedDict
from collections.abc import Callable
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


KEPT: Final = 20_000_000
"""So many bytes of pictures that were asked for last are kept."""


Fetch = Callable[[str], bytes]


class Pictures:
    """Fetches pictures, and keeps some: a picture that changes gets another address."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Side, str], Picture] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, house: House, scene: int, side: Side) -> Picture | None:
        """Returns what one side shows of a scene; None where no browser should draw that."""
        address, fetch = _cover(house, scene) if side is Side.STASH else _poster(house, scene)
        if not address:
            return None
        with self._turn:
            if kept := self._kept.get((side, address)):
                self._kept.move_to_end((side, address))
                return kept
        data = fetch(address)
        kind = media_type(data)
        return self._keep((side, address), Picture(data, kind)) if kind else None

    def _keep(self, key: tuple[Side, str], picture: Picture) -> Picture:
        with self._turn:
            self._kept[key] = picture
            while sum(len(one.data) for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return picture


def media_type(data: bytes) -> str:
    """Returns what kind of picture bytes are, whatever they are called; empty for any other.

    An SVG is none: it can hold a script.
    """
    if len(data) > LARGEST:
        return ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")


def _cover(house: House, scene: int) -> tuple[str, Fetch]:
    stash = house.servers.stash

    def fetch(address: str) -> bytes:
        cover = stash.cover(address)
        return cover.data if isinstance(cover, Cover) else b""

    told = stash.scenes([scene]).get(scene)
    return ("" if told is None else told.cover_path), fetch


def _poster(house: House, scene: int) -> tuple[str, Fetch]:
    items = house.store.records.owned([scene])[scene]
    stamps = house.store.records.stamps(items[:1])
    thumb = next((one.thumb for one in stamps.values()), "")
    return (thumb if thumb.startswith("/library/") else ""), house.servers.plex.image
