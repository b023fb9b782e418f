"""Who may come in: where the service is bound, and what it asks of those who come."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from stashplex.core.ports import Clock
from stashplex.core.secret import Secret
from stashplex.web.hosts import Names, is_loopback
from stashplex.web.invitations import MINUTES, Invitations
from stashplex.web.sessions import Session, Sessions
from stashplex.web.slowdown import Slowdown

logger = logging.getLogger(__name__)

ELSEWHERE: Final = "; from another machine, put the name or address of this one in its place"
TOLD_ABOUT: Final = frozenset({1, 10, 100, 1000, 10_000})
"""Wrong guesses of one address that the log tells of."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How the service is guarded."""

    host: str
    """Where it is bound, as the configuration says it."""
    token: Secret
    """What the API takes as a bearer token and a person types to sign in; never empty."""
    token_required: bool
    """False only where nobody but this machine can come, and no token was asked for."""
    clock: Clock
    names: tuple[str, ...] = ()
    """Further names that it may be called by."""
    chance: Callable[[int], bytes] = secrets.token_bytes
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    body_seconds: float = 10.0
    """In which the body of a request has to be whole."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks, and what a page for them has to carry."""

    may_enter: bool
    proof: str
    """The value of the field `csrf` in every form, or of the header `X-CSRF-Token`."""
    session: Session | None = None
    by_token: bool = False
    """A program that brought the token: it needs no proof, since no browser brings one along."""


class Guessing(Exception):
    """Too many wrong guesses are waiting: nothing more is looked at for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Keeper:
    """Knows the token, who has signed in, and who only guesses."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.names = Names(doors.host, doors.names, token_required=doors.token_required)
        self.sessions = Sessions(doors.token, doors.clock, doors.chance)
        self.invitations = Invitations(doors.clock, doors.chance)
        self._slowdown = Slowdown(doors.clock)
        self._address = ""

    def opened(self, address: str) -> None:
        """Tells in the log where the pages are, and how to come in; once for an address."""
        if address == self._address:
            return
        self._address = address
        logger.info("The pages are at %s%s", address, ELSEWHERE * self._is_everywhere)
        self.invite()

    @property
    def _is_everywhere(self) -> bool:
        """True where the address is this machine's own, and others come by another one."""
        return not is_loopback(self.doors.host) and is_loopback(
            urlsplit(self._address).hostname or ""
        )

    def invite(self) -> None:
        """Puts a link into the log that signs in once, unless one is open or none is needed."""
        if self.doors.token_required and self._address and not self.invitations.is_open:
            link = f"{self._address}/sign-in?key={self.invitations.make()}"
            logger.info("Sign in once, within %d minutes: %s", MINUTES, link)

    async def caller(self, address: str, bearer: str, cookie: str) -> Caller:
        """Returns who asks, by what they bring; raises Guessing.

        Where no token is required a wrong one keeps nobody out, and tells nobody anything.
        """
        if bearer and await self._has_token(address, bearer):
            return Caller(may_enter=True, proof="", by_token=True)
        session = self.sessions.read(cookie) if cookie else None
        may_enter = session is not None or not self.doors.token_required
        return Caller(may_enter, self.sessions.proof(session), session)

    async def enter(self, address: str, *, token: str = "", key: str = "") -> Session | None:
        """Returns a new session for the token or a good key; None else. Raises Guessing."""
        if token:
            is_right = await self._looked_at(address, token, self._is_token)
        else:
            is_right = await self._looked_at(address, key, self.invitations.take)
        if not is_right:
            return None
        logger.info("Somebody signed in from %s", address)
        return self.sessions.begin()

    async def _has_token(self, address: str, bearer: str) -> bool:
        if self.doors.token_required:
            return await self._looked_at(address, bearer, self._is_token)
        return self._is_token(bearer)

    def _is_token(self, given: str) -> bool:
        right = self.doors.token.reveal().encode()
        return hmac.compare_digest(given.encode(errors="replace"), right)

    async def _looked_at(self, address: str, guess: str, is_right: Callable[[str], bool]) -> bool:
        """Tells whether a guess is right; of one that is wrong only after its wait."""
        closed = self._slowdown.closed_for(address)
        if closed > 0:
            raise Guessing(closed)
        if is_right(guess):
            return True
        wrong = self._slowdown.wrong(address, guess)
        if wrong.number in TOLD_ABOUT:
            logger.warning("A wrong token or link came from %s (number %d)", address, wrong.number)
        await self.doors.pause(wrong.wait)
        return False
