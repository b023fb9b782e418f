"""What an outage left dead: the servers' trouble, and not the scenes'."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from stashplex.core.errors import ServerError
from stashplex.core.job import DeadLetter
from stashplex.core.outage import Outage

NEARBY_SECONDS: Final = 600.0
"""A breaker opens after a few failures, and a scene may fail late: so near, it was the outage."""


class Left(StrEnum):
    """Why a dead letter of a server's trouble is left as it is."""

    NO_OUTAGE = "no_outage"
    """It did not die in an outage, nor shortly before or after one."""
    RECOVERED_BEFORE = "recovered_before"
    """It was recovered once, and died of the same again."""
    GONE = "gone"
    """Stash has the scene no more."""
    UNREAD = "unread"
    """Stash could not tell whether it still has the scene."""


def is_servers_trouble(letter: DeadLetter) -> bool:
    """Tells whether a scene died of what a server did, and not of what it is."""
    return letter.error_type in _SERVERS_TROUBLE


def reason_to_leave(letter: DeadLetter, outages: Iterable[Outage]) -> Left | None:
    """Returns why a dead letter of a server's trouble is no outage's to recover, or None."""
    if letter.recovered == letter.error_type:
        return Left.RECOVERED_BEFORE
    if not any(_died_in(letter, outage) for outage in outages):
        return Left.NO_OUTAGE
    return None


def _died_in(letter: DeadLetter, outage: Outage) -> bool:
    if letter.died_at < outage.started_at - NEARBY_SECONDS:
        return False
    return outage.ended_at is None or letter.died_at <= outage.ended_at + NEARBY_SECONDS


def _names(kind: type[ServerError]) -> Iterator[str]:
    yield kind.__name__
    for one in kind.__subclasses__():
        yield from _names(one)


_SERVERS_TROUBLE: Final = frozenset(_names(ServerError))
