"""A small threaded HTTP/1.1 server over real sockets, which can be told to misbehave."""

import http
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, unquote_plus

from stashplex.demo.http_faults import Disturbance, Fault, Faults
from stashplex.demo.http_messages import LoggedRequest, Request, RequestLog, Response

LONGEST_LINE: Final = 1024 * 1024
READ_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
Handler = Callable[[Request], Response]


class BrokenRequest(Exception):
    """What came over the wire is not a request that can be answered."""


@dataclass(slots=True)
class Latency:
    """Seconds that a read and a write take; writes take theirs one at a time."""

    read: float = 0.0
    write: float = 0.0


def writes_by_method(request: Request) -> bool:
    """Returns True for a request whose method is not one that only reads."""
    return request.method not in READ_METHODS


class HttpServer:
    """Serves a handler on 127.0.0.1; every start after the first listens on the same port.

    Writes are executed one at a time. What the handler raises is answered with 500, kept in
    `failures`, and raised when the context is left.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        name: str = "http",
        latency: Latency | None = None,
        pause: Callable[[float], None] | None = None,
        is_write: Callable[[Request], bool] = writes_by_method,
    ) -> None:
        self.requests = RequestLog()
        self.latency = latency or Latency()
        self.faults = Faults()
        self.failures: list[Exception] = []
        self.port = 0
        self._handler = handler
        self._name = name
        self._is_write = is_write
        self._stopping = threading.Event()
        self._pause = pause or self._pause_until_stop
        self._writing = threading.Lock()
        self._guard = threading.Lock()
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the server, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens and serves until `stop`."""
        self._stopping.clear()
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._accepting = self._thread(self._accept, listener)
        self._accepting.start()

    def stop(self) -> None:
        """Refuses connections, cuts the open ones, and waits for every thread to end."""
        if self._listener is None or self._accepting is None:
            return
        self._stopping.set()
        self.faults.release()
        with suppress(OSError):  # wakes the accepting thread on every platform
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._accepting.join()
        self._listener.close()
        self._listener = self._accepting = None
        self.cut_connections()

    def cut_connections(self) -> None:
        """Closes every open connection, as an idle or restarted server does."""
        with self._guard:
            open_now = dict(self._connections)
        for connection in open_now:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in open_now.values():
            if thread is not threading.current_thread():
                thread.join()

    def inject(self, fault: Fault) -> Fault:
        """Adds a fault to the plan; of several that match a request the oldest applies."""
        return self.faults.add(fault)

    def heal(self) -> None:
        """Forgets all faults and lets go of what hangs."""
        self.faults.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self.failures and error is None:
            raise self.failures[0]

    def _pause_until_stop(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    def _thread(
        self, target: Callable[[socket.socket], None], of: socket.socket
    ) -> threading.Thread:
        return threading.Thread(target=target, args=(of,), name=self._name, daemon=True)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            if self._stopping.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = self._thread(self._converse, connection)
            with self._guard:
                self._connections[connection] = thread
                thread.start()

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as incoming:
            try:
                while request := read_request(incoming, connection):
                    if self._stopping.is_set() or not self._serve(request, connection):
                        break
            except (OSError, BrokenRequest):
                pass  # the client is gone, or speaks something else: the connection ends
            except Exception as error:  # noqa: BLE001  kept and raised when the context is left
                self.failures.append(error)
            with self._guard:
                del self._connections[connection]

    def _serve(self, request: Request, connection: socket.socket) -> bool:
        """Answers one request; returns False when the connection is over."""
        fault = self.faults.take(request)
        what = fault.what if fault else None
        if fault is not None:
            fault.happen(request)
        if what is Disturbance.CUT_BEFORE or self._stopping.is_set():
            return self._cut(request)
        response = fault.response if fault else None
        if response is None:
            response = self._act(request)
        if what is Disturbance.CUT_AFTER:
            return self._cut(request)
        if what is Disturbance.GARBLE:
            response = replace(response, body=response.body[: len(response.body) // 2])
        wire = to_wire(request, response)
        self._log(request, response.status)
        if what is Disturbance.TRUNCATE:
            connection.sendall(wire[: len(wire) - (len(response.body) + 1) // 2])
            return False
        connection.sendall(wire)
        return request.headers.get("connection", "").lower() != "close"

    def _act(self, request: Request) -> Response:
        writes = self._is_write(request)
        seconds = self.latency.write if writes else self.latency.read
        with self._writing if writes else nullcontext():
            if seconds:
                self._pause(seconds)
            try:
                return self._handler(request)
            except Exception as error:  # noqa: BLE001  kept and raised when the context is left
                self.failures.append(error)
                return Response(500, body=b"the simulated server itself failed")

    def _cut(self, request: Request) -> bool:
        self._log(request, 0)
        return False

    def _log(self, request: Request, status: int) -> None:
        self.requests.add(LoggedRequest(request.method, request.path, request.raw_query, status))


def read_request(incoming: BufferedReader, connection: socket.socket) -> Request | None:
    """Returns the next request of a connection, or None when the client has closed it."""
    line = read_line(incoming)
    if not line:
        return None
    try:
        method, target, _ = line.split(" ")
    except ValueError as error:
        raise BrokenRequest(line) from error
    headers = read_headers(incoming)
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = int(headers.get("content-length", "0"))
    body = incoming.read(length) if length else b""
    if len(body) < length:
        raise BrokenRequest("the body ends early")
    path, _, raw_query = target.partition("?")
    return Request(method, unquote(path), parse_query(raw_query), raw_query, headers, body)


def read_headers(incoming: BufferedReader) -> Mapping[str, str]:
    """Returns the headers by their lower-case names."""
    headers: dict[str, str] = {}
    while line := read_line(incoming):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise BrokenRequest("a body must come with its length")
    return headers


def read_line(incoming: BufferedReader) -> str:
    """Returns one line without its end; empty at the end of the headers or of the stream."""
    line = incoming.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE:
        raise BrokenRequest("the line is too long")
    return line.decode("latin-1").rstrip("\r\n")


def parse_query(raw_query: str) -> tuple[tuple[str, str], ...]:
    """Returns the decoded pairs in their order; a plus is a space, as forms write it."""
    pieces = (piece.partition("=") for piece in raw_query.split("&") if piece)
    return tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pieces)


def to_wire(request: Request, response: Response) -> bytes:
    """Returns the bytes of an answer; a HEAD gets the headers alone."""
    reason = http.HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    lines += [f"Content-Length: {len(response.body)}", "\r\n"]
    head = "\r\n".join(lines).encode("latin-1")
    return head if request.method == "HEAD" else head + response.body
