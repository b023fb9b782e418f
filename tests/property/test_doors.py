"""Whatever a request brings: nobody comes in without the token, and nothing makes us fail."""

import asyncio
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message
from tests.small_service import TOKEN, guarded_doors, open_doors, small_service

from stashplex.web.site import Site, build_site

PATHS = ("/", "/readyz", "/metrics", "/api/v1/live", "/sign-in", "/sign-out", "/static/pages.css")
NAMES = (
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "origin",
    "referer",
    "sec-fetch-mode",
    "sec-fetch-site",
    "x-csrf-token",
    "x-forwarded-proto",
)
WORDS = (
    "",
    "127.0.0.1",
    "http://127.0.0.1",
    "null",
    "same-origin",
    "cross-site",
    "navigate",
    "Bearer",
    f"Bearer {TOKEN[:-1]}",
    "stashplex_session=1760000000.0.0",
    "application/json",
    "application/x-www-form-urlencoded",
    "99999999999999999999",
    "\xff\x00",
)
headers = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS) | st.text("\x00 ;=.,:[]%aZ9\xff"))
)
queries = st.binary(max_size=20)
bodies = st.binary(max_size=100) | st.sampled_from((b"token=x&csrf=y", b"{}", b"&" * 2000))
methods = st.sampled_from(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "ODD"))


def asked(site: Site, scope: dict[str, Any], body: bytes) -> int:
    """Returns the status that a site answers a request with."""
    parts: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])
    said: list[Message] = []

    async def receive() -> Message:
        return next(parts, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(site(scope, receive, send))
    assert said[-1].get("more_body", False) is False
    return int(said[0]["status"])


def scope_of(
    method: str, path: str, query: bytes, brought: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(name.encode(), text.encode("latin-1")) for name, text in brought],
        "client": ("192.0.2.7", 4711),
        "server": ("127.0.0.1", 7979),
        "state": {},
    }


@settings(deadline=None)
@given(methods, st.sampled_from(PATHS), queries, headers, bodies)
def test_nobody_comes_in_by_chance(
    method: str, path: str, query: bytes, brought: list[tuple[str, str]], body: bytes
) -> None:
    site = build_site(small_service(), guarded_doors())
    status = asked(site, scope_of(method, path, query, [*brought, ("host", "127.0.0.1")]), body)
    assert status < 500
    if path not in {"/sign-in", "/static/pages.css"}:
        assert status in {401, 403, 408, 413, 421, 429}


@settings(deadline=None)
@given(st.sampled_from(("POST", "PUT", "DELETE")), queries, headers, bodies)
def test_no_page_of_another_site_changes_anything(
    method: str, query: bytes, brought: list[tuple[str, str]], body: bytes
) -> None:
    site = build_site(small_service(), open_doors())
    foreign = [("host", "127.0.0.1:7979"), ("origin", "http://evil.example"), *brought]
    assert asked(site, scope_of(method, "/sign-out", query, foreign), body) in {403, 413}
