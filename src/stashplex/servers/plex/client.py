"""The Plex server as the rest of the house sees it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Final
from urllib.parse import quote

import httpx2

from stashplex import __version__
from stashplex.core.edit import Edit
from stashplex.core.errors import (
    CredentialsRefused,
    Incompatible,
    ItemGone,
    PlexRejected,
    SceneError,
    UnknownLibrary,
)
from stashplex.core.item import Field, ImageList, Item, Listed, Section
from stashplex.core.ports import ServerInfo
from stashplex.core.secret import Secret
from stashplex.servers.address import base_address
from stashplex.servers.answer import Answer
from stashplex.servers.http import Conversation, HttpServer
from stashplex.servers.plex import wire
from stashplex.servers.plex.edit_request import USUAL_BYTES, EditRequest, edit_requests
from stashplex.servers.plex.listing import PAGE_SIZE, Page, complete_listing
from stashplex.servers.plex.names import PARAMETER
from stashplex.servers.refusal import Peer

ITEMS_PER_REQUEST: Final = 100
GONE: Final = 404
TOO_LONG_PERHAPS: Final = frozenset({400, 413, 414, 431})
"""How servers and proxies say that a request is too long; 400 may mean anything."""
REFUSED: Final = TOO_LONG_PERHAPS | {GONE, 409}
TRIMMED_LISTING: Final = (
    "type=1&sort=id"
    "&excludeElements=Genre,Country,Director,Writer,Role,Producer,Similar,Collection,Rating,Guid,"
    "Image,UltraBlurColors&excludeFields=summary,tagline"
)
_SELECT: Final = {Field.POSTER: "poster", Field.ART: "art"}
OWNER_REMEDY: Final = "Set plex.token to a token of the server's owner."


class PlexClient(Conversation):
    """Speaks to one Plex server: typed, counted, and only with our errors."""

    def __init__(
        self,
        url: str,
        token: Secret,
        *,
        client_identifier: str,
        max_request: int,
        transport: httpx2.BaseTransport | None = None,
        monotonic: Callable[[], float] = lambda: 0.0,
    ) -> None:
        base = base_address("Plex", url)
        self._max_request = max_request
        self._prefix_bytes = len(httpx2.URL(base).raw_path.rstrip(b"/"))
        server = HttpServer(
            Peer("Plex", base, token, "token", OWNER_REMEDY),
            "X-Plex-Token",
            {
                "X-Plex-Client-Identifier": client_identifier,
                "X-Plex-Product": "stashplex",
                "X-Plex-Version": __version__,
            },
            transport=transport,
            monotonic=monotonic,
        )
        super().__init__(server)

    def info(self) -> ServerInfo:
        """Returns version and machine identifier, by a call that needs the token."""
        server = self._server.decode(wire.SERVER, self._get("/").body, "GET /").container
        if not server.machine_identifier:
            sentence = f"{self._server.peer.at} does not say which Plex server it is."
            raise Incompatible("Plex", sentence, "Check that plex.url leads to a Plex server.")
        return ServerInfo(server.version, server.machine_identifier, server.name)

    def identity(self) -> str:
        """Returns the machine identifier, which a server tells without a token."""
        answer = self._get("/identity")
        server = self._server.decode(wire.SERVER, answer.body, "GET /identity").container
        return server.machine_identifier

    def is_owner(self) -> bool:
        """Tells whether the token is the owner's, by asking for what no other may see."""
        try:
            self._get("/:/prefs")
        except CredentialsRefused:
            return False
        return True

    def sections(self) -> tuple[Section, ...]:
        """Returns the movie libraries."""
        answer = self._get("/library/sections")
        decoded = self._server.decode(wire.SECTIONS, answer.body, "GET /library/sections")
        return wire.movie_sections(decoded.container)

    def busy_with(self) -> str:
        """Returns what Plex does that is hard on its database; empty where there is nothing."""
        answer = self._get("/activities")
        decoded = self._server.decode(wire.ACTIVITIES, answer.body, "GET /activities")
        return wire.heavy_activity(decoded.container)

    def listing(self, section: int) -> tuple[Listed, ...]:
        """Returns the whole library, trimmed to what matching needs; complete, or it raises."""
        return complete_listing(section, lambda start: self._page(section, start))

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        """Returns full items, in one request per 100 ids; a missing id is simply not there."""
        wanted = list(dict.fromkeys(ids))
        batches = range(0, len(wanted), ITEMS_PER_REQUEST)
        read = (self._some_items(wanted[at : at + ITEMS_PER_REQUEST]) for at in batches)
        return dict(chain.from_iterable(found.items() for found in read))

    def image(self, path: str) -> bytes:
        """Returns the bytes of an image that an item names; none where Plex has it no more."""
        answer = self._get(path, may_be_gone=True)
        return answer.body if answer.succeeded else b""

    def posters(self, item: int) -> ImageList:
        """Returns the posters of an item and which is selected."""
        return self._images(item, "posters")

    def arts(self, item: int) -> ImageList:
        """Returns the backgrounds of an item and which is selected."""
        return self._images(item, "arts")

    def write(self, edit: Edit) -> None:
        """Sends the fields of an edit, in as few requests as fit."""
        requests = edit_requests(
            edit, max_request=self._max_request, prefix_bytes=self._prefix_bytes
        )
        for request in requests:
            self._put(request)

    def upload_poster(self, item: int, data: bytes) -> None:
        """Uploads a poster, which Plex then selects."""
        self._upload(item, "posters", data)

    def upload_art(self, item: int, data: bytes) -> None:
        """Uploads a background, which Plex then selects."""
        self._upload(item, "arts", data)

    def select_image(self, item: int, name: Field, key: str) -> None:
        """Shows one of the images in the list of a poster or background, by its key."""
        kind = _SELECT[name]
        path = f"/library/metadata/{item}/{kind}?url={quote(key, safe='')}"
        self._change("PUT", path, item, kind)

    def reset_image(self, item: int, name: Field) -> None:
        """Shows no poster or background any more; servers before 1.43 do not know how."""
        kind = PARAMETER[name]
        self._change("DELETE", f"/library/metadata/{item}/{kind}", item, kind)

    def scan(self, section: int, folder: str) -> None:
        """Asks Plex to look for new files in one folder of a library; it does so in its time."""
        if section <= 0 or not folder:
            raise ValueError("a scan names its folder: else it is of the whole library")
        # The specification says POST; every client in the field sends GET, and is understood.
        self._get(f"/library/sections/{section}/refresh?path={quote(folder, safe='')}")

    def _get(
        self, target: str, *, headers: Mapping[str, str] | None = None, may_be_gone: bool = False
    ) -> Answer:
        expected = (GONE,) if may_be_gone else ()
        return self._server.request("GET", target, headers=headers, expected=expected)

    def _page(self, section: int, start: int) -> Page:
        path = f"/library/sections/{section}/all"
        span = {
            "X-Plex-Container-Start": str(start),
            "X-Plex-Container-Size": str(PAGE_SIZE),
        }
        answer = self._get(f"{path}?{TRIMMED_LISTING}", headers=span, may_be_gone=True)
        if answer.status == GONE:
            raise UnknownLibrary("Plex", f"Plex no longer has library {section}.")
        container = self._server.decode(wire.ITEMS, answer.body, f"GET {path}").container
        told = answer.headers.get("x-plex-container-total-size", "")
        unpaged = int(told) if told.isascii() and told.isdigit() else len(container.items)
        total = unpaged if container.total is None else container.total
        return Page(total, wire.listed(container, section))

    def _some_items(self, ids: Sequence[int]) -> dict[int, Item]:
        path = f"/library/metadata/{','.join(map(str, ids))}"
        # Without skipRefresh a plain read may send Plex to the disk, item by item.
        answer = self._get(f"{path}?skipRefresh=1", may_be_gone=True)
        if answer.status != GONE:
            decoded = self._server.decode(wire.ITEMS, answer.body, "GET /library/metadata")
            return wire.full_items(decoded.container)
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return self._some_items(ids[:middle]) | self._some_items(ids[middle:])

    def _images(self, item: int, kind: str) -> ImageList:
        path = f"/library/metadata/{item}/{kind}"
        answer = self._get(path, may_be_gone=True)
        if answer.status == GONE:
            raise self._refused(item, kind, answer)
        return wire.image_list(
            self._server.decode(wire.IMAGES, answer.body, f"GET {path}").container
        )

    def _put(self, request: EditRequest) -> None:
        answer = self._server.request("PUT", request.target, expected=REFUSED, writes=True)
        if answer.succeeded:
            return
        over_usual = len(request.target) + self._prefix_bytes > USUAL_BYTES
        halves = request.halves() if over_usual and answer.status in TOO_LONG_PERHAPS else ()
        if not halves:
            names = ", ".join(piece.name for piece in request.pieces)
            raise self._refused(request.item, names, answer)
        for half in halves:
            self._put(half)

    def _upload(self, item: int, kind: str, data: bytes) -> None:
        self._change("POST", f"/library/metadata/{item}/{kind}", item, kind, data)

    def _change(self, method: str, target: str, item: int, kind: str, data: bytes = b"") -> None:
        answer = self._server.request(method, target, data, expected=REFUSED, writes=True)
        if not answer.succeeded:
            raise self._refused(item, kind, answer)

    def _refused(self, item: int, what: str, answer: Answer) -> SceneError:
        if answer.status == GONE:
            return ItemGone(f"Plex no longer has item {item}.", item=item)
        words = self._server.peer.words(answer)
        return PlexRejected(f"Plex refuses {what} of item {item} ({answer.status}: {words}).")
