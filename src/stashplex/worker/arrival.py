"""How what runs for good begins: it waits for both servers, as long as it takes."""

import logging
from collections.abc import Callable

from stashplex.core.backoff import retry_wait
from stashplex.core.errors import ServerError
from stashplex.core.ports import Clock, PlexServer, ServerInfo, StashServer, StopSignal
from stashplex.worker.gate import Gate

logger = logging.getLogger(__name__)


def await_servers(
    stash: StashServer,
    plex: PlexServer,
    gate: Gate,
    clock: Clock,
    random: Callable[[], float],
    stop: StopSignal,
) -> tuple[ServerInfo, ServerInfo] | None:
    """Returns who Stash and Plex say they are, or None when asked to stop.

    The gate is a patient one with the book of outages: an outage that goes on since before is
    waited out with the wait that was begun, so that starting again and again asks no sooner.
    """
    failures = 0
    while gate.wait_until_open(stop):
        try:
            return stash.info(), plex.info()
        except ServerError as error:
            gate.failed(error, None)
            if not gate.closed_to_us:
                failures += 1
                logger.warning("%s", error)
                clock.wait(stop, retry_wait(failures, random))
    return None
