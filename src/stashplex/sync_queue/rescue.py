"""What is left behind by a worker that died goes back in the line."""

import logging

from stashplex.core.errors import Crashed
from stashplex.core.job import LEASE_SECONDS, MOST_BEGUN
from stashplex.sync_queue.connection import Database

logger = logging.getLogger(__name__)


def rescue(
    database: Database,
    now: float,
    *,
    target: int | None = None,
    all_leases: bool = False,
) -> int:
    """Returns jobs whose lease ran out (or all) to waiting or dead, of one target or of every one.

    Jobs dated in the future are brought back to now: the clock has been set back since.
    """
    with database.transaction():
        database.change("rescue_shorten", target=target, lease_until=now + LEASE_SECONDS)
        database.change("rescue_hasten", target=target, now=now)
        buried = database.change(
            "rescue_bury",
            target=target,
            now=now,
            all_leases=all_leases,
            most_begun=MOST_BEGUN,
            error_type=Crashed.__name__,
            error_message=(
                f"The worker died {MOST_BEGUN} times while it was writing this scene. "
                "See what the log says before each start, then retry it."
            ),
        )
        returned = database.change("rescue_return", target=target, now=now, all_leases=all_leases)
    if returned:
        logger.info("%d scenes that a worker left half done wait again.", returned)
    if buried:
        logger.warning("%d scenes took their worker down too often: dead letters now.", buried)
    return buried + returned
