"""The door itself, over a real socket: who comes in, and how everybody else is turned away."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from tests.small_service import (
    TOKEN,
    Said,
    ask,
    connected,
    guarded_doors,
    open_doors,
    said,
    served,
    small_service,
)

from stashplex.core.secret import Secret
from stashplex.demo.still_clock import StillClock
from stashplex.web.bodies import LARGEST
from stashplex.web.doors import Doors
from stashplex.web.dress import ALWAYS, KEPT
from stashplex.web.server import WebServer
from stashplex.web.sessions import Sessions
from stashplex.web.site import build_site

BEARER = f"Bearer {TOKEN}"
FORM = "application/x-www-form-urlencoded"
SET_COOKIE = re.compile(
    r"stashplex_session=(\d+\.[0-9a-f]{32}\.[0-9a-f]{64}); HttpOnly; Max-Age=1209600; Path=/; "
    r"SameSite=strict(; Secure)?"
)


@contextmanager
def at(doors: Doors) -> Iterator[WebServer]:
    with served(build_site(small_service(), doors)) as server:
        yield server


def error_in(answer: Said) -> tuple[int, str]:
    return answer.status, str(json.loads(answer.body)["error"]["type"])


def post(server: WebServer, path: str, body: str = "", kind: str = FORM, **headers: str) -> Said:
    """Sends a body, as a form unless said otherwise."""
    if body:
        headers |= {"Content_Type": kind, "Content_Length": str(len(body))}
    return ask(server, path, "POST", body, **headers)


def proof_on(page: Said) -> str:
    """Returns what a form of a page carries."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.body)
    assert found
    return found[1]


def signed_in(server: WebServer) -> str:
    """Returns the cookie of a session."""
    fields = {"csrf": proof_on(ask(server, "/sign-in")), "token": TOKEN, "next": "/runs?after=3"}
    answer = post(server, "/sign-in", urlencode(fields))
    assert (answer.status, answer.headers["location"]) == (303, "/runs?after=3")
    kept = SET_COOKIE.fullmatch(answer.headers["set-cookie"])
    assert kept
    return f"stashplex_session={kept[1]}"


def proof_of(cookie: str) -> str:
    """Returns what every page carries that is drawn for a session."""
    sessions = Sessions(Secret(TOKEN), StillClock(), secrets.token_bytes)
    return sessions.proof(sessions.read(cookie.partition("=")[2]))


def test_this_machine_needs_no_token_while_none_is_asked_for() -> None:
    with at(open_doors()) as server:
        assert ask(server, "/readyz").status == 200
        assert ask(server, "/readyz", Authorization="Bearer outdated").status == 200


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/events", "/api/v1/live", "/api/v1/x"])
def test_a_program_without_the_token_is_turned_away(path: str) -> None:
    with at(guarded_doors()) as server:
        for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            answer = ask(server, path, **wrong)
            assert error_in(answer) == (401, "NoToken")
            assert answer.headers["www-authenticate"] == "Bearer"


def test_only_whether_it_lives_is_told_to_everybody() -> None:
    with at(guarded_doors()) as server:
        assert ask(server, "/healthz", Host="evil.example").body == "alive\n"
        assert ask(server, "/readyz", Authorization=BEARER).status == 200
        assert ask(server, "/readyz", Authorization=f"bearer {TOKEN}").status == 200


@pytest.mark.parametrize("path", ["/", "/scenes", "//healthz", "/nowhere"])
def test_a_person_is_led_to_the_sign_in_and_back(path: str) -> None:
    with at(guarded_doors()) as server:
        answer = ask(server, f"{path}?text=a+b")
        assert answer.status == 401
        onward = urlencode({"next": f"{path}?text=a+b"})
        assert f'content="0; url=/sign-in?{onward}"' in answer.body


def test_signing_in_opens_everything_and_signing_out_closes_it() -> None:
    with at(guarded_doors()) as server:
        cookie = signed_in(server)
        assert ask(server, "/readyz", Cookie=cookie).status == 200
        somebodys = proof_on(ask(server, "/sign-in"))
        refused = post(server, "/sign-out", urlencode({"csrf": somebodys}), Cookie=cookie)
        assert refused.status == 403
        answer = post(server, "/sign-out", urlencode({"csrf": proof_of(cookie)}), Cookie=cookie)
        assert (answer.status, answer.headers["location"]) == (303, "/sign-in")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert ask(server, "/readyz", Cookie=cookie).status == 401


def test_a_wrong_token_signs_nobody_in_and_is_not_shown_again() -> None:
    with at(guarded_doors()) as server:
        fields = {"csrf": proof_on(ask(server, "/sign-in")), "token": "almost-right"}
        answer = post(server, "/sign-in", urlencode(fields))
        assert answer.status == 403
        assert "That is not the token." in answer.body
        assert "almost-right" not in answer.body
        assert "set-cookie" not in answer.headers


def test_a_session_over_https_is_kept_for_https() -> None:
    with at(guarded_doors()) as server:
        fields = {"csrf": proof_on(ask(server, "/sign-in")), "token": TOKEN}
        answer = post(server, "/sign-in", urlencode(fields), X_Forwarded_Proto="https")
        assert answer.headers["set-cookie"].endswith("; Secure")


