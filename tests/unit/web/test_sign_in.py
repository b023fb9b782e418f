"""Signing in and out, by the token or by a link of the log."""

import re
from urllib.parse import urlencode

import pytest
from tests.small_service import TOKEN, ask, guarded_doors, open_doors
from tests.unit.web.knocking import (
    SET_COOKIE,
    at,
    post,
    proof_of,
    proof_on,
    signed_in,
)

from stashplex.demo.still_clock import StillClock


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


def test_the_log_says_how_other_machines_come_to_the_pages(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "stashplex")
    with at(guarded_doors()) as server:
        address = server.address
    assert f"The pages are at {address}; from another machine, put the name" in caplog.text
    caplog.clear()
    with at(open_doors()) as server:
        address = server.address
    assert f"The pages are at {address}\n" in caplog.text


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


def test_the_log_tells_who_came_in_and_who_guessed_and_fills_with_neither(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "stashplex")
    with at(guarded_doors()) as server:
        signed_in(server)
        for number in [*range(5), *[0] * 20]:
            ask(server, "/readyz", Authorization=f"Bearer guess-{number}")
    told = [record.getMessage() for record in caplog.records if "from 127" in record.getMessage()]
    assert told == [
        "Somebody signed in from 127.0.0.1",
        "A wrong token or link came from 127.0.0.1 (number 1)",
    ]
    assert "guess-" not in caplog.text
