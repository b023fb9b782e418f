"""The account at plex.tv: a sign-in that a person confirms there, and the account's servers."""

from typing import Annotated, Final, Self
from urllib.parse import quote

import httpx2
import msgspec
from msgspec import Meta, Struct

from stashplex import __version__
from stashplex.core.errors import SignInExpired
from stashplex.core.secret import Secret
from stashplex.servers.answer import plain_line
from stashplex.servers.http import HttpServer
from stashplex.servers.refusal import Peer

PLEX_TV: Final = "https://plex.tv"
SIGN_IN_PAGE: Final = "https://app.plex.tv/auth"
GONE: Final = 404
NAME: Final = "plex.tv"
PRODUCT: Final = "stashplex"
AWAY_REMEDY: Final = "Check that this machine can reach the internet, or give address and token."
AGAIN_REMEDY: Final = "Sign in to Plex again."
PINS: Final = "/api/v2/pins"
NOBODY: Final = Secret("")
RESOURCES: Final = "/api/v2/resources?includeHttps=1&includeRelay=1&includeIPv6=1"


class Pin(Struct, frozen=True):
    """A sign-in that waits for a person: which, where they confirm it, and for how long."""

    id: int
    link: str
    seconds: float


class Way(Struct, frozen=True):
    """One address at which a server may answer."""

    url: str
    is_local: bool
    is_relay: bool


class AccountServer(Struct, frozen=True):
    """A server that the account may use."""

    identifier: str
    """Its machine identifier."""
    name: str
    version: str
    is_owned: bool
    token: Secret
    ways: tuple[Way, ...]
    """The best first: at home, then from outside, and through a relay last."""


class WirePin(msgspec.Struct):
    """A PIN as plex.tv tells it."""

    id: Annotated[int, Meta(ge=1)]
    code: str
    seconds: float = msgspec.field(name="expiresIn", default=900.0)
    token: str | None = msgspec.field(name="authToken", default=None)


class WireConnection(msgspec.Struct):
    """An address of a server as plex.tv tells it."""

    uri: str = ""
    address: str = ""
    port: int = 0
    local: bool = False
    relay: bool = False


class WireResource(msgspec.Struct):
    """A device or server as plex.tv tells it."""

    identifier: str = msgspec.field(name="clientIdentifier", default="")
    name: str = ""
    version: str | None = msgspec.field(name="productVersion", default=None)
    provides: str | None = ""
    owned: bool = False
    token: str | None = msgspec.field(name="accessToken", default=None)
    https_required: bool = msgspec.field(name="httpsRequired", default=False)
    connections: list[WireConnection] | None = None


WIRE_PIN: Final = msgspec.json.Decoder(WirePin, strict=False)
WIRE_RESOURCES: Final = msgspec.json.Decoder(list[WireResource], strict=False)


class PlexTv:
    """Speaks to plex.tv: only with our errors, and only for as long as a set-up needs it."""

    def __init__(
        self,
        client_identifier: str,
        *,
        token: Secret = NOBODY,
        base: str = PLEX_TV,
        sign_in_page: str = SIGN_IN_PAGE,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._identifier = client_identifier
        self._sign_in_page = sign_in_page
        self._server = HttpServer(
            Peer(NAME, base, token, "sign-in", AGAIN_REMEDY, AWAY_REMEDY),
            "X-Plex-Token",
            {
                "X-Plex-Client-Identifier": client_identifier,
                "X-Plex-Product": PRODUCT,
                "X-Plex-Version": __version__,
                "X-Plex-Device-Name": PRODUCT,
            },
            at_home=not base.startswith("https:"),
            transport=transport,
        )

    def new_pin(self) -> Pin:
        """Begins a sign-in."""
        answer = self._server.request("POST", f"{PINS}?strong=true")
        pin = self._server.decode(WIRE_PIN, answer.body, f"POST {PINS}")
        asks = {"clientID": self._identifier, "code": pin.code, "context[device][product]": PRODUCT}
        asked = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in asks.items())
        return Pin(pin.id, f"{self._sign_in_page}#?{asked}", pin.seconds)

    def token_of(self, pin: Pin) -> Secret:
        """Returns the account's token once a person has confirmed; empty before that.

        Raises SignInExpired where it took them too long.
        """
        target = f"{PINS}/{pin.id}"
        answer = self._server.request("GET", target, expected=(GONE,))
        if answer.status == GONE:
            raise SignInExpired("The sign-in was not confirmed in time.", AGAIN_REMEDY)
        found = self._server.decode(WIRE_PIN, answer.body, f"GET {PINS}")
        return Secret(found.token or "")

    def servers(self) -> tuple[AccountServer, ...]:
        """Returns the servers of the account, its own first."""
        answer = self._server.request("GET", RESOURCES)
        found = self._server.decode(WIRE_RESOURCES, answer.body, "GET /api/v2/resources")
        servers = [_server(one) for one in found if "server" in (one.provides or "").split(",")]
        return tuple(sorted(servers, key=lambda one: (not one.is_owned, one.name.casefold())))

    def close(self) -> None:
        """Closes the connections."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _server(wire: WireResource) -> AccountServer:
    ways = {
        way.url: way
        for connection in wire.connections or ()
        for way in _ways(connection, https_required=wire.https_required)
    }
    return AccountServer(
        wire.identifier,
        plain_line(wire.name),
        plain_line(wire.version or ""),
        wire.owned,
        Secret(wire.token or ""),
        tuple(sorted(ways.values(), key=_by_nearness)),
    )


def _ways(connection: WireConnection, *, https_required: bool) -> tuple[Way, ...]:
    """Returns the addresses of a connection.

    At home the plain address comes first: the name that plex.tv makes up for it is one that many
    routers refuse to look up.
    """
    told = Way(connection.uri, connection.local, connection.relay)
    ways = [told] if connection.uri else []
    if connection.local and connection.address and connection.port and not https_required:
        host = f"[{connection.address}]" if ":" in connection.address else connection.address
        ways.insert(0, Way(f"http://{host}:{connection.port}", is_local=True, is_relay=False))
    return tuple(ways)


def _by_nearness(way: Way) -> tuple[bool, bool]:
    return way.is_relay, not way.is_local
