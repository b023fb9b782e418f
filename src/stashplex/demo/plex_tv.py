"""A simulated plex.tv: sign-ins that a person confirms on a page, and the servers of an account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

import msgspec

from stashplex.core.ports import Clock
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import HttpServer
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.served import Served

ACCOUNT_TOKEN: Final = "simulated-account-token-1"  # noqa: S105  opens nothing but this simulation
LIFETIME: Final = 900.0
A_PIN: Final = re.compile(r"/api/v2/pins/(\d+)")
PAGE: Final = """\
<!doctype html>
<title>Simulated plex.tv</title>
<h1>Let this device in?</h1>
<form method="post" action="/auth"><input type="hidden" name="code" id="code">
<button>Allow</button></form>
<script>
code.value = new URLSearchParams(location.hash.slice(2)).get("code");
</script>
"""


@dataclass(slots=True)
class Asked:
    """A sign-in that was begun."""

    number: int
    code: str
    device: str
    until: float
    token: str | None = None


@dataclass(slots=True)
class Address:
    """One address of a server, as its account knows it."""

    url: str
    local: bool = True
    relay: bool = False

    def told(self) -> dict[str, object]:
        """Returns it as plex.tv tells it."""
        scheme, _, rest = self.url.partition("://")
        host, _, port = rest.rpartition(":")
        return {
            "protocol": scheme,
            "address": host,
            "port": int(port),
            "uri": self.url,
            "local": self.local,
            "relay": self.relay,
            "IPv6": False,
        }


@dataclass(slots=True)
class Listed:
    """A server or other device of the account."""

    identifier: str
    name: str
    token: str = ""
    addresses: list[Address] = field(default_factory=list)
    owned: bool = True
    provides: str = "server"
    https_required: bool = False

    def told(self) -> dict[str, object]:
        """Returns it as plex.tv tells it."""
        return {
            "name": self.name,
            "product": "Plex Media Server",
            "productVersion": "1.43.0.10492-121068a07",
            "platform": "Linux",
            "clientIdentifier": self.identifier,
            "provides": self.provides,
            "owned": self.owned,
            "accessToken": self.token or None,
            "publicAddress": "192.0.2.1",
            "httpsRequired": self.https_required,
            "relay": True,
            "presence": True,
            "connections": [one.told() for one in self.addresses],
        }


class SimulatedPlexTv(Served):
    """One account at plex.tv over a real socket; the same address has the page to confirm on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.pins: dict[int, Asked] = {}
        self.listed: list[Listed] = []
        self.lifetime = LIFETIME
        """Seconds in which a sign-in has to be confirmed."""
        self.http = HttpServer(self.respond, name="simulated-plex-tv")

    @property
    def sign_in_page(self) -> str:
        """Where a person confirms a sign-in."""
        return f"{self.url}/auth"

    def add_server(self, plex: SimulatedPlex, *addresses: Address, owned: bool = True) -> Listed:
        """Lists a server with these addresses, else with the one at which it answers."""
        server = Listed(
            plex.machine_identifier,
            plex.identity.friendly_name,
            plex.token,
            list(addresses) or [Address(plex.url)],
            owned=owned,
        )
        self.listed.append(server)
        return server

    def confirm(self) -> None:
        """Confirms the newest sign-in, as a person does."""
        self._confirm(next(reversed(self.pins.values())).code)

    def expire(self) -> None:
        """Lets every sign-in be too old."""
        self.pins.clear()

    def respond(self, request: Request) -> Response:
        """Answers one request."""
        path, method = request.path.rstrip("/"), request.method
        if path == "/auth":
            return self._page(request)
        device = request.headers.get("x-plex-client-identifier", "")
        if not device:
            return told({"errors": [{"code": 1000, "message": "Client Identifier missing"}]}, 400)
        if (method, path) == ("POST", "/api/v2/pins"):
            return self._begin(device, strong=request.asks("strong") == "true")
        if method == "GET" and (asked := A_PIN.fullmatch(path)):
            return self._pin(int(asked[1]), device)
        if (method, path) == ("GET", "/api/v2/resources"):
            return self._resources(request)
        return told({"errors": [{"code": 1020, "message": "Not Found"}]}, 404)

    def _begin(self, device: str, *, strong: bool) -> Response:
        number = 1_000_000_000 + len(self.pins)
        code = f"{number:x}".rjust(24 if strong else 4, "a")
        self.pins[number] = Asked(number, code, device, self._clock.now() + self.lifetime)
        return told(self._told(self.pins[number]), 201)

    def _pin(self, number: int, device: str) -> Response:
        pin = self.pins.get(number)
        if pin is None or pin.device != device or pin.until <= self._clock.now():
            return told({"errors": [{"code": 1020, "message": "Code not found or expired"}]}, 404)
        return told(self._told(pin))

    def _told(self, pin: Asked) -> Mapping[str, object]:
        return {
            "id": pin.number,
            "code": pin.code,
            "product": "stashplex",
            "trusted": False,
            "clientIdentifier": pin.device,
            "expiresIn": int(pin.until - self._clock.now()),
            "authToken": pin.token,
            "newRegistration": None,
        }

    def _page(self, request: Request) -> Response:
        html = {"Content-Type": "text/html; charset=utf-8"}
        if request.method != "POST":
            return Response(200, html, PAGE.encode())
        code = parse_qs(request.body.decode()).get("code", [""])[0]
        words = "You may close this window." if self._confirm(code) else "That is no sign-in."
        return Response(200, html, f"<!doctype html><title>Done</title><p>{words}</p>".encode())

    def _confirm(self, code: str) -> bool:
        for pin in self.pins.values():
            if pin.code == code:
                pin.token = ACCOUNT_TOKEN
                return True
        return False

    def _resources(self, request: Request) -> Response:
        if request.headers.get("x-plex-token") != ACCOUNT_TOKEN:
            return told(
                {"errors": [{"code": 1001, "message": "User could not be authenticated"}]}, 401
            )
        return told([one.told() for one in self.listed])


def told(content: object, status: int = 200) -> Response:
    """Returns an answer in JSON."""
    return Response(status, {"Content-Type": "application/json"}, msgspec.json.encode(content))
