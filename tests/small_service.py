"""A service with nothing behind it, for the tests of its doors; and plain words over a socket."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from msgspec.structs import replace

from stashplex.core.answers import LiveAnswer, ReadyAnswer
from stashplex.core.secret import Secret
from stashplex.core.service import (
    Acting,
    Histogram,
    Measure,
    Measuring,
    Reading,
    Service,
    Tasks,
)
from stashplex.demo.still_clock import StillClock
from stashplex.web.doors import Doors
from stashplex.web.server import WebServer
from stashplex.web.turning import Shown

TOKEN = "sesame-open-4711"
PATIENCE = 10.0
CALM = LiveAnswer(
    well="good",
    sentence="All is well.",
    queue={"waiting": 0, "running": 0, "dead": 0},
    dead_letters={},
    changed_today=0,
    servers=(),
    task=None,
    tasks_waiting=0,
)


@dataclass
class SmallReading:
    """Knows what moves and whether it is ready; counts how often it is asked."""

    answer: LiveAnswer = CALM
    readiness: ReadyAnswer = field(default_factory=lambda: ReadyAnswer(ready=True, reasons={}))
    error: Exception | None = None
    looks: int = 0
    meanwhile: Callable[[], object] = bool
    """What happens before it says whether it is ready."""

    def live(self) -> LiveAnswer:
        self.looks += 1
        if self.error is not None:
            raise self.error
        return self.answer

    def ready(self) -> ReadyAnswer:
        self.meanwhile()
        if self.error is not None:
            raise self.error
        return self.readiness

    def changed_to(self, sentence: str) -> None:
        self.answer = replace(self.answer, sentence=sentence)


@dataclass
class SmallMeasuring:
    """Knows the figures that it is given."""

    figures: tuple[Measure | Histogram, ...] = ()

    def measures(self) -> tuple[Measure | Histogram, ...]:
        return self.figures


def small_service(
    reading: SmallReading | None = None, measuring: SmallMeasuring | None = None
) -> Service:
    """Returns a service that knows little more than that it is there."""
    return Service(
        cast(Reading, reading or SmallReading()),
        cast(Acting, object()),
        cast(Tasks, object()),
        cast(Measuring, measuring or SmallMeasuring()),
    )


def open_doors() -> Doors:
    """Returns doors that nobody but this machine can come through."""
    return Doors("127.0.0.1", Secret(TOKEN), token_required=False, clock=StillClock())


async def no_pause(_: float) -> None:
    """Waits for nothing."""


def guarded_doors(clock: StillClock | None = None, names: tuple[str, ...] = ()) -> Doors:
    """Returns doors that ask for the token, and make nobody wait."""
    return Doors(
        "0.0.0.0",  # noqa: S104  what a container binds
        Secret(TOKEN),
        token_required=True,
        clock=clock or StillClock(),
        names=names,
        pause=no_pause,
    )


@contextmanager
def served(site: Shown) -> Iterator[WebServer]:
    """Serves a site on a free port."""
    server = WebServer(site, "127.0.0.1", 0)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Said:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: str


def ask(server: WebServer, path: str, method: str = "GET", body: str = "", **headers: str) -> Said:
    """Asks for a path in one request and returns the whole answer."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Host" not in headers:
        lines.append(f"Host: 127.0.0.1:{server.port}")
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "Connection: close", "", ""])
    with connected(server) as line:
        line.sendall((head + body).encode())
        return said(line)


def connected(server: WebServer) -> socket.socket:
    """Returns an open line to a server."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def said(line: socket.socket) -> Said:
    """Returns an answer that ends with its line."""
    everything = b""
    while part := line.recv(1 << 16):
        everything += part
    head, _, body = everything.decode().partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    named = dict(one.split(": ", 1) for one in rest)
    return Said(int(first.split()[1]), {name.lower(): of for name, of in named.items()}, body)
