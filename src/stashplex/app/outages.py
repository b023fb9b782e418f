"""The outages, and how well each server did over the time that is remembered."""

from typing import Final

from stashplex.app import telling
from stashplex.core.answers import OutagesAnswer, OutageTold, ReliabilityTold
from stashplex.core.outage import SERVERS, Outage, Reliability, reliability
from stashplex.sync_queue.outages import Outages

MOST_OUTAGES: Final = 30


def outages(book: Outages, now: float) -> OutagesAnswer:
    """Returns the newest outages, and figures computed from all that are remembered."""
    recorded = book.all()
    since = book.since()
    figures = () if since is None else [reliability(one, recorded, since, now) for one in SERVERS]
    return OutagesAnswer(
        servers=tuple(map(_figures, figures)),
        outages=tuple(told(one, now) for one in recorded[:MOST_OUTAGES]),
    )


def told(outage: Outage, now: float) -> OutageTold:
    """Returns an outage as answers tell it."""
    waits = outage.ended_at is None and outage.next_probe_at > now
    return OutageTold(
        server=outage.server,
        trouble=outage.trouble,
        started_at=telling.moment(outage.started_at),
        ended_at=None if outage.ended_at is None else telling.moment(outage.ended_at),
        seconds=round(outage.seconds(now), 1),
        error_type=outage.cause.error_type,
        message=outage.cause.message,
        probes=outage.probes,
        latest=outage.latest,
        next_probe_at=telling.moment(outage.next_probe_at) if waits else None,
    )


def _figures(one: Reliability) -> ReliabilityTold:
    return ReliabilityTold(
        server=one.server,
        since=telling.moment(one.since),
        outages=one.outages,
        seconds_away=round(one.away, 1),
        mttr=None if one.time_to_repair is None else round(one.time_to_repair, 1),
        mtbf=None if one.time_between_failures is None else round(one.time_between_failures, 1),
        availability=round(100.0 * one.availability, 3),
    )
