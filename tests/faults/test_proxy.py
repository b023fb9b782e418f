"""The proxy passes on what it is given, and plays its tricks on whom it should."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from tests.faults import tricks
from tests.faults.proxy import Proxy, Trick

from stashplex.demo.http_faults import is_method
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import HttpServer

BODY = b"some words of an answer"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer(lambda asked: Response(200, body=BODY + asked.body)) as running:
        yield running


@pytest.fixture
def proxy(server: HttpServer) -> Iterator[Proxy]:
    with Proxy(server.port) as running:
        yield running


def ask(proxy: Proxy, body: bytes = b"") -> tuple[int, bytes]:
    """Asks over a connection of its own, with little patience; returns status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=1)) as connection:
        connection.request("PUT", "/a%20b?c=d", body)
        with connection.getresponse() as response:
            return response.status, response.read()


def words(proxy: Proxy, body: bytes = b"") -> bytes:
    return ask(proxy, body)[1]


def status(proxy: Proxy) -> int:
    return ask(proxy)[0]


def test_what_passes_is_what_was_sent(proxy: Proxy, server: HttpServer) -> None:
    assert words(proxy, b"!") == BODY + b"!"
    entry = server.requests.entries[0]
    assert (entry.method, entry.path, entry.raw_query) == ("PUT", "/a b", "c=d")


def test_a_connection_is_kept_for_the_next_request(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    for _ in range(3):
        connection.request("GET", "/")
        assert connection.getresponse().read() == BODY
    connection.close()


@pytest.mark.parametrize(
    ("trick", "error", "acts"),
    [
        (tricks.reset, ConnectionResetError, 0),
        (tricks.hang, TimeoutError, 0),
        (tricks.cut_request, http.client.RemoteDisconnected, 0),
        (tricks.lose_answer, http.client.RemoteDisconnected, 1),
        (tricks.hang_after, TimeoutError, 1),
        (tricks.truncate, http.client.IncompleteRead, 1),
        (tricks.garbage, http.client.BadStatusLine, 0),
    ],
)
def test_a_trick_is_played_once(
    proxy: Proxy, server: HttpServer, trick: Trick, error: type[Exception], acts: int
) -> None:
    play = proxy.play(trick)

    with pytest.raises(error):
        words(proxy, b"body")

    assert server.requests.count() == acts
    assert len(play.victims) == 1
    assert words(proxy) == BODY


@pytest.mark.parametrize(
    ("trick", "told"),
    [
        (tricks.fail, 500),
        (tricks.migrate, 503),
        (tricks.refuse_token, 401),
        (tricks.slow_down, 429),
        (tricks.not_json, 200),
    ],
)
def test_an_answer_of_its_own_never_reaches_the_server(
    proxy: Proxy, server: HttpServer, trick: Trick, told: int
) -> None:
    proxy.play(trick)

    assert status(proxy) == told
    assert server.requests.count() == 0


def test_a_slow_answer_is_whole(proxy: Proxy) -> None:
    proxy.play(tricks.slow)

    assert words(proxy) == BODY


def test_only_what_matches_is_tricked_and_healing_ends_it(proxy: Proxy) -> None:
    proxy.play(tricks.fail, is_method("PUT"), times=None)

    assert [status(proxy) for _ in range(2)] == [500, 500]
    proxy.heal()
    assert status(proxy) == 200


def test_stopped_it_refuses_and_started_again_it_has_the_same_port(proxy: Proxy) -> None:
    port = proxy.port
    proxy.stop()

    with pytest.raises(ConnectionRefusedError):
        ask(proxy)

    proxy.start()
    assert proxy.port == port
    assert words(proxy) == BODY


def test_what_hangs_does_not_hold_the_stop(proxy: Proxy) -> None:
    play = proxy.play(tricks.hang)
    asking = threading.Thread(target=lambda: _ask_in_vain(proxy))
    asking.start()
    while not play.victims:
        asking.join(0.001)

    proxy.stop()
    asking.join()
    proxy.start()

    assert words(proxy) == BODY


def _ask_in_vain(proxy: Proxy) -> None:
    with suppress(http.client.HTTPException, OSError):
        ask(proxy)


def test_chance_takes_its_share_and_the_same_requests_every_time() -> None:
    asked = [Request("GET", f"/{number}") for number in range(1000)]

    drawn = [list(map(tricks.by_chance(0.2, "seed"), asked)) for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert 150 < sum(drawn[0]) < 250
    again = tricks.by_chance(0.5, "seed")
    assert len({again(asked[0]) for _ in range(20)}) == 2, "a request that is repeated draws anew"
