"""The outages: the row without an end is what a breaker goes on with after a restart."""

from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause
from stashplex.sync_queue.connection import Database, Row


class Outages:
    """The outages of the servers of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def going_on(self) -> tuple[Outage, ...]:
        """Returns the outages that go on: at most one of each server."""
        rows = self._database.rows("list_outages_going_on", target=self._target)
        return tuple(map(_outage, rows))

    def all(self) -> tuple[Outage, ...]:
        """Returns every outage that is remembered, newest first."""
        rows = self._database.rows("list_outages", target=self._target)
        return tuple(map(_outage, rows))

    def keep(self, outage: Outage) -> None:
        """Stores an outage that goes on, in place of what was known of it."""
        self._database.change(
            "keep_outage",
            target=self._target,
            server=outage.server,
            trouble=outage.trouble,
            error_type=outage.cause.error_type,
            error_message=outage.cause.message,
            started_at=outage.started_at,
            probes=outage.probes,
            latest=outage.latest,
            step=outage.step,
            next_probe_at=outage.next_probe_at,
        )

    def end(self, server: str, now: float) -> None:
        """Records that a server answers again."""
        self._database.change("end_outage", target=self._target, server=server, now=now)

    def since(self) -> float | None:
        """Returns when recording began: with the oldest run or outage, or None before the first."""
        row = self._database.row("read_recorded_since", target=self._target)
        return None if row is None or row["since"] is None else float(row["since"])

    def prune(self, before: float) -> int:
        """Forgets the outages that were over before a moment; returns how many."""
        return self._database.change("prune_outages", target=self._target, before=before)


def _outage(row: Row) -> Outage:
    return Outage(
        server=row["server"],
        trouble=row["trouble"],
        cause=Cause(row["error_type"], row["error_message"]),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        probes=row["probes"],
        latest=row["latest"],
        step=row["step"],
        next_probe_at=row["next_probe_at"],
    )
