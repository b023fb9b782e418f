"""Pages over a real socket, as a browser without a script would ask for them."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from tests.small_service import open_doors, served
from tests.told_service import ToldService
from tests.worlds import FakeClock

from stashplex.web.doors import Keeper
from stashplex.web.site import build_site


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
    """Asks for pages and sends forms with their proof; keeps the notice of the last form."""

    port: int
    proof: str
    cookie: str = ""

    def see(self, path: str) -> Seen:
        """Asks for a page."""
        return self._ask("GET", path)

    def send(self, path: str, **fields: object) -> Seen:
        """Sends a form."""
        return self._ask("POST", path, urlencode({"csrf": self.proof} | fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Seen:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            seen = Seen(
                answer.status,
                answer.read().decode(errors="replace"),
                {name.lower(): text for name, text in answer.getheaders()},
            )
        finally:
            line.close()
        if "set-cookie" in seen.headers:
            self.cookie = seen.headers["set-cookie"].partition(";")[0]
        return seen


@contextmanager
def visiting(told: ToldService | None = None) -> Iterator[Visitor]:
    """Serves the pages of a service to this machine, which needs no token."""
    doors = replace(open_doors(), clock=FakeClock())
    with served(build_site((told or ToldService()).service, doors)) as server:
        yield Visitor(server.port, Keeper(doors).sessions.proof(None))
