"""The server: it answers from its thread, and ends at once whoever still listens."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from tests.small_service import (
    PATIENCE,
    SmallReading,
    ask,
    connected,
    open_doors,
    said,
    served,
    small_service,
)

from stashplex.core.errors import CannotListen
from stashplex.web.server import LONGEST_HEAD, Patience, WebServer
from stashplex.web.site import build_site

LISTEN = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_it_answers_on_a_free_port() -> None:
    with served(build_site(small_service(), open_doors())) as server:
        assert server.address == f"http://127.0.0.1:{server.port}"
        assert ask(server, "/healthz").body == "alive\n"


def test_it_stops_at_once_with_fifty_open_pages() -> None:
    server = WebServer(build_site(small_service(), open_doors()), "127.0.0.1", 0)
    server.start()
    with ExitStack() as pages:
        lines = [pages.enter_context(connected(server)) for _ in range(50)]
        for line in lines:
            line.sendall(LISTEN)
        for line in lines:
            assert line.recv(1 << 16).startswith(b"HTTP/1.1 200")
        began = time.perf_counter()
        server.stop()
        assert time.perf_counter() - began < 1.0
        for line in lines:
            assert said_to_its_end(line)


def said_to_its_end(line: socket.socket) -> bool:
    """Returns True where an answer ended as it should, and was not broken off."""
    everything = b""
    while part := line.recv(1 << 16):
        everything += part
    return everything.endswith(b"0\r\n\r\n")


def test_it_stops_though_a_page_reads_nothing() -> None:
    reading = SmallReading()
    reading.changed_to("x" * 8_000_000)
    server = WebServer(build_site(small_service(reading), open_doors()), "127.0.0.1", 0)
    server.start()
    with connected(server) as line:
        line.sendall(LISTEN)
        assert line.recv(1000)
        began = time.perf_counter()
        server.stop()
        assert time.perf_counter() - began < 3.0


def test_it_stops_though_an_answer_waits_for_a_server_that_hangs() -> None:
    reading, hangs, begun = SmallReading(), threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        hangs.wait(PATIENCE)

    reading.meanwhile = hang
    patience = Patience(linger=0, stop=0.2)
    server = WebServer(build_site(small_service(reading), open_doors()), "127.0.0.1", 0, patience)
    server.start()
    with connected(server) as line:
        line.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert begun.wait(PATIENCE)
        began = time.perf_counter()
        server.stop()
        assert time.perf_counter() - began < 1.0
        hangs.set()


def test_it_looks_at_what_moves_though_every_thread_waits_for_a_server() -> None:
    reading, hangs = SmallReading(), threading.Event()
    begun = threading.Semaphore(0)

    def hang() -> None:
        begun.release()
        hangs.wait(PATIENCE)

    reading.meanwhile = hang
    with served(build_site(small_service(reading), open_doors())) as server, ExitStack() as pages:
        for _ in range(40):
            line = pages.enter_context(connected(server))
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for _ in range(40):
            assert begun.acquire(timeout=PATIENCE)
        listener = pages.enter_context(connected(server))
        listener.sendall(LISTEN)
        told = b""
        while b"event: live" not in told:
            told += listener.recv(1 << 16)
        assert ask(server, "/healthz").status == 200
        hangs.set()


def test_stopping_is_good_before_the_start_and_again() -> None:
    server = WebServer(build_site(small_service(), open_doors()), "127.0.0.1", 0)
    server.stop()
    server.start()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        connected(server)


def test_it_may_be_stopped_at_any_moment_of_its_start() -> None:
    for _ in range(5):
        server = WebServer(build_site(small_service(), open_doors()), "127.0.0.1", 0)
        server.start()
        server.stop()
        server.stop()
        assert not server._thread.is_alive()


def test_a_taken_port_is_told_with_what_to_do() -> None:
    site = build_site(small_service(), open_doors())
    with served(site) as server, pytest.raises(CannotListen) as caught:
        WebServer(site, "127.0.0.1", server.port)
    assert str(caught.value) == (
        f"Cannot listen on 127.0.0.1:{server.port}: another program listens there already. "
        "Stop it, or choose another port with web.port."
    )


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-name.invalid", "a" * 70])
def test_an_address_of_somebody_else_is_told(host: str) -> None:
    with pytest.raises(CannotListen, match=r"^Cannot listen on .* Set web\.host to an address"):
        WebServer(build_site(small_service(), open_doors()), host, 0)


def test_a_head_without_end_is_refused() -> None:
    with served(build_site(small_service(), open_doors())) as server, connected(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (LONGEST_HEAD + 1))
        assert said(line).status == 400


IMPATIENT = Patience(head=0.05, stall=0.05)


@pytest.mark.parametrize("begun", [b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_who_takes_too_long_to_say_what_is_wanted_is_hung_up_on(begun: bytes) -> None:
    with impatient(SmallReading()) as server, connected(server) as line:
        line.sendall(begun)
        assert line.recv(1) == b""


def test_who_goes_on_slowly_after_an_answer_is_hung_up_on_too() -> None:
    with impatient(SmallReading()) as server, connected(server) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with line.makefile("rb") as answer:
            while answer.readline() != b"alive\n":
                pass
        line.sendall(b"G")
        assert line.recv(1) == b""


def test_who_takes_nothing_of_what_it_asked_for_is_hung_up_on() -> None:
    reading = SmallReading()
    reading.changed_to("x" * 32_000_000)
    with impatient(reading) as server, connected(server) as line:
        line.sendall(LISTEN)
        broken = select.poll()
        broken.register(line, 0)
        assert broken.poll(10_000), "it still waits"


@contextmanager
def impatient(reading: SmallReading) -> Iterator[WebServer]:
    site = build_site(small_service(reading), open_doors())
    server = WebServer(site, "127.0.0.1", 0, IMPATIENT)
    server.start()
    yield server
    server.stop()
