"""Outages: when a server was of no use to us, and how well it did over a time."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from stashplex.core.outcome import Cause

SERVERS: Final = ("Plex", "Stash")


class Outage(Struct, frozen=True):
    """A time in which nothing was sent to a server but probes; without an end it goes on."""

    server: str
    """`Plex` or `Stash`."""
    trouble: str
    """`outage`, `credentials` or `incompatible`."""
    cause: Cause
    """What opened it, in the server's own words where it had any."""
    started_at: float
    ended_at: float | None = None
    """When it was seen to answer again."""
    probes: int = 0
    """How often it was asked meanwhile."""
    latest: str = ""
    """What the last probe met."""
    step: int = 0
    """How many waits there were: each is longer than the one before."""
    next_probe_at: float = 0.0

    def seconds(self, now: float) -> float:
        """Returns how long it took, or has taken so far."""
        end = now if self.ended_at is None else self.ended_at
        return max(end - self.started_at, 0.0)


class Reliability(Struct, frozen=True):
    """How a server did over a time; every figure is computed from its outages."""

    server: str
    since: float
    outages: int
    away: float
    """Seconds, those of an outage that still goes on included."""
    time_to_repair: float | None
    """MTTR: the mean length of the outages that are over; None without one."""
    time_between_failures: float | None
    """MTBF: the mean time that it worked before each outage; None without one."""
    availability: float
    """The share of the time in which it worked."""


def reliability(server: str, outages: Iterable[Outage], since: float, now: float) -> Reliability:
    """Returns how a server did from `since` until now; what was before does not count."""
    counted = [
        one
        for one in outages
        if one.server == server and (one.ended_at is None or one.ended_at >= since)
    ]
    over = [one.seconds(now) for one in counted if one.ended_at is not None]
    whole = max(now - since, 0.0)
    away = _covered(counted, since, now)
    return Reliability(
        server=server,
        since=since,
        outages=len(counted),
        away=away,
        time_to_repair=sum(over) / len(over) if over else None,
        time_between_failures=(whole - away) / len(counted) if counted else None,
        availability=(whole - away) / whole if whole else 1.0,
    )


def _covered(outages: Iterable[Outage], since: float, now: float) -> float:
    """Returns the seconds covered: where clocks were set back, outages can overlap."""
    spans = sorted(
        (max(one.started_at, since), min(now if one.ended_at is None else one.ended_at, now))
        for one in outages
    )
    covered, reached = 0.0, since
    for start, end in spans:
        covered += max(end - max(start, reached), 0.0)
        reached = max(reached, end)
    return covered


class Unkept:
    """A book of outages for those who may not write: it keeps nothing."""

    def going_on(self) -> tuple[Outage, ...]:
        """Returns nothing."""
        return ()

    def keep(self, outage: Outage) -> None:
        """Keeps nothing."""

    def end(self, server: str, now: float) -> None:
        """Ends nothing."""
