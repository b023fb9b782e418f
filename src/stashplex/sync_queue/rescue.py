"""What is left behind by a worker that died goes back in the line."""

import logging
from typing import Final

from stashplex.core.errors import Crashed
from stashplex.core.job import LEASE_SECONDS, MOST_BEGUN
from stashplex.core.wording import counted
from stashplex.sync_queue.connection import Database

logger = logging.getLogger(__name__)

MARK_END: Final = "."
"""Between the mark of a process and the rest of a lease's token."""


def rescue(
    database: Database,
    now: float,
    *,
    target: int | None = None,
    all_leases: bool = False,
) -> int:
    """Returns jobs whose lease ran out (or all) to waiting or dead, of one target or of every one.

    The lease of a process that is known to be gone has run out.

    Jobs dated in the future are brought back to now: the clock has been set back since.
    """
    abandoned = _abandoned(database, target)
    with database.transaction():
        for token in abandoned:
            database.change("expire_lease", token=token, now=now)
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
        logger.info("Left half done by a worker: %s, due again.", counted(returned, "scene"))
    if buried:
        logger.warning(
            "Took their worker down too often, and are dead letters now: %s.",
            counted(buried, "scene"),
        )
    return buried + returned


def _abandoned(database: Database, target: int | None) -> list[str]:
    tokens = [str(row["lease_token"]) for row in database.rows("list_lease_tokens", target=target)]
    return [one for one in tokens if _is_abandoned(database, one.partition(MARK_END)[0])]


def _is_abandoned(database: Database, mark: str) -> bool:
    return bool(mark) and database.has_died(mark)
