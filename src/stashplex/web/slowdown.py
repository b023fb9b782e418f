"""Slows down whoever guesses; those who know are not held up."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from stashplex.core.ports import Clock

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
FORGOTTEN_AFTER: Final = 900.0
MOST_OPEN: Final = 4
"""Refusals that may wait at once for one address; meanwhile nothing more of it is looked at."""
MOST_ADDRESSES: Final = 1000
REMEMBERED: Final = 8
"""Guesses of an address; the same one again tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong guess: the how manyth of its address, 0 for one that was made before."""

    number: int
    wait: float = 0.0
    """Seconds."""


@dataclass(slots=True)
class _Guesser:
    wrong: int = 0
    last: float = 0.0
    told_at: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_OPEN))
    guesses: deque[bytes] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


class Slowdown:
    """Counts wrong guesses by address, within bounds.

    The first is free. From the second on the refusal waits, twice as long each time. A program
    with an outdated token repeats itself, and is told so at once instead of being held up.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guessers: OrderedDict[str, _Guesser] = OrderedDict()

    def closed_for(self, address: str) -> float:
        """Returns the seconds for which nothing of an address is looked at; mostly none."""
        guesser = self._guessers.get(_whose(address))
        if guesser is None or len(guesser.told_at) < MOST_OPEN:
            return 0.0
        return max(guesser.told_at[0] - self._clock.monotonic(), 0.0)

    def wrong(self, address: str, guess: str) -> Wrong:
        """Counts a wrong guess; returns how long its refusal waits."""
        now = self._clock.monotonic()
        guesser = self._guesser(_whose(address), now)
        digest = sha256(guess.encode(errors="replace")).digest()
        if digest in guesser.guesses:
            return Wrong(0)
        guesser.guesses.append(digest)
        guesser.wrong += 1
        guesser.last = now
        if guesser.wrong == 1:
            return Wrong(1)
        wait = min(FIRST_WAIT * 2.0 ** min(guesser.wrong - 2, 30), LONGEST_WAIT)
        guesser.told_at.append(now + wait)
        return Wrong(guesser.wrong, wait)

    def _guesser(self, whose: str, now: float) -> _Guesser:
        guesser = self._guessers.pop(whose, None)
        if guesser is None or now - guesser.last > FORGOTTEN_AFTER:
            guesser = _Guesser(last=now)
        self._guessers[whose] = guesser
        if len(self._guessers) > MOST_ADDRESSES:
            self._guessers.popitem(last=False)
        return guesser


def _whose(address: str) -> str:
    """Returns what one guesser has: an address, or of IPv6 the network around it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    within = found.ipv4_mapped
    return str(within) if within else str(ip_network((int(found), 64), strict=False))
