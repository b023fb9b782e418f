"""The door itself, over a real socket: who comes in, and how everybody else is turned away."""

from dataclasses import replace

import pytest
from tests.small_service import TOKEN, ask, connected, guarded_doors, open_doors, said
from tests.unit.web.knocking import (
    BEARER,
    at,
    error_in,
    post,
)

from stashplex.web.bodies import LARGEST
from stashplex.web.dress import ALWAYS, KEPT


def test_this_machine_needs_no_token_while_none_is_asked_for() -> None:
    with at(open_doors()) as server:
        assert ask(server, "/readyz").status == 200
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    with at(replace(open_doors(), pause=pause)) as server:
        for number in range(10):
            assert ask(server, "/readyz", Authorization=f"Bearer outdated {number}").status == 200
    assert waits == []


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/events", "/api/v1/live", "/api/v1/x"])
def test_a_program_without_the_token_is_turned_away(path: str) -> None:
    with at(guarded_doors()) as server:
        for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            answer = ask(server, path, **wrong)
            assert error_in(answer) == (401, "NoToken")
            assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("near", [TOKEN[0], TOKEN[:-1], TOKEN[1:], TOKEN + "1", TOKEN.upper()])
def test_what_is_almost_the_token_opens_nothing(near: str) -> None:
    with at(guarded_doors()) as server:
        assert error_in(ask(server, "/readyz", Authorization=f"Bearer {near}")) == (401, "NoToken")


def test_only_whether_it_lives_is_told_to_everybody() -> None:
    with at(guarded_doors()) as server:
        assert ask(server, "/healthz", Host="evil.example").body == "alive\n"
        assert ask(server, "/readyz", Authorization=BEARER).status == 200
        assert ask(server, "/readyz", Authorization=f"bearer {TOKEN}").status == 200


def test_guessing_is_slowed_down_and_whoever_knows_is_not() -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    with at(replace(guarded_doors(), pause=pause)) as server:
        for number in range(5):
            assert ask(server, "/readyz", Authorization=f"Bearer {number}").status == 401
        assert ask(server, "/sign-in").status == 200
        refused = ask(server, "/readyz", Authorization="Bearer another")
        assert error_in(refused) == (429, "TooManyGuesses")
        assert refused.headers["retry-after"] == "1"
        assert waits == [0.0, 0.5, 1.0, 2.0, 4.0]


def test_a_key_that_was_guessed_counts_like_a_token() -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    with at(replace(guarded_doors(), pause=pause)) as server:
        for number in range(3):
            assert ask(server, f"/sign-in?key={number}").status == 403
        assert waits == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7979", "127.0.0.1.evil.example"])
def test_a_page_that_rebinds_a_name_to_us_is_turned_away(host: str) -> None:
    with at(open_doors()) as server:
        for path in ("/", "/api/v1/live", "/events", "/sign-in", "/static/pages.css"):
            assert ask(server, path, Host=host).status == 421
    with at(guarded_doors()) as server:
        assert ask(server, "/api/v1/live", Host=host, Authorization=BEARER).status == 421


def test_a_name_of_the_configuration_is_ours() -> None:
    with at(guarded_doors(names=("films.example.org",))) as server:
        assert ask(server, "/readyz", Host="films.example.org", Authorization=BEARER).status == 200


def test_a_request_without_a_host_is_turned_away() -> None:
    with at(open_doors()) as server, connected(server) as line:
        line.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
        assert said(line).status == 421


@pytest.mark.parametrize("length", [LARGEST + 1, 10**18, 10**19])
def test_a_body_that_says_it_is_too_large_is_not_read(length: int) -> None:
    with at(open_doors()) as server:
        answer = ask(server, "/api/v1/x", "POST", Content_Length=str(length))
        assert error_in(answer) == (413, "TooLarge")


def test_a_body_that_grows_too_large_is_cut_off() -> None:
    with at(open_doors()) as server, connected(server) as line:
        host = f"Host: 127.0.0.1:{server.port}\r\n"
        head = f"POST /api/v1/x HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n"
        line.sendall(head.encode())
        for _ in range(5):
            line.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        assert said(line).status == 413


@pytest.mark.parametrize("path", ["/api/v1/x", "/sign-in", "/healthz"])
def test_a_body_that_does_not_come_is_not_waited_for(path: str) -> None:
    with at(replace(open_doors(), body_seconds=0.05)) as server:
        assert ask(server, path, "POST", Content_Length="10").status == 408


def test_the_largest_body_comes_in() -> None:
    with at(guarded_doors()) as server:
        body = "x" * LARGEST
        assert post(server, "/api/v1/x", body, "text/plain", Authorization=BEARER).status == 404


def test_every_answer_is_dressed() -> None:
    with at(guarded_doors()) as server:
        answers = [
            ask(server, "/healthz"),
            ask(server, "/"),
            ask(server, "/sign-in"),
            ask(server, "/readyz"),
            ask(server, "/readyz", Host="evil.example"),
            ask(server, "/api/v1/x", Authorization=BEARER),
            ask(server, "/api/v1/x", "POST", Content_Length="1000000"),
        ]
    for answer in answers:
        for name, value in ALWAYS.items():
            assert answer.headers[name.lower()] == value, (answer.status, name)
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


def test_only_files_whose_address_changes_with_them_are_kept_by_a_browser() -> None:
    with at(guarded_doors()) as server:
        kept = ask(server, "/static/pages.css?0123456789")
        assert (kept.status, kept.headers["cache-control"]) == (200, KEPT)
        assert ask(server, "/static/pages.css").headers["cache-control"] == "no-store"
        assert ask(server, "/static/none.css?1").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["../../site.py", "%2e%2e/%2e%2e/site.py", "..%2f..%2fsite.py", "%5c..%5csite.py", "%00"],
)
def test_nothing_but_the_static_files_lies_beside_the_sign_in(path: str) -> None:
    with at(guarded_doors()) as server:
        answer = ask(server, f"/static/{path}")
        assert answer.status == 404
        assert "import" not in answer.body


def test_hostile_words_in_an_address_stay_words() -> None:
    with at(guarded_doors()) as server:
        hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
        for path in (f"/{hostile}", f"/sign-in?next=/{hostile}", f"/sign-in?key={hostile}"):
            answer = ask(server, path)
            assert "<script>" not in answer.body
