"""Who has signed in: a signed cookie, so that nothing is kept and a restart signs nobody out."""

import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from stashplex.core.ports import Clock
from stashplex.core.secret import Secret

COOKIE: Final = "stashplex_session"
LIFETIME: Final = 14 * 86400.0
"""Seconds after which a session that nobody used is over."""
RENEWED_AFTER: Final = 86400.0
MOST_ENDED: Final = 1000
NONCE_BYTES: Final = 16
AHEAD: Final = 60.0
"""Seconds that a clock may have been set back since the cookie was made."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that has signed in."""

    nonce: str
    issued: int


class Sessions:
    """Makes and reads the cookies; another token makes all of them worthless."""

    def __init__(self, token: Secret, clock: Clock, chance: Callable[[int], bytes]) -> None:
        self._key = hmac.digest(token.reveal().encode(), b"stashplex sessions", sha256)
        self._clock = clock
        self._chance = chance
        self._ended: OrderedDict[str, None] = OrderedDict()

    def begin(self) -> Session:
        """Returns a new session."""
        return Session(self._chance(NONCE_BYTES).hex(), int(self._clock.now()))

    def cookie(self, session: Session) -> str:
        """Returns what a browser keeps of a session."""
        told = f"{session.issued}.{session.nonce}"
        return f"{told}.{self._mac('session', told)}"

    def read(self, cookie: str) -> Session | None:
        """Returns the session of a cookie; None where it is not ours, over, or signed out."""
        told, _, mac = cookie.rpartition(".")
        if not _same(mac, self._mac("session", told)):
            return None
        issued, _, nonce = told.partition(".")
        session = Session(nonce, int(issued))
        age = self._clock.now() - session.issued
        return session if -AHEAD <= age < LIFETIME and nonce not in self._ended else None

    def renewed(self, session: Session) -> Session | None:
        """Returns the session with its time begun anew; None where that can wait."""
        now = self._clock.now()
        if now - session.issued < RENEWED_AFTER:
            return None
        return Session(session.nonce, int(now))

    def end(self, session: Session) -> None:
        """Takes the session's cookie no more, as long as this process lives."""
        self._ended[session.nonce] = None
        if len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)

    def proof(self, session: Session | None) -> str:
        """Returns what a page of ours carries, and no page of another site can know."""
        return self._mac("proof", session.nonce if session else "")

    def is_proof(self, given: str, session: Session | None) -> bool:
        """Tells whether a request comes from a page of ours."""
        return _same(given, self.proof(session))

    def _mac(self, purpose: str, told: str) -> str:
        return hmac.digest(self._key, f"{purpose}:{told}".encode(errors="replace"), sha256).hex()


def _same(given: str, right: str) -> bool:
    """Compares in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(errors="replace"), right.encode(errors="replace"))
