"""Posters and backgrounds: uploaded, listed, selected, reset; never deleted."""

import hashlib
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.edits import Editor
from stashplex.demo.plex.records import Gallery, Image, Item
from stashplex.demo.plex.serialise import Node, Refused, Shown, answer, done
from stashplex.demo.plex.state import PlexState

PURPOSES: Final = {
    "poster": "posters",
    "posters": "posters",
    "thumb": "posters",
    "art": "arts",
    "arts": "arts",
}
"""Every name an image has in a path to the gallery it stands for."""
LOCK_OF: Final = {"posters": "thumb", "arts": "art"}
FOLDER_OF: Final = {"posters": "posters", "arts": "art"}
SIGNATURES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"BM": "image/bmp",
}
LARGEST_IMAGE: Final = 10_480_000


class Images:
    """The images of all items; the caller holds the lock of the state."""

    def __init__(
        self,
        state: PlexState,
        behaviour: Behaviour,
        editor: Editor,
        fetch: Callable[[str], bytes] | None = None,
    ) -> None:
        self._state = state
        self._behaviour = behaviour
        self._editor = editor
        self._fetch = fetch

    def show_list(self, request: Request, item: Item, purpose: str) -> Response:
        """Answers with every image the item could show, and which it does."""
        gallery = gallery_of(item, purpose)
        entries: list[Node] = [entry(item, image, gallery) for image in gallery.images.values()]
        container: Shown = {"size": len(entries), "identifier": "com.plexapp.plugins.library"}
        if entries:
            container["Metadata"] = entries
        return answer(request, container)

    def upload(self, request: Request, item: Item, purpose: str) -> Response:
        """Takes in an image from the body or from an address, and selects it."""
        data = request.body
        if address := request.asks("url"):
            if self._fetch is None:
                raise Refused(400)
            data = self._fetch(address)
        if content_type(data) is None or len(data) > LARGEST_IMAGE:
            raise Refused(400)
        if purpose not in self._behaviour.ignored_fields:
            self.add_upload(item, purpose, data)
        return done()

    def add_upload(self, item: Item, purpose: str, data: bytes) -> None:
        """Adds an image under the hash of its bytes, once, and selects it."""
        sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        key = f"upload://{FOLDER_OF[purpose]}/{sha1}"
        gallery_of(item, purpose).images.setdefault(key, Image(key, data))
        self.choose(item, purpose, key)

    def add_candidate(self, item: Item, purpose: str, data: bytes, provider: str) -> None:
        """Adds an image of the agent's; the first one is selected."""
        sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        key = f"metadata://{FOLDER_OF[purpose]}/{provider}_{sha1}"
        gallery = gallery_of(item, purpose)
        gallery.images.setdefault(key, Image(key, data, provider))
        if not gallery.selected:
            gallery.selected = key
            gallery.stamp = self._state.moment()

    def select(self, request: Request, item: Item, purpose: str) -> Response:
        """Selects an image of the list by its key."""
        key = request.asks("url")
        if key not in gallery_of(item, purpose).images:
            raise Refused(400)
        if purpose not in self._behaviour.ignored_fields:
            self.choose(item, purpose, key)
        return done()

    def choose(self, item: Item, purpose: str, key: str) -> None:
        """Shows an image from now on."""
        gallery = gallery_of(item, purpose)
        self._editor.touch(item)
        gallery.selected = key
        gallery.stamp = self._state.moment()
        if self._behaviour.upload_locks:
            item.locks.add(LOCK_OF[purpose])

    def reset(self, item: Item, purpose: str) -> Response:
        """Shows no image any more, and locks that."""
        gallery_of(item, purpose).selected = ""
        item.locks.add(LOCK_OF[purpose])
        self._editor.touch(item)
        return done()

    def show_selected(self, item: Item, purpose: str) -> Response:
        """Answers with the bytes of the image that is shown."""
        gallery = gallery_of(item, purpose)
        return image_bytes(gallery, gallery.selected)


def gallery_of(item: Item, purpose: str) -> Gallery:
    """Returns the images an item has for a purpose."""
    return item.posters if purpose == "posters" else item.arts


def entry(item: Item, image: Image, gallery: Gallery) -> Node:
    """Returns one image as the list shows it."""
    address = f"/library/metadata/{item.id}/file?url={quote(image.key, safe='')}"
    shown: Shown = {
        "key": address,
        "ratingKey": image.key,
        "selected": image.key == gallery.selected,
        "thumb": address,
    }
    if image.provider:
        shown["provider"] = image.provider
    return shown


def image_bytes(gallery: Gallery, key: str) -> Response:
    """Returns the bytes of an image, or raises Refused where there is none."""
    image = gallery.images.get(key)
    if image is None:
        raise Refused(404)
    kind = content_type(image.data) or "application/octet-stream"
    return Response(200, {"Content-Type": kind}, image.data)


def content_type(data: bytes) -> str | None:
    """Returns what kind of image bytes are, or None when they are none."""
    return next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), None)
