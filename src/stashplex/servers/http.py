"""One conversation with one server: a small pool, short timeouts, and only our errors."""

import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from statistics import median
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import httpx2
import msgspec
from msgspec import Struct

from stashplex import __version__
from stashplex.core.errors import BadAnswer, ConfigError, HungUp
from stashplex.servers.answer import Answer
from stashplex.servers.refusal import FOREIGN, Peer, foreign_error, refusal

POOL_SIZE: Final = 8
TIMEOUT: Final = httpx2.Timeout(30.0, connect=4.0)
"""To connect takes at most so long that a stop within five seconds can be kept."""
LIMITS: Final = httpx2.Limits(
    max_connections=POOL_SIZE, max_keepalive_connections=POOL_SIZE, keepalive_expiry=5.0
)
RECENT: Final = 20
"""So many of the last requests are asked how long a server takes."""
CONNECTED: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
"""Steps that make a socket: the second one takes the place of the first."""
CONTROL_CHARACTERS: Final = dict.fromkeys(range(32), " ")

Content = TypeVar("Content")


class RequestCount(Struct, frozen=True):
    """How many requests a server was sent: those that read, and those that write."""

    reads: int = 0
    writes: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.reads + self.writes


class HttpServer:
    """Sends ready-made requests to one server; every method raises only our errors."""

    def __init__(
        self,
        peer: Peer,
        secret_header: str,
        headers: Mapping[str, str] | None = None,
        *,
        at_home: bool = True,
        transport: httpx2.BaseTransport | None = None,
        monotonic: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.peer = peer
        self._monotonic = monotonic
        self._durations: deque[float] = deque(maxlen=RECENT)
        self._answers: Counter[tuple[str, str]] = Counter()
        self._count = RequestCount()
        self._counting = threading.Lock()
        self._lines = _Lines()
        self._headers = httpx2.Headers(_headers(peer, secret_header, headers or {}))
        # The transport and not its Client, which follows redirects, keeps cookies and takes every
        # address apart once more: that doubles what a request costs, and none of it is for us.
        self._transport = transport or httpx2.HTTPTransport(
            limits=LIMITS,
            trust_env=False,
            # Servers in the home are not behind a proxy that the environment names; plex.tv may be.
            proxy=None if at_home else _proxy_of(peer.base),
            # Plain HTTP needs no certificates, and reading the store takes longer than ten edits.
            verify=peer.base.startswith("https:"),
        )
        self._address = httpx2.URL(peer.base)
        self._root = self._address.raw_path.rstrip(b"/")

    @property
    def requests(self) -> RequestCount:
        """How many requests were made so far."""
        with self._counting:
            return self._count

    @property
    def latency(self) -> float | None:
        """How many seconds the last requests took, half of them less; None before the first."""
        with self._counting:
            return median(self._durations) if self._durations else None

    @property
    def answers(self) -> Mapping[tuple[str, str], int]:
        """How many requests there were by kind (`read`, `write`) and answer (`2xx`; `none`)."""
        with self._counting:
            return dict(self._answers)

    def request(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        expected: Container[int] = (),
        writes: bool = False,
    ) -> Answer:
        """Returns the answer if it is a success or its status is expected; raises otherwise."""
        if self._lines.are_cut:
            raise self._hung_up(_asked(method, target))
        self._add(writes=writes)
        repeatable = method != "POST" or not writes
        kind = "write" if writes else "read"
        started = self._monotonic()
        try:
            answer = self._exchange(method, target, body, headers, repeatable=repeatable)
        except Exception:
            self._note(kind, "none")
            raise
        self._note(kind, f"{answer.status // 100}xx", self._monotonic() - started)
        if answer.succeeded or answer.status in expected:
            return answer
        raise refusal(self.peer, answer, _asked(method, target))

    def decode(self, decoder: msgspec.json.Decoder[Content], body: bytes, asked: str) -> Content:
        """Returns the typed content of a JSON body, or raises BadAnswer."""
        try:
            return decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # One file name that is not UTF-8 or holds a bare control character must not hide all.
            mended = body.decode("utf-8", "replace").translate(CONTROL_CHARACTERS)
        try:
            return decoder.decode(mended)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            sentence = f"{self.peer.at} answered {asked} with something else than asked: {error}."
            raise BadAnswer(self.peer.name, sentence) from error

    def abort(self) -> None:
        """Hangs up, whoever waits for an answer: that and every later request raises HungUp."""
        self._lines.cut()

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, *, writes: bool) -> None:
        with self._counting:
            reads, written = self._count.reads, self._count.writes
            self._count = RequestCount(reads + (not writes), written + writes)

    def _note(self, kind: str, status_class: str, seconds: float | None = None) -> None:
        with self._counting:
            self._answers[kind, status_class] += 1
            if seconds is not None:
                self._durations.append(seconds)

    def _exchange(
        self,
        method: str,
        target: str,
        body: bytes,
        headers: Mapping[str, str] | None,
        *,
        repeatable: bool,
    ) -> Answer:
        """Sends a request once; again only where the connection was an old one that had closed."""
        for attempts_left in reversed(range(POOL_SIZE)):
            way = _Way(self._lines)
            try:
                return self._answer(self._request(method, target, body, headers, way))
            except tuple(FOREIGN) as error:
                if self._lines.are_cut:
                    raise self._hung_up(_asked(method, target)) from error
                if repeatable and way.was_stale and attempts_left:
                    continue
                asked = _asked(method, target)
                raise foreign_error(self.peer, error, asked, answering=way.answered) from error
        raise AssertionError("the last attempt returns or raises")

    def _request(
        self,
        method: str,
        target: str,
        body: bytes,
        headers: Mapping[str, str] | None,
        way: "_Way",
    ) -> httpx2.Request:
        return httpx2.Request(
            method,
            self._address,
            headers=self._headers if headers is None else {**self._headers, **headers},
            content=body or None,
            extensions={
                "target": self._root + target.encode(),
                "timeout": TIMEOUT.as_dict(),
                "trace": way.note,
            },
        )

    def _answer(self, request: httpx2.Request) -> Answer:
        response = self._transport.handle_request(request)
        try:
            return Answer(response.status_code, dict(response.headers), response.read())
        finally:
            response.close()

    def _hung_up(self, asked: str) -> HungUp:
        sentence = f"{self.peer.at} did not answer {asked} before stopping was asked for."
        return HungUp(self.peer.name, sentence)


