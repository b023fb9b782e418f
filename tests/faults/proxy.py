"""A TCP proxy before a simulated server: it passes every request on, unless a trick is played."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedReader
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

from stashplex.demo.http_faults import Predicate, every_request
from stashplex.demo.http_messages import Request
from stashplex.demo.http_server import parse_query

HEAD_END: Final = b"\r\n"
RESET: Final = struct.pack("ii", 1, 0)
"""Lingering for no time: closing then resets the connection."""


class HungUp(Exception):
    """One side ended the connection in the middle of a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer as it came over the wire."""

    head: bytes
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """All of it."""
        return self.head + self.body

    @property
    def half(self) -> bytes:
        """Its first half: half of the body where there is one, else of the head."""
        if self.body:
            return self.head + self.body[: len(self.body) // 2]
        return self.head[: len(self.head) // 2]


class Exchange:
    """One request on its way, as a trick sees it."""

    def __init__(self, connection: "_Connection", message: Message) -> None:
        self._connection = connection
        self._message = message
        self.request = request_of(message)

    def ask(self) -> Message:
        """Hands the request to the server and returns its answer: the server has acted."""
        return self._connection.ask(self._message.wire)

    def ask_half(self) -> None:
        """Hands half of the request to the server, and hangs up there."""
        self._connection.begin_to_ask(self._message.half)

    def say(self, data: bytes) -> None:
        """Sends something to the client."""
        self._connection.client.sendall(data)

    def cut(self) -> None:
        """Ends the connection to the client, as a server does that stops."""
        self._connection.over = True

    def reset(self) -> None:
        """Ends the connection to the client, as a machine does that knows of none."""
        self._connection.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.cut()

    def wait(self, seconds: float | None = None) -> None:
        """Lets real time pass; without a number until the proxy is healed or stopped."""
        self._connection.released.wait(seconds)


Trick = Callable[[Exchange], None]


def pass_on(exchange: Exchange) -> None:
    """Plays no trick."""
    exchange.say(exchange.ask().wire)


@dataclass(slots=True)
class Play:
    """A trick that is played on the next `times` requests that match; None means for ever."""

    trick: Trick
    when: Predicate = every_request
    times: int | None = 1
    victims: list[Request] = field(default_factory=list)
    """The requests it was played on, in their order."""

    def takes(self, request: Request) -> bool:
        """Tells whether it is played on this request, and remembers it if so."""
        if self.times is not None and len(self.victims) >= self.times:
            return False
        if not self.when(request):
            return False
        self.victims.append(request)
        return True


class Proxy:
    """Stands before one port of this machine; every start after the first has the same port."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._guard = threading.Lock()
        self._plays: list[Play] = []
        self._released = threading.Event()
        self._stopping = False
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._connections: dict[_Connection, threading.Thread] = {}

    @property
    def url(self) -> str:
        """The address of the proxy, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def play(self, trick: Trick, when: Predicate = every_request, times: int | None = 1) -> Play:
        """Plays a trick on requests to come; of several that match the oldest is played."""
        play = Play(trick, when, times)
        with self._guard:
            self._plays.append(play)
        return play

    def heal(self) -> None:
        """Plays no trick any more, and lets go of what hangs."""
        with self._guard:
            self._plays.clear()
            released, self._released = self._released, threading.Event()
        released.set()

    def start(self) -> None:
        """Listens and passes on until `stop`."""
        self._stopping = False
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._accepting = threading.Thread(target=self._accept, args=(listener,), daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """Refuses connections, and cuts the open ones."""
        if self._listener is None or self._accepting is None:
            return
        self._stopping = True
        self._released.set()
        with suppress(OSError):  # wakes the accepting thread on every platform
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._accepting.join()
        self._listener.close()
        self._listener = None
        with self._guard:
            open_now = dict(self._connections)
        for connection, thread in open_now.items():
            connection.hang_up()
            if thread is not threading.current_thread():
                thread.join()
        self._released = threading.Event()

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

    def _accept(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            if self._stopping:
                client.close()
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = _Connection(client, self._target)
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            with self._guard:
                self._connections[connection] = thread
                thread.start()

    def _converse(self, connection: "_Connection") -> None:
        with connection, suppress(OSError, HungUp):
            while not connection.over and (message := read_message(connection.incoming)):
                self._handle(connection, message)
        with self._guard:
            del self._connections[connection]

    def _handle(self, connection: "_Connection", message: Message) -> None:
        exchange = Exchange(connection, message)
        with self._guard:
            connection.released = self._released
            trick = next((one.trick for one in self._plays if one.takes(exchange.request)), pass_on)
        trick(exchange)


class _Connection:
    """A client, and the connection to the server that is opened for it."""

    def __init__(self, client: socket.socket, target: int) -> None:
        self.client = client
        self.incoming = client.makefile("rb")
        self.over = False
        self.released = threading.Event()
        self._target = target
        self._server: socket.socket | None = None
        self._answers: BufferedReader | None = None

    def begin_to_ask(self, data: bytes) -> None:
        """Sends a part of a request to the server and hangs up."""
        self._connected().sendall(data)
        self._leave_server()

    def ask(self, data: bytes) -> Message:
        """Sends a request to the server and returns its answer."""
        server = self._connected()
        server.sendall(data)
        answer = read_message(self._answers) if self._answers else None
        if answer is None:
            raise HungUp
        return answer

    def hang_up(self) -> None:
        """Wakes whoever reads from either side."""
        for side in (self.client, self._server):
            if side is not None:
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.incoming.close()
        self.client.close()
        self._leave_server()

    def _connected(self) -> socket.socket:
        if self._server is None:
            self._server = socket.create_connection(("127.0.0.1", self._target), timeout=60)
            self._server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._answers = self._server.makefile("rb")
        return self._server

    def _leave_server(self) -> None:
        if self._server is not None and self._answers is not None:
            self._answers.close()
            self._server.close()
            self._server = None


def read_message(stream: BufferedReader) -> Message | None:
    """Returns the next message with its body, or None where the connection has ended."""
    lines = []
    while (line := stream.readline()) not in (HEAD_END, b""):
        lines.append(line)
    if not line:
        if lines:
            raise HungUp
        return None
    length = next(
        (int(one.partition(b":")[2]) for one in lines if one.lower().startswith(b"content-length")),
        0,
    )
    body = stream.read(length)
    if len(body) < length:
        raise HungUp
    return Message(b"".join(lines) + HEAD_END, body)


def request_of(message: Message) -> Request:
    """Returns a request with its path and query decoded, and without its headers."""
    method, target, _ = message.head.split(HEAD_END, 1)[0].decode("latin-1").split(" ")
    path, _, raw_query = target.partition("?")
    return Request(method, unquote(path), parse_query(raw_query), raw_query, body=message.body)
