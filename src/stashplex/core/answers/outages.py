"""When a server was of no use, and how well it did."""

from msgspec import Struct


class OutageTold(Struct, frozen=True):
    """A time in which nothing was sent to a server but probes."""

    server: str
    """`Plex` or `Stash`."""
    trouble: str
    """`outage`, `credentials` or `incompatible`."""
    started_at: str
    ended_at: str | None
    """When it was seen to answer again; null while it goes on."""
    seconds: float
    """So far, where it goes on."""
    error_type: str
    message: str
    """What it began with, in the server's own words."""
    probes: int
    """How often it was asked whether it is back."""
    latest: str
    """What the last probe met; empty where none failed."""
    next_probe_at: str | None
    """When it is asked next; null once it is over, or where that moment passed and nobody asked."""


class ReliabilityTold(Struct, frozen=True):
    """How a server did, as far as it was asked for anything: computed from the outages."""

    server: str
    since: str
    """When recording began."""
    outages: int
    seconds_away: float
    """In all."""
    mttr: float | None
    """Mean seconds until it answered again; null where no outage is over."""
    mtbf: float | None
    """Mean seconds that it worked before an outage; null without one."""
    availability: float
    """Percent of the time."""


class OutagesAnswer(Struct, frozen=True):
    """The outages of both servers."""

    servers: tuple[ReliabilityTold, ...]
    """Empty before the first run."""
    outages: tuple[OutageTold, ...]
    """The last 30, newest first."""
