"""The small HTTP server that both simulated servers stand on."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stashplex.demo import http_faults
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import HttpServer, Latency


class Echo:
    """A handler that tells what it was asked, and counts."""

    def __init__(self) -> None:
        self.acted: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.acted.append(request)
        text = f"{request.method} {request.path} {request.query} {len(request.body)}"
        return Response(200, {"Content-Type": "text/plain", "X-Kind": "echo"}, text.encode())


@contextmanager
def client_of(server: HttpServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    connection: http.client.HTTPConnection, method: str, target: str, body: bytes = b""
) -> tuple[int, bytes]:
    connection.request(method, target, body or None)
    response = connection.getresponse()
    return response.status, response.read()


def test_answers_several_requests_on_one_connection() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        assert ask(client, "GET", "/one") == (200, b"GET /one () 0")
        own_port = client.sock.getsockname()
        assert ask(client, "POST", "/two", b"12345") == (200, b"POST /two () 5")
        assert client.sock.getsockname() == own_port


def test_decodes_path_and_query_where_a_plus_is_a_space() -> None:
    echo = Echo()
    with HttpServer(echo) as server, client_of(server) as client:
        ask(client, "GET", "/a%2Cb+c?x[0]=1%261&y%5B%5D=%C3%A9+%25&empty=&x[0]=2")
    (request,) = echo.acted
    assert request.path == "/a,b+c"
    assert request.query == (("x[0]", "1&1"), ("y[]", "é %"), ("empty", ""), ("x[0]", "2"))
    assert request.raw_query == "x[0]=1%261&y%5B%5D=%C3%A9+%25&empty=&x[0]=2"
    assert request.asks("x[0]") == "1&1"
    assert request.asks("absent", "default") == "default"


def test_a_head_gets_the_length_but_no_body() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        client.request("HEAD", "/x")
        response = client.getresponse()
        assert response.getheader("X-Kind") == "echo"
        assert int(response.getheader("Content-Length", "0")) == len(b"HEAD /x () 0")
        assert response.read() == b""
        assert ask(client, "GET", "/after")[0] == 200


def test_logs_and_counts_what_it_was_asked() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        for method, target in (("GET", "/a/1?q=1"), ("PUT", "/a/2"), ("GET", "/b")):
            ask(client, method, target)
        assert [(one.method, one.path, one.raw_query, one.status) for one in server.requests] == [
            ("GET", "/a/1", "q=1", 200),
            ("PUT", "/a/2", "", 200),
            ("GET", "/b", "", 200),
        ]
        assert len(server.requests) == 3
        assert server.requests.count(method="GET") == 2
        assert server.requests.count(method=("GET", "PUT"), path_prefix="/a") == 2
        assert server.requests.count(status=404) == 0
        server.requests.reset()
        assert len(server.requests) == 0


def test_another_answer_is_given_as_often_as_asked_and_nothing_is_done() -> None:
    echo = Echo()
    with HttpServer(echo) as server, client_of(server) as client:
        puts = http_faults.is_method("PUT", path_prefix="/a")
        fault = server.inject(http_faults.answer(Response(503), puts, times=2))
        statuses = [
            ask(client, method, target)[0]
            for method, target in (("PUT", "/a"), ("GET", "/a"), ("PUT", "/b"), ("PUT", "/a"))
        ]
        assert statuses == [503, 200, 200, 503]
        assert ask(client, "PUT", "/a")[0] == 200
        assert fault.seen == 2
    assert [request.path for request in echo.acted] == ["/a", "/b", "/a"]


def test_faults_follow_each_other_in_order_and_healing_ends_them() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        server.inject(http_faults.answer(Response(500)))
        server.inject(http_faults.answer(Response(429), times=None))
        assert [ask(client, "GET", "/")[0] for _ in range(4)] == [500, 429, 429, 429]
        server.heal()
        assert ask(client, "GET", "/")[0] == 200


@pytest.mark.parametrize(
    ("fault", "acted"), [(http_faults.cut_before(), 0), (http_faults.cut_after(), 1)]
)
def test_a_cut_connection_gives_no_answer(fault: http_faults.Fault, acted: int) -> None:
    echo = Echo()
    with HttpServer(echo) as server, client_of(server) as client:
        server.inject(fault)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            ask(client, "PUT", "/x")
        assert [one.status for one in server.requests] == [0]
    assert len(echo.acted) == acted


def test_a_truncated_body_is_shorter_than_promised() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        server.inject(http_faults.truncate())
        with pytest.raises(http.client.IncompleteRead):
            ask(client, "GET", "/x")


def test_a_garbled_body_looks_complete_and_is_half() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        server.inject(http_faults.garble())
        assert ask(client, "GET", "/x") == (200, b"GET /x () 0"[:5])
        assert ask(client, "GET", "/x") == (200, b"GET /x () 0")


def test_what_hangs_goes_on_when_released() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        fault = server.inject(http_faults.hang())
        answers: list[int] = []
        thread = threading.Thread(target=lambda: answers.append(ask(client, "GET", "/")[0]))
        thread.start()
        assert fault.reached.wait(5)
        assert answers == []
        fault.released.set()
        thread.join(5)
        assert answers == [200]


def test_something_else_can_happen_just_before_a_request_is_served() -> None:
    seen: list[str] = []
    with HttpServer(Echo()) as server, client_of(server) as client:
        server.inject(http_faults.call(lambda request: seen.append(request.path)))
        assert ask(client, "GET", "/now")[0] == 200
        assert ask(client, "GET", "/later")[0] == 200
    assert seen == ["/now"]


def test_reads_and_writes_cost_their_latency() -> None:
    pauses: list[float] = []
    with (
        HttpServer(Echo(), latency=Latency(0.005, 0.01), pause=pauses.append) as server,
        client_of(server) as client,
    ):
        ask(client, "GET", "/")
        ask(client, "PUT", "/")
        server.latency.read = 0
        ask(client, "GET", "/")
    assert pauses == [0.005, 0.01]


def test_writes_are_executed_one_at_a_time() -> None:
    busy = threading.Lock()

    def only_one(_: Request) -> Response:
        assert busy.acquire(blocking=False)
        entered.set()
        threading.Event().wait(0.01)
        busy.release()
        return Response()

    def write() -> None:
        with client_of(server) as client:
            ask(client, "PUT", "/")

    entered = threading.Event()
    with HttpServer(only_one) as server:
        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
        assert server.requests.count(status=200) == 4


def test_stops_at_once_whatever_hangs_waits_or_stays_open() -> None:
    with HttpServer(Echo()) as server, client_of(server) as idle, client_of(server) as stuck:
        ask(idle, "GET", "/")
        fault = server.inject(http_faults.hang(times=None))
        stuck.request("GET", "/stuck")
        assert fault.reached.wait(5)
        server.stop()
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            stuck.getresponse()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=1)
    assert not [thread for thread in threading.enumerate() if thread.name == "http"]


def test_starts_again_on_the_same_port() -> None:
    with HttpServer(Echo()) as server:
        port = server.port
        server.stop()
        server.start()
        assert server.port == port
        with client_of(server) as client:
            assert ask(client, "GET", "/")[0] == 200


def test_an_idle_connection_can_be_cut() -> None:
    with HttpServer(Echo()) as server, client_of(server) as client:
        ask(client, "GET", "/")
        server.cut_connections()
        client.auto_open = False
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            ask(client, "GET", "/")


def test_its_own_failure_is_answered_with_500_and_raised_on_leaving() -> None:
    def broken(_: Request) -> Response:
        raise KeyError("a bug of the simulation")

    with (
        pytest.raises(KeyError, match="a bug"),
        HttpServer(broken) as server,
        client_of(server) as client,
    ):
        assert ask(client, "GET", "/")[0] == 500


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_nonsense_ends_the_connection_and_nothing_else(nonsense: bytes) -> None:
    with HttpServer(Echo()) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
            wire.sendall(nonsense)
            assert wire.recv(100) == b""
        with client_of(server) as client:
            assert ask(client, "GET", "/")[0] == 200
