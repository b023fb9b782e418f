"""Pages over a real socket, as a browser without a script would ask for them."""

import asyncio
import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.applications import Starlette
from tests.small_service import served
from tests.told_service import ToldService
from tests.worlds import FakeClock

from stashplex.web.pages.routes import page_routes


@dataclass(frozen=True)
class Seen:
    """What a browser got."""

    status: int
    body: str
    headers: Mapping[str, str]

    @property
    def goes_to(self) -> str:
        """Where it is sent on to."""
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """Asks for pages and sends forms; keeps the notice of the last form."""

    port: int
    cookie: str = ""

    def see(self, path: str) -> Seen:
        """Asks for a page."""
        return self._ask("GET", path)

    def send(self, path: str, **fields: object) -> Seen:
        """Sends a form."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Seen:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            seen = Seen(
                answer.status,
                answer.read().decode(),
                {name.lower(): text for name, text in answer.getheaders()},
            )
        finally:
            line.close()
        if "set-cookie" in seen.headers:
            self.cookie = seen.headers["set-cookie"].partition(";")[0]
        return seen


@contextmanager
def visiting(told: ToldService | None = None) -> Iterator[Visitor]:
    """Serves the pages of a service alone, without what stands before them."""
    clock = FakeClock()
    site = Starlette(routes=page_routes((told or ToldService()).service, clock))
    site.state.closing = asyncio.Event()
    with served(site) as server:
        yield Visitor(server.port)
