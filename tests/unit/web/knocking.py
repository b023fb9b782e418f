"""How the tests knock at the door, and what they keep of having come in."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.small_service import TOKEN, Said, ask, served, small_service

from stashplex.core.secret import Secret
from stashplex.demo.still_clock import StillClock
from stashplex.web.doors import Doors
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