def test_a_session_that_is_used_is_renewed() -> None:
    clock = StillClock()
    with at(guarded_doors(clock)) as server:
        cookie = signed_in(server)
        assert "set-cookie" not in ask(server, "/readyz", Cookie=cookie).headers
        clock.advance(86400.0)
        renewed = ask(server, "/readyz", Cookie=cookie).headers["set-cookie"]
        assert SET_COOKIE.fullmatch(renewed)
        clock.advance(13.5 * 86400.0)
        assert ask(server, "/readyz", Cookie=cookie).status == 401
        assert ask(server, "/readyz", Cookie=renewed.partition(";")[0]).status == 200


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\nb",
        "javascript:",
    ],
)
def test_nobody_is_led_to_another_site(onward: str) -> None:
    with at(guarded_doors()) as server:
        page = ask(server, f"/sign-in?{urlencode({'next': onward})}")
        assert '<input type="hidden" name="next" value="/">' in page.body
        fields = {"csrf": proof_on(page), "token": TOKEN, "next": onward}
        assert post(server, "/sign-in", urlencode(fields)).headers["location"] == "/"


def test_the_log_shows_a_link_that_signs_in_once_and_never_the_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "stashplex")
    clock = StillClock()
    with at(guarded_doors(clock)) as server:
        key = link_in(caplog)
        entered = ask(server, f"/sign-in?key={key}")
        assert entered.status == 200
        assert 'content="0; url=/"' in entered.body
        assert SET_COOKIE.fullmatch(entered.headers["set-cookie"])
        again = ask(server, f"/sign-in?key={key}")
        assert (again.status, "set-cookie" in again.headers) == (403, False)
        assert key not in again.body
        fresh = link_in(caplog)
        assert fresh != key
        clock.advance(900.0)
        assert ask(server, f"/sign-in?key={fresh}").status == 403
    assert TOKEN not in caplog.text


def link_in(caplog: pytest.LogCaptureFixture) -> str:
    """Returns the key of the newest link in the log."""
    link = r"Sign in once, within 15 minutes: http://127\.0\.0\.1:\d+/sign-in\?key=([0-9a-f]{64})"
    return str(re.findall(link, caplog.text)[-1])


def test_asking_to_sign_in_again_and_again_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "stashplex")
    with at(guarded_doors()) as server:
        for _ in range(20):
            ask(server, "/sign-in")
    assert caplog.text.count("/sign-in?key=") == 1


def test_no_link_is_made_where_nobody_has_to_sign_in(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "stashplex")
    with at(open_doors()) as server:
        assert 'content="0; url=/"' in ask(server, "/sign-in").body
    assert "/sign-in?key=" not in caplog.text


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


ELSEWHERE = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Origin": "http://127.0.0.1:9999"},
)


@pytest.mark.parametrize("sign", ELSEWHERE)
def test_a_page_of_another_site_changes_nothing_whatever_it_has(sign: dict[str, str]) -> None:
    with at(guarded_doors()) as server:
        cookie = signed_in(server)
        fields = urlencode({"csrf": proof_of(cookie)})
        answer = post(server, "/sign-out", fields, Cookie=cookie, **sign)
        assert answer.status == 403
        assert ask(server, "/readyz", Cookie=cookie, **sign).status == 403
        assert ask(server, "/readyz", Cookie=cookie).status == 200


def test_a_link_of_another_site_may_be_followed() -> None:
    with at(open_doors()) as server:
        follows = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
        assert ask(server, "/readyz", **follows).status == 200
        assert post(server, "/sign-out", "csrf=x", **follows).status == 403


def test_a_page_of_ours_needs_its_proof_also_without_any_token() -> None:
    with at(open_doors()) as server:
        ours = {"Origin": f"http://127.0.0.1:{server.port}", "Sec_Fetch_Site": "same-origin"}
        assert post(server, "/api/v1/x", "csrf=x", **ours).status == 403
        assert post(server, "/api/v1/x", "{}", "application/json", **ours).status == 403
        assert post(server, "/api/v1/x", **ours).status == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 404),
        ("{}", "application/json; charset=utf-8", 404),
        ("", "", 404),
        ("{}", "text/plain", 403),
        ("csrf=x", FORM, 403),
        ("{}", "", 403),
    ],
)
def test_a_program_of_this_machine_needs_no_proof_for_what_no_page_can_send(
    body: str, kind: str, status: int
) -> None:
    with at(open_doors()) as server:
        assert post(server, "/api/v1/x", body, kind).status == status


def test_a_program_with_the_token_needs_no_proof() -> None:
    with at(guarded_doors()) as server:
        for body in ("", "{}", "csrf=x"):
            assert post(server, "/api/v1/x", body, Authorization=BEARER).status == 404


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


def test_the_proof_of_a_page_can_come_as_a_header() -> None:
    with at(guarded_doors()) as server:
        cookie = signed_in(server)
        ours = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{server.port}"}
        answer = post(server, "/api/v1/x", "{}", "application/json", **ours)
        assert error_in(answer) == (403, "StalePage")
        ours["X_CSRF_Token"] = proof_of(cookie)
        assert post(server, "/api/v1/x", "{}", "application/json", **ours).status == 404


def test_only_files_whose_address_changes_with_them_are_kept_by_a_browser() -> None:
    with at(guarded_doors()) as server:
        kept = ask(server, "/static/pages.css?0123456789")
        assert (kept.status, kept.headers["cache-control"]) == (200, KEPT)
        assert ask(server, "/static/pages.css").headers["cache-control"] == "no-store"
        assert ask(server, "/static/none.css?1").headers["cache-control"] == "no-store"


def test_hostile_words_in_an_address_stay_words() -> None:
    with at(guarded_doors()) as server:
        hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
        for path in (f"/{hostile}", f"/sign-in?next=/{hostile}", f"/sign-in?key={hostile}"):
            answer = ask(server, path)
            assert "<script>" not in answer.body
