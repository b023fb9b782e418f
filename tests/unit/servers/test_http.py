"""The conversation itself, over real sockets where sockets matter."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import msgspec
import pytest
from tests.unit.servers.asked import target as target_of

from stashplex.core.errors import (
    BadAnswer,
    ConfigError,
    HungUp,
    RequestTimedOut,
    StashplexError,
    Unreachable,
)
from stashplex.core.secret import Secret
from stashplex.demo import http_faults
from stashplex.demo.http_messages import Response
from stashplex.demo.http_server import HttpServer as SimulatedServer
from stashplex.servers.http import HttpServer, RequestCount
from stashplex.servers.refusal import Peer

TEXTS = msgspec.json.Decoder(list[str])


def peer(base: str, secret: str) -> Peer:
    return Peer("Plex", base, Secret(secret), "token", "Set plex.token.")


@pytest.fixture
def simulated() -> Iterator[SimulatedServer]:
    with SimulatedServer(lambda _: Response(200, {}, b"ok")) as server:
        yield server


@pytest.fixture
def server(simulated: SimulatedServer) -> Iterator[HttpServer]:
    with HttpServer(peer(simulated.url, "tok"), "X-Plex-Token") as server:
        yield server


def answering(
    answer: httpx2.Response | Exception,
    asked: list[httpx2.Request],
    *,
    key: str = "tok",
    monotonic: Callable[[], float] = lambda: 0.0,
) -> HttpServer:
    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return HttpServer(
        peer("http://plex.example/prefix", key),
        "X-Plex-Token",
        transport=httpx2.MockTransport(handler),
        monotonic=monotonic,
    )


def test_a_ready_made_target_is_sent_as_it_is() -> None:
    asked: list[httpx2.Request] = []
    target = "/x?genre[0].tag.tag=%C3%A4%2520b%26%3D&genre[].tag.tag-=a%2Cb%252Cc&d.value="

    with answering(httpx2.Response(200), asked) as server:
        server.request("PUT", target)

    assert target_of(asked[0]) == b"/prefix" + target.encode()


def test_every_request_asks_for_json_and_carries_the_secret_in_its_header_only() -> None:
    asked: list[httpx2.Request] = []

    with answering(httpx2.Response(200), asked) as server:
        server.request("GET", "/")

    assert asked[0].headers["accept"] == "application/json"
    assert asked[0].headers["x-plex-token"] == "tok"
    assert "tok" not in str(target_of(asked[0]))


def test_an_empty_secret_sends_no_header() -> None:
    asked: list[httpx2.Request] = []

    with answering(httpx2.Response(200), asked, key="") as server:
        server.request("GET", "/")

    assert "x-plex-token" not in asked[0].headers


@pytest.mark.parametrize("secret", ["to ken", "tok\n", "tök"])
def test_a_secret_that_cannot_be_sent_is_refused_without_showing_it(secret: str) -> None:
    with pytest.raises(ConfigError, match="plex: the token holds") as refused:
        HttpServer(peer("http://plex.example", secret), "X-Plex-Token")

    assert secret not in str(refused.value)


def test_requests_are_counted_as_reads_and_writes() -> None:
    with answering(httpx2.Response(200), []) as server:
        server.request("GET", "/")
        server.request("POST", "/graphql", b"{}")
        server.request("PUT", "/", writes=True)

        assert server.requests == RequestCount(reads=2, writes=1)
        assert server.requests.total == 3


def test_answers_are_counted_by_kind_and_class_and_the_last_ones_say_how_long_they_take() -> None:
    times = iter([0.0, 0.5, 1.0, 1.1, 2.0, 2.2])
    with answering(httpx2.Response(200), [], monotonic=lambda: next(times)) as server:
        assert server.latency is None
        for method, writes in (("GET", False), ("GET", False), ("PUT", True)):
            server.request(method, "/", writes=writes)

        assert server.answers == {("read", "2xx"): 2, ("write", "2xx"): 1}
        assert server.latency == pytest.approx(0.2)


def test_a_failed_request_is_counted_too() -> None:
    with answering(httpx2.ConnectError("refused"), []) as server:
        with pytest.raises(Unreachable):
            server.request("GET", "/")

        assert server.requests.reads == 1
        assert server.answers == {("read", "none"): 1}
        assert server.latency is None


def test_a_timeout_names_the_question_without_its_query() -> None:
    with (
        answering(httpx2.ReadTimeout("timed out"), []) as server,
        pytest.raises(RequestTimedOut, match=r"did not answer PUT /edit in time\.$"),
    ):
        server.request("PUT", "/edit?title.value=private", writes=True)


def test_an_expected_status_is_an_answer() -> None:
    with answering(httpx2.Response(404, content=b"gone"), []) as server:
        answer = server.request("GET", "/", expected=(404,))

    assert (answer.status, answer.body, answer.succeeded) == (404, b"gone", False)


def test_redirects_are_not_followed() -> None:
    asked: list[httpx2.Request] = []
    elsewhere = httpx2.Response(302, headers={"location": "/x"})

    with answering(elsewhere, asked) as server:
        server.request("GET", "/", expected=(302,))

    assert len(asked) == 1


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_kept_connection_that_has_closed_is_no_failure(
    simulated: SimulatedServer, server: HttpServer, method: str
) -> None:
    server.request("GET", "/")
    simulated.inject(http_faults.cut_before())

    assert server.request(method, "/").body == b"ok"


def test_an_upload_is_not_repeated(simulated: SimulatedServer, server: HttpServer) -> None:
    server.request("GET", "/")
    fault = simulated.inject(http_faults.cut_before(times=None))

    with pytest.raises(Unreachable):
        server.request("POST", "/", b"image", writes=True)

    assert fault.seen == 1


def test_a_new_connection_that_breaks_is_a_failure_at_once(
    simulated: SimulatedServer, server: HttpServer
) -> None:
    fault = simulated.inject(http_faults.cut_before(times=None))

    with pytest.raises(Unreachable):
        server.request("GET", "/")

    assert fault.seen == 1


def test_a_truncated_answer_is_a_bad_answer(simulated: SimulatedServer, server: HttpServer) -> None:
    simulated.inject(http_faults.truncate())

    with pytest.raises(BadAnswer):
        server.request("GET", "/")


def test_a_server_that_stopped_is_unreachable(
    simulated: SimulatedServer, server: HttpServer
) -> None:
    server.request("GET", "/")
    simulated.stop()

    with pytest.raises(Unreachable, match=r"Check that it is running and that plex\.url is right"):
        server.request("GET", "/")


def test_bytes_that_are_no_utf_8_and_bare_control_characters_are_read_all_the_same() -> None:
    with answering(httpx2.Response(200), []) as server:
        assert server.decode(TEXTS, b'["caf\xe9", "tab\there"]', "GET /") == [
            "caf\ufffd",
            "tab here",
        ]


@pytest.mark.parametrize("body", [b"", b"<html>", b'["a"', b'{"a": 1}', b"[1]"])
def test_what_was_not_asked_for_is_a_bad_answer(body: bytes) -> None:
    with answering(httpx2.Response(200), []) as server, pytest.raises(BadAnswer, match="GET /"):
        server.decode(TEXTS, body, "GET /")


def test_a_shown_request_is_short() -> None:
    with (
        answering(httpx2.Response(500), []) as server,
        pytest.raises(Exception, match=r"GET /library/metadata/1,") as failed,
    ):
        server.request("GET", "/library/metadata/" + ",".join(["1"] * 100))

    assert len(str(failed.value)) < 200


def aborted_while_it_waits(
    simulated: SimulatedServer, server: HttpServer, *, warm: bool
) -> StashplexError:
    """Returns what a request meets that hangs when the server is hung up on."""
    if warm:
        server.request("GET", "/")
    held = simulated.inject(http_faults.hang(times=None))

    def hang_up() -> None:
        assert held.reached.wait(30)
        server.abort()

    hanging_up = threading.Thread(target=hang_up)
    hanging_up.start()
    with pytest.raises(HungUp) as caught:
        server.request("PUT", "/library", writes=True)
    hanging_up.join()
    simulated.heal()
    return caught.value


@pytest.mark.parametrize("warm", [False, True], ids=["a new connection", "a kept one"])
def test_hanging_up_ends_what_waits_for_an_answer(
    simulated: SimulatedServer, server: HttpServer, warm: bool
) -> None:
    error = aborted_while_it_waits(simulated, server, warm=warm)

    assert "did not answer PUT /library before stopping was asked for" in error.message
    assert server.requests.writes == 1


def test_after_hanging_up_nothing_is_sent_any_more(
    simulated: SimulatedServer, server: HttpServer
) -> None:
    server.abort()

    for _ in range(3):
        with pytest.raises(HungUp):
            server.request("GET", "/")

    assert len(simulated.requests) == 0
    assert server.requests.total == 0


def test_hanging_up_reaches_every_connection(
    simulated: SimulatedServer, server: HttpServer
) -> None:
    held = [simulated.inject(http_faults.hang()) for _ in range(3)]

    def ask() -> None:
        with pytest.raises(HungUp):
            server.request("GET", "/")

    with ThreadPoolExecutor(3) as asking:
        waiting = [asking.submit(ask) for _ in range(3)]
        assert all(one.reached.wait(30) for one in held)
        server.abort()
        for one in waiting:
            one.result()
    simulated.heal()


def test_a_connection_that_is_made_too_late_is_cut_as_well(
    simulated: SimulatedServer, server: HttpServer
) -> None:
    late = simulated.inject(http_faults.call(lambda _: server.abort()))

    with pytest.raises(HungUp):
        server.request("GET", "/")

    assert late.reached.is_set()
