"""Links that sign in once: for whoever can read the log, so that the token need not be in it."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from stashplex.core.ports import Clock

MINUTES: Final = 15
KEY_BYTES: Final = 32


class Invitations:
    """Knows at most one key that is still good."""

    def __init__(self, clock: Clock, chance: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._chance = chance
        self._digest = b""
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """True while somebody could come in by a key."""
        return bool(self._digest) and self._clock.monotonic() < self._until

    def make(self) -> str:
        """Returns a new key; the one before is worthless from now on."""
        key = self._chance(KEY_BYTES).hex()
        self._digest = _digest(key)
        self._until = self._clock.monotonic() + MINUTES * 60
        return key

    def take(self, key: str) -> bool:
        """Tells whether a key is good, and makes it worthless if it was."""
        if not self.is_open or not hmac.compare_digest(_digest(key), self._digest):
            return False
        self._digest = b""
        return True


def _digest(key: str) -> bytes:
    return sha256(key.encode(errors="replace")).digest()
