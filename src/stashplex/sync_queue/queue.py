"""The durable queue: at most one live row per scene; every move is one transaction."""

import json
from collections.abc import Callable, Collection, Iterable
from typing import Final, assert_never
from uuid import uuid4

from msgspec import Struct

from stashplex.core.errors import Interrupted, LeaseLost
from stashplex.core.job import LEASE_SECONDS, Job, Priority, State
from stashplex.core.line import InLine
from stashplex.core.outcome import Cause, Dead, Done, Later, Outcome, Retry
from stashplex.sync_queue.connection import Database, Parameter
from stashplex.sync_queue.rescue import MARK_END, rescue

STOPPED: Final = "Its run was stopped before it was reached."


class StoredJob(Struct, frozen=True):
    """The row of a scene as it stands now: for people to read, never to work on."""

    scene: int
    state: State
    again: bool
    priority: int
    reason: str
    run: int | None
    attempts: int
    begun: int
    put_at: float
    due_at: float
    missing_since: float | None
    lease_until: float | None
    cause: Cause | None
    """What went wrong last, if anything did."""
    failed_at: float | None


class SyncQueue:
    """The jobs of one target."""

    def __init__(
        self,
        database: Database,
        target_id: int,
        *,
        new_token: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._database = database
        self._target = target_id
        self._new_token = new_token

    def put(
        self,
        scene: int,
        reason: str,
        priority: int,
        run: int | None = None,
        *,
        now: float,
        revive: bool = False,
    ) -> bool:
        """Asks for a look at a scene; returns False where a dead letter stays dead.

        A waiting job becomes due now, a running one will run again, and with `revive` a dead one
        waits with fresh attempts. The job belongs to the last run that asked.
        """
        wish: dict[str, Parameter] = {
            "target": self._target,
            "scene": scene,
            "reason": reason,
            "priority": priority,
            "run": run,
            "now": now,
        }
        with self._database.transaction():
            put = self._database.change("put_job", **wish) > 0
            if not put and revive:
                put = self._database.change("revive_job", **wish) == 1
            if put:
                self._database.call_workers(priority)
        return put

    def claim(self, limit: int, now: float, run: int | None = None) -> tuple[Job, ...]:
        """Leases due jobs, highest priority first, then oldest; of one run, or of all."""
        name = "claim_jobs" if run is None else "claim_jobs_of_run"
        wish: dict[str, Parameter] = {
            "target": self._target,
            "token": f"{self._database.worker_mark()}{MARK_END}{self._new_token()}",
            "lease_until": now + LEASE_SECONDS,
            "now": now,
            "limit": limit,
        }
        if run is not None:
            wish["run"] = run
        rows = sorted(
            self._database.rows(name, **wish),
            key=lambda row: (-row["priority"], row["due_at"], row["id"]),
        )
        return tuple(
            Job(
                scene=row["scene_id"],
                token=row["lease_token"],
                attempts=row["attempts"],
                begun=row["begun"],
                priority=row["priority"],
                reason=row["reason"],
                run=row["run_id"],
                put_at=row["put_at"],
                missing_since=row["missing_since"],
                due_at=row["due_at"],
            )
            for row in rows
        )

    def renew(self, job: Job, now: float, *, begin: bool = False) -> None:
        """Extends the lease (raises LeaseLost), and with `begin` counts that its write starts."""
        renewed = self._move("renew_lease", job, lease_until=now + LEASE_SECONDS, begins=begin)
        if not renewed:
            raise _lost(job)

    def settle(self, job: Job, outcome: Outcome, now: float) -> None:
        """Records the outcome of a claimed job; raises LeaseLost if it is no longer ours.

        A job that was asked for again while it ran waits once more, whatever came out.
        """
        since = _missing_since(job, outcome, now)
        with self._database.transaction():
            if self._move("settle_again", job, now=now, missing_since=since):
                return
            if not self._settle(job, outcome, now, since):
                raise _lost(job)

    def release(self, jobs: Iterable[Job], now: float, *, give_back: int = 0) -> None:
        """Returns claimed jobs unworked, due now and in their old place in the line.

        `give_back` attempts are taken off; a job that is no longer ours is left to its new owner.
        """
        with self._database.transaction():
            for job in jobs:
                self._move("release_job", job, now=now, give_back=give_back)

    def rescue(self, now: float, *, all_leases: bool = False) -> int:
        """Returns jobs whose lease ran out (or all) to waiting, or to dead; says how many."""
        return rescue(self._database, now, target=self._target, all_leases=all_leases)

    def wake(self, scenes: Iterable[int], now: float) -> int:
        """Makes the jobs of these scenes due now, also those dead because Plex had no item."""
        with self._database.transaction():
            self._database.call_workers(Priority.BULK)
            return self._database.change(
                "wake_jobs", target=self._target, scenes=json.dumps(list(scenes)), now=now
            )

    def give_back(self, scenes: Iterable[int], now: float) -> None:
        """Takes one used attempt off the waiting jobs of these scenes, and makes them due now."""
        self._database.change(
            "give_back_attempt", target=self._target, scenes=json.dumps(list(scenes)), now=now
        )

    def due(self, now: float) -> tuple[int, ...]:
        """Returns the scenes whose jobs are due, in the order in which they would be claimed."""
        rows = self._database.rows("find_due", target=self._target, now=now)
        return tuple(row["scene_id"] for row in rows)

    def has_left(self, now: float, run: int | None = None) -> bool:
        """Tells whether a job of a run, or any, is due or being worked."""
        if run is None:
            return self._database.row("find_left", target=self._target, now=now) is not None
        row = self._database.row("find_left_of_run", target=self._target, run=run, now=now)
        return row is not None

    def postpone(self, run: int, now: float, *, until: float) -> int:
        """Lets what is due of a run, or tried again, wait: a person stopped it; says how many."""
        return self._database.change(
            "postpone_run",
            target=self._target,
            run=run,
            now=now,
            until=until,
            error_type=Interrupted.__name__,
            error_message=STOPPED,
        )

    def resume(self, now: float) -> int:
        """Makes what was postponed due now; says how many."""
        with self._database.transaction():
            self._database.call_workers(Priority.BULK)
            return self._database.change(
                "resume_jobs", target=self._target, now=now, error_type=Interrupted.__name__
            )

    def next_due(self, run: int | None = None) -> float | None:
        """Returns when the next waiting job is due, or None with none waiting."""
        if run is None:
            row = self._database.row("next_due", target=self._target)
        else:
            row = self._database.row("next_due_of_run", target=self._target, run=run)
        return None if row is None else row["due_at"]

    def waiting_missing(self) -> tuple[int, ...]:
        """Returns the scenes that wait for an item, or gave up waiting: what `wake` is for."""
        rows = self._database.rows("find_missing", target=self._target)
        return tuple(row["scene_id"] for row in rows)

    def standing(self, scenes: Collection[int]) -> dict[int, InLine]:
        """Returns where the jobs of these scenes stand; a scene without a job is not there."""
        rows = self._database.rows(
            "find_standing", target=self._target, scenes=json.dumps(list(scenes))
        )
        return {
            row["scene_id"]: InLine(
                State(row["state"]), row["due_at"], row["error_type"] == Interrupted.__name__
            )
            for row in rows
        }

    def adopt(self, scenes: Collection[int], run: int, now: float) -> int:
        """Gives the due jobs of these scenes to a run that will work them; returns how many."""
        return self._database.change(
            "adopt_jobs", target=self._target, scenes=json.dumps(list(scenes)), run=run, now=now
        )

    def counts(self) -> dict[State, int]:
        """Returns how many jobs are in each state."""
        rows = self._database.rows("count_jobs", target=self._target)
        counted = {State(row["state"]): int(row["jobs"]) for row in rows}
        return {state: counted.get(state, 0) for state in State}

    def waiting_by_cause(self) -> dict[str, int]:
        """Returns how many wait by the error type they wait for; "" for those nobody looked at."""
        rows = self._database.rows("count_waiting", target=self._target)
        return {row["error_type"]: int(row["jobs"]) for row in rows}

    def job_of(self, scene: int) -> StoredJob | None:
        """Returns the row of a scene, or None where it has no job."""
        row = self._database.row("read_job", target=self._target, scene=scene)
        if row is None:
            return None
        failed = row["error_type"] is not None
        return StoredJob(
            scene=row["scene_id"],
            state=State(row["state"]),
            again=bool(row["again"]),
            priority=row["priority"],
            reason=row["reason"],
            run=row["run_id"],
            attempts=row["attempts"],
            begun=row["begun"],
            put_at=row["put_at"],
            due_at=row["due_at"],
            missing_since=row["missing_since"],
            lease_until=row["lease_until"],
            cause=Cause(row["error_type"], row["error_message"]) if failed else None,
            failed_at=row["error_at"],
        )

    def _settle(self, job: Job, outcome: Outcome, now: float, since: float | None) -> bool:
        match outcome:
            case Done():
                return self._move("settle_done", job)
            case Retry(at, cause):
                return self._wait(job, cause, now=now, due_at=at, missing_since=since, used=1)
            case Later(at, cause):
                return self._wait(job, cause, now=now, due_at=at, missing_since=since, used=0)
            case Dead(cause):
                candidates = json.dumps(cause.candidates)
                return self._end(
                    job, "settle_dead", cause, now=now, missing_since=since, candidates=candidates
                )
            case _:
                assert_never(outcome)

    def _wait(self, job: Job, cause: Cause, **parameters: Parameter) -> bool:
        return self._end(job, "settle_waiting", cause, **parameters)

    def _end(self, job: Job, name: str, cause: Cause, **parameters: Parameter) -> bool:
        return self._move(
            name,
            job,
            error_type=cause.error_type,
            error_message=cause.message,
            **parameters,
        )

    def _move(self, name: str, job: Job, **parameters: Parameter) -> bool:
        """Moves the row of a claimed job; False where the token is not the row's any more."""
        moved = self._database.change(
            name, target=self._target, scene=job.scene, token=job.token, **parameters
        )
        return moved == 1


def _missing_since(job: Job, outcome: Outcome, now: float) -> float | None:
    match outcome:
        case Later(missing=True):
            return now if job.missing_since is None else job.missing_since
        case Later() | Done():
            return None
        case Retry() | Dead():
            return job.missing_since
        case _:
            assert_never(outcome)


def _lost(job: Job) -> LeaseLost:
    return LeaseLost(
        f"The lease on scene {job.scene} ran out, and the job is no longer this worker's.",
        "Nothing is lost: it is worked again.",
    )
