"""The sign-in at plex.tv, from its link to the servers of the account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stashplex.app.setup.servers import best_way, expect_plex
from stashplex.core.answers import AccountServerTold, SignInTold
from stashplex.core.errors import (
    CredentialsRefused,
    RateLimited,
    ServerError,
    SignInExpired,
    UnknownId,
    WrongUsage,
)
from stashplex.core.ports import Clock, StopSignal
from stashplex.core.secret import Secret
from stashplex.servers.plex_tv import AGAIN_REMEDY, AccountServer, Pin, PlexTv

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two questions whether somebody has confirmed."""
OTHER: Final = "Give the address at which this machine reaches that one."
NO_SERVER: Final = "Sign in with the account that owns the server, or give address and token."


@dataclass(frozen=True, slots=True)
class OpenPin:
    """A sign-in that waits, and until when."""

    pin: Pin
    until: float
    next_look: float


class Account:
    """Signs in at plex.tv and remembers which servers the account has."""

    def __init__(self, open_plex_tv: Callable[[Secret], PlexTv], clock: Clock) -> None:
        self._open = open_plex_tv
        self._clock = clock
        self._waiting: OpenPin | None = None
        self._servers: tuple[AccountServer, ...] = ()

    def begin(self) -> SignInTold:
        """Begins a sign-in; one that waits already is forgotten."""
        self.forget()
        with self._open(Secret("")) as plex_tv:
            pin = plex_tv.new_pin()
        now = self._clock.monotonic()
        self._waiting = OpenPin(pin, now + pin.seconds, now)
        return SignInTold(pin.link, pin.seconds)

    def look(self) -> bool:
        """Returns True once somebody has confirmed; raises SignInExpired where it took too long.

        plex.tv is asked once a second at most, whoever asks; that it is away is no reason to end.
        """
        open_pin, now = self._waiting, self._clock.monotonic()
        if open_pin is None:
            return bool(self._servers)
        if now >= open_pin.until:
            self.forget()
            raise SignInExpired("The sign-in was not confirmed in time.", AGAIN_REMEDY)
        if now < open_pin.next_look:
            return False
        token = self._token(open_pin)
        if not token:
            return False
        self._take(token)
        return True

    def wait(self, stop: StopSignal) -> bool:
        """Returns True once somebody has confirmed, False when asked to stop."""
        while not self.look():
            if self._clock.wait(stop, BETWEEN_LOOKS):
                return False
        return True

    def forget(self) -> None:
        """Forgets the sign-in and the servers."""
        self._waiting, self._servers = None, ()

    @property
    def waiting(self) -> SignInTold | None:
        """The sign-in that waits for somebody."""
        if self._waiting is None:
            return None
        left = self._waiting.until - self._clock.monotonic()
        return SignInTold(self._waiting.pin.link, max(left, 0.0))

    @property
    def servers(self) -> tuple[AccountServerTold, ...]:
        """The servers of the account, its own first."""
        return tuple(
            AccountServerTold(one.identifier, one.name, one.version, one.is_owned)
            for one in self._servers
        )

    def reach(self, identifier: str, client: str, url: str = "") -> tuple[str, Secret]:
        """Returns where a server answers, and the token for it.

        That is the best of its addresses, or the one that a person gives, if it is this server.
        """
        server = next((one for one in self._servers if one.identifier == identifier), None)
        if server is None:
            raise UnknownId("This account has no such server.", "Choose one of those it has.")
        if not server.is_owned:
            sentence = f"{server.name} belongs to somebody else: its items cannot be edited."
            raise CredentialsRefused("Plex", sentence, NO_SERVER)
        if not url:
            return best_way(server, client), server.token
        if expect_plex(url, client) != server.identifier:
            raise WrongUsage(f"What answers at {url} is another server than {server.name}.", OTHER)
        return url, server.token

    def _token(self, open_pin: OpenPin) -> Secret:
        wait = BETWEEN_LOOKS
        try:
            with self._open(Secret("")) as plex_tv:
                return plex_tv.token_of(open_pin.pin)
        except SignInExpired:
            self.forget()
            raise
        except RateLimited as error:
            wait = error.wait_seconds
        except ServerError:
            pass  # the internet may be away for a moment: the person is at work elsewhere
        finally:
            next_look = self._clock.monotonic() + wait
            if self._waiting is open_pin:
                self._waiting = OpenPin(open_pin.pin, open_pin.until, next_look)
        return Secret("")

    def _take(self, token: Secret) -> None:
        with self._open(token) as plex_tv:
            servers = plex_tv.servers()
        self._waiting = None
        if not servers:
            raise WrongUsage("This account has no Plex server.", NO_SERVER)
        self._servers = servers