class Conversation:
    """What can be asked of a client whatever it speaks to, and how it ends."""

    def __init__(self, server: HttpServer) -> None:
        self._server = server

    @property
    def requests(self) -> RequestCount:
        """How many requests the server was sent so far."""
        return self._server.requests

    @property
    def latency(self) -> float | None:
        """How many seconds the last requests took, half of them less; None before the first."""
        return self._server.latency

    @property
    def answers(self) -> Mapping[tuple[str, str], int]:
        """How many requests there were by kind (`read`, `write`) and answer (`2xx`; `none`)."""
        return self._server.answers

    def abort(self) -> None:
        """Hangs up: what waits for an answer, and all that comes later, raises HungUp."""
        self._server.abort()

    def close(self) -> None:
        """Closes the connections."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Lines:
    """The open connections, so that they can be cut while somebody waits for an answer."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: WeakSet[socket.socket] = WeakSet()
        self.are_cut = False

    def add(self, line: socket.socket) -> None:
        with self._guard:
            self._open.add(line)
            if self.are_cut:
                _cut(line)

    def cut(self) -> None:
        with self._guard:
            self.are_cut = True
            for line in self._open:
                _cut(line)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        # Not the method of a TLS socket: that would change it under the thread that reads from it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


class _Way:
    """How far a request came: whether its connection was new, and whether an answer began."""

    def __init__(self, lines: _Lines) -> None:
        self._steps: set[str] = set()
        self._lines = lines

    def note(self, step: str, details: Mapping[str, Any]) -> None:
        self._steps.add(step)
        if step in CONNECTED:
            self._lines.add(details["return_value"].get_extra_info("socket"))

    @property
    def answered(self) -> bool:
        return "http11.receive_response_headers.complete" in self._steps

    @property
    def was_stale(self) -> bool:
        """True when a kept connection broke before any answer: its server had hung up."""
        sent = "http11.send_request_headers.started" in self._steps
        return sent and not self.answered and "connection.connect_tcp.started" not in self._steps


def _proxy_of(base: str) -> str | None:
    """Returns the proxy that the environment names for an address."""
    url = urlsplit(base)
    return None if proxy_bypass(url.hostname or "") else getproxies().get(url.scheme)


def _asked(method: str, target: str) -> str:
    path = target.partition("?")[0]
    return f"{method} {path if len(path) <= 60 else path[:59] + '…'}"  # noqa: PLR2004  fits a line


def _headers(peer: Peer, secret_header: str, headers: Mapping[str, str]) -> dict[str, str]:
    secret = peer.secret.reveal()
    if not all("!" <= letter <= "~" for letter in secret):
        setting = f"{peer.name.lower()}: the {peer.secret_name}"
        raise ConfigError([f"{setting} holds a space or a letter no such thing has."])
    own = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": f"stashplex/{__version__}",
    }
    return own | dict(headers) | ({secret_header: secret} if secret else {})
