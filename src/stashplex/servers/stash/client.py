"""The Stash server as the rest of the house sees it."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import httpx2
import msgspec

from stashplex.core.errors import BadAnswer, Incompatible, QueryFailed, ServerError
from stashplex.core.ports import ServerInfo
from stashplex.core.scene import Cover, CoverUnchanged, NoCover, Scene, SceneFile
from stashplex.core.secret import Secret
from stashplex.core.watching import Kind, NewestPages
from stashplex.servers.address import base_address
from stashplex.servers.answer import Answer, plain_line
from stashplex.servers.http import Conversation, HttpServer
from stashplex.servers.refusal import Peer
from stashplex.servers.stash import documents, wire
from stashplex.servers.stash.cover import cover_of

NOT_MODIFIED: Final = 304
GONE: Final = 404
QUERY_REFUSED: Final = (400, 422)
A_PICTURE: Final = "/scene/1/screenshot"
QUERY: Final = "POST /graphql"
PAGE_SIZE: Final = 100
FILES_PAGE_SIZE: Final = 1000
IDS_PAGE_SIZE: Final = 1000
KEY_REMEDY: Final = "Set stash.api_key to the key that Stash shows under Settings > Security."
STATE_REMEDY: Final[Mapping[str, str]] = {
    "SETUP": "Open Stash in a browser and finish its setup.",
    "NEEDS_MIGRATION": "Open Stash in a browser and let it migrate its database.",
}

Content = TypeVar("Content")
Numbered = TypeVar("Numbered", bound=wire.HasId)


class StashClient(Conversation):
    """Speaks to one Stash: typed, counted, and only with our errors."""

    def __init__(
        self,
        url: str,
        api_key: Secret,
        *,
        transport: httpx2.BaseTransport | None = None,
        monotonic: Callable[[], float] = lambda: 0.0,
    ) -> None:
        base = base_address("Stash", url).removesuffix("/graphql")
        peer = Peer("Stash", base, api_key, "API key", KEY_REMEDY)
        super().__init__(HttpServer(peer, "ApiKey", transport=transport, monotonic=monotonic))

    def info(self) -> ServerInfo:
        """Returns version and identity; raises unless Stash is set up and the key is good."""
        content = self._ask(documents.INFO, wire.INFO)
        version, state = content.version.version or "unknown", content.status.status
        if state != "OK":
            sentence = f"{self._server.peer.at} ({version}) is not ready: its state is {state}."
            raise Incompatible("Stash", sentence, STATE_REMEDY.get(state, "Open Stash and see."))
        return ServerInfo(version, content.status.database_path or "", "Stash")

    def sends_to_login(self) -> bool:
        """Tells whether strangers are sent to a login as Stash does it."""
        answer = self._server.request("GET", A_PICTURE, expected=range(300, 500))
        return answer.headers.get("location", "").rstrip("/").endswith("/login")

    def scenes(self, ids: Sequence[int]) -> dict[int, Scene]:
        """Returns the scenes that exist, in one query; a missing id is simply not there."""
        if not ids:
            return {}
        found = self._ask(documents.scenes_by_id(dict.fromkeys(ids)), wire.SCENES_BY_ID)
        return {one.id: wire.scene_of(one) for one in found.values() if one}

    def pages(
        self, since: str = "", page_size: int = PAGE_SIZE, *, after: int = 0
    ) -> Iterator[tuple[Scene, ...]]:
        """Yields scenes by id: those above `after`, updated since a stamp (Stash's own text)."""
        updated = {"updated_at": {"value": since, "modifier": "GREATER_THAN"}} if since else {}
        return self._pages_where(updated, page_size, after)

    def count(self) -> int:
        """Returns how many scenes there are."""
        return self._ask(documents.SCENE_COUNT, wire.FOUND_SCENES).found.count

    def newest(self, kinds: Iterable[Kind], page: int = 1, size: int = PAGE_SIZE) -> NewestPages:
        """Returns a page of each kind, newest first in the order of texts; one request for all."""
        wanted = frozenset(kinds)
        asked = {kind.value: kind in wanted for kind in Kind}
        found = self._ask(documents.NEWEST, wire.NEWEST, {"page": page, "size": size, **asked})
        return {kind: found.of(kind) for kind in Kind if kind in wanted}

    def scenes_of(
        self, kind: Kind, names: Sequence[int], page_size: int = IDS_PAGE_SIZE
    ) -> Iterator[tuple[int, ...]]:
        """Yields, page by page, the ids of the scenes that show any of these names."""
        any_of = {"value": [str(one) for one in names], "modifier": "INCLUDES"}

        def ask(variables: Mapping[str, object]) -> list[wire.WireSceneFiles]:
            return self._ask(documents.SCENE_IDS_PAGE, wire.FOUND_FILES, variables).found.scenes

        for page in self._by_id(ask, {f"{kind}s": any_of}, page_size, 0):
            yield tuple(scene.id for scene in page)

    def files(
        self, page_size: int = FILES_PAGE_SIZE, *, after: int = 0
    ) -> Iterator[tuple[SceneFile, ...]]:
        """Yields the files of all scenes above `after`, page by page, and nothing else of them."""

        def ask(variables: Mapping[str, object]) -> list[wire.WireSceneFiles]:
            return self._ask(documents.FILES_PAGE, wire.FOUND_FILES, variables).found.scenes

        for page in self._by_id(ask, {}, page_size, after):
            yield tuple(wire.file_of(file) for scene in page for file in scene.files)

    def scenes_with_file_named(self, name: str) -> tuple[Scene, ...]:
        """Returns the scenes that have a file of this base name, composed or decomposed."""
        found: dict[int, Scene] = {}
        for spelling in _spellings(name):
            # Without the quotes Stash would look for any of the words in the name.
            named = {"path": {"value": f'"{spelling}"', "modifier": "INCLUDES"}}
            for page in self._pages_where(named, PAGE_SIZE):
                found |= {scene.id: scene for scene in page}
        return tuple(
            scene
            for _, scene in sorted(found.items())
            if any(_is_named(file.path, name) for file in scene.files)
        )

    def cover(self, path: str, etag: str = "") -> Cover | CoverUnchanged | NoCover:
        """Fetches a cover by its path, unless it still has the ETag."""
        if not path:
            return NoCover("Stash names no cover")
        headers = {"Accept": "image/*"} | ({"If-None-Match": etag} if etag else {})
        answer = self._server.request("GET", path, headers=headers, expected=(NOT_MODIFIED, GONE))
        if answer.status == NOT_MODIFIED:
            return CoverUnchanged()
        if answer.status == GONE:
            return NoCover("Stash has no cover there")
        return cover_of(answer.body, answer.headers.get("etag", ""))

    def _pages_where(
        self, where: Mapping[str, object], page_size: int, last: int = 0
    ) -> Iterator[tuple[Scene, ...]]:
        def ask(variables: Mapping[str, object]) -> list[wire.WireScene]:
            return self._ask(documents.SCENE_PAGE, wire.FOUND_SCENES, variables).found.scenes

        for page in self._by_id(ask, where, page_size, last):
            yield tuple(map(wire.scene_of, page))

    def _by_id(
        self,
        ask: Callable[[Mapping[str, object]], list[Numbered]],
        where: Mapping[str, object],
        page_size: int,
        last: int,
    ) -> Iterator[list[Numbered]]:
        """Yields pages above an id, each starting where the one before ended."""
        while True:
            above = {"id": {"value": last, "modifier": "GREATER_THAN"}}
            page = ask({"where": {**where, **above}, "size": page_size})
            if page:
                yield page
            if len(page) < page_size:
                return
            last = self._next_last(page, last)

    def _next_last(self, page: Sequence[wire.HasId], last: int) -> int:
        highest = max(scene.id for scene in page)
        if highest <= last:
            sentence = f"{self._server.peer.at} sent the scenes up to {last} again."
            raise BadAnswer("Stash", sentence)
        return highest

    def _ask(
        self,
        document: str,
        decoder: msgspec.json.Decoder[Content],
        variables: Mapping[str, object] | None = None,
    ) -> Content:
        answer = self._send(document, variables or {})
        if answer.status in QUERY_REFUSED:
            raise self._not_understood(answer)
        envelope = self._server.decode(wire.ENVELOPE, answer.body, QUERY)
        if envelope.errors:
            sentence = f"{self._server.peer.at} could not answer: {_words(envelope)}"
            raise QueryFailed("Stash", sentence)
        return self._server.decode(decoder, bytes(envelope.data), QUERY)

    def _send(self, document: str, variables: Mapping[str, object]) -> Answer:
        body = msgspec.json.encode({"query": document, "variables": variables})
        headers = {"Content-Type": "application/json"}
        return self._server.request(
            "POST", "/graphql", body, headers=headers, expected=QUERY_REFUSED
        )

    def _not_understood(self, answer: Answer) -> Incompatible:
        """Returns the error for a query that this version of Stash rejects."""
        try:
            words = _words(self._server.decode(wire.ENVELOPE, answer.body, QUERY))
        except BadAnswer:
            words = self._server.peer.words(answer)
        sentence = f"{self._server.peer.at} ({self._version()}) rejects our query: {words}"
        return Incompatible("Stash", sentence, "stashplex speaks to Stash v0.28 and newer.")

    def _version(self) -> str:
        try:
            answer = self._send(documents.VERSION, {})
            envelope = self._server.decode(wire.ENVELOPE, answer.body, QUERY)
            content = self._server.decode(wire.VERSION, bytes(envelope.data), QUERY)
        except ServerError:
            return "of unknown version"
        return content.version.version or "of unknown version"


def _words(envelope: wire.Envelope) -> str:
    return plain_line("; ".join(error.message for error in envelope.errors or ())) or "no reason"


def _spellings(name: str) -> Iterable[str]:
    """Returns a name as it is, composed and decomposed: Stash compares the bytes of a path."""
    return dict.fromkeys((name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))))


def _is_named(path: str, name: str) -> bool:
    last = path.replace("\\", "/").rpartition("/")[2]
    return unicodedata.normalize("NFC", name) in (
        unicodedata.normalize("NFC", last),
        unicodedata.normalize("NFC", path.rpartition("/")[2]),
    )
