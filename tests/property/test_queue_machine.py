"""A machine tries to break the queue: whatever happens, in whatever order, nothing is lost."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.postgres import Schema

from stashplex.core.errors import LeaseLost
from stashplex.core.job import LEASE_SECONDS, MOST_BEGUN, Job, Priority, State
from stashplex.core.outcome import Cause, Dead, Done, Later, Outcome, Retry
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

pytestmark = pytest.mark.faults

scenes = st.integers(1, 4)
causes = st.sampled_from([Cause("NotInPlex", "absent"), Cause("NotTaken", "old value")])
waits = st.floats(0, 400, width=16)
picks = st.integers(0, 9)


@dataclass
class Row:
    """What the row of a scene must be."""

    serial: int
    priority: int
    due_at: float
    moved_at: float
    state: State = State.WAITING
    again: bool = False
    attempts: int = 0
    begun: int = 0
    lease_until: float = 0.0
    error_type: str = ""
    unseen: bool = True
    """True while a change was put that no claim has seen."""

    def wait(self, now: float, due_at: float) -> None:
        """Puts the row back in the line; with a change unseen it starts afresh."""
        if self.again:
            self.attempts = self.begun = 0
        self.state, self.again = State.WAITING, False
        self.due_at, self.moved_at = due_at, now


Opener = Callable[[float], Database]
"""Opens one database, again and again, at a moment."""


class QueueMachine(RuleBasedStateMachine):
    """Drives a real database and a model of it side by side."""

    def __init__(self, opener: Opener, *, alone: bool) -> None:
        super().__init__()
        self.opener = opener
        self.alone = alone
        self.now = 1000.0
        self.rows: dict[int, Row] = {}
        self.held: dict[int, Job] = {}
        self.stale: list[Job] = []
        self.serial = 0
        self.hanging: list[Database] = []
        self.open()

    def open(self) -> None:
        self.database = self.opener(self.now)
        target = Targets(self.database).bind("plex", "stash", "Home", self.now)
        self.queue = SyncQueue(self.database, target)
        self.letters = DeadLetterQueue(self.database, target)

    def teardown(self) -> None:
        self.drain()
        for database in (*self.hanging, self.database):
            database.close()

    def drain(self) -> None:
        """Everything that must still be worked is worked exactly once."""
        self.now += 10_000.0
        self.crash()
        pending = {scene for scene, row in self.rows.items() if row.state is State.WAITING}
        jobs = self.queue.claim(100, self.now)
        assert sorted(job.scene for job in jobs) == sorted(pending)
        for job in jobs:
            self.queue.settle(job, Done(), self.now)
        assert self.queue.claim(100, self.now) == ()

    @rule(scene=scenes, by_person=st.booleans(), changed=st.booleans())
    def put(self, scene: int, *, by_person: bool, changed: bool) -> None:
        priority = Priority.PERSON if by_person else Priority.BULK
        row = self.rows.get(scene)
        taken = self.queue.put(scene, "why", priority, now=self.now, revive=changed)
        if row is not None and row.state is State.DEAD and not changed:
            assert not taken
            return
        assert taken
        if row is None or row.state is State.DEAD:
            self.serial += row is None
            serial = self.serial if row is None else row.serial
            self.rows[scene] = Row(serial, priority, self.now, self.now)
            return
        row.unseen = True
        row.again = row.state is State.RUNNING
        row.priority = max(row.priority, priority)
        row.due_at, row.moved_at = min(row.due_at, self.now), self.now

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        due = [
            (-row.priority, row.due_at, row.serial, scene)
            for scene, row in self.rows.items()
            if row.state is State.WAITING and row.due_at <= self.now
        ]
        jobs = self.queue.claim(limit, self.now)
        assert [job.scene for job in jobs] == [scene for *_, scene in sorted(due)[:limit]]
        for job in jobs:
            row = self.rows[job.scene]
            assert (job.attempts, job.begun) == (row.attempts, row.begun)
            row.state, row.unseen = State.RUNNING, False
            row.lease_until = self.now + LEASE_SECONDS
            self.held[job.scene] = job

    @precondition(lambda self: self.held)
    @rule(pick=picks, begin=st.booleans())
    def renew(self, pick: int, *, begin: bool) -> None:
        job = self.any_held(pick)
        self.queue.renew(job, self.now, begin=begin)
        row = self.rows[job.scene]
        row.begun += begin
        row.lease_until = self.now + LEASE_SECONDS

    @precondition(lambda self: self.held)
    @rule(pick=picks)
    def settle_done(self, pick: int) -> None:
        scene = self.settle(pick, Done())
        if self.rows[scene].again:
            self.run_again(scene)
        else:
            del self.rows[scene]

    @precondition(lambda self: self.held)
    @rule(pick=picks, wait=waits, cause=causes, retry=st.booleans())
    def settle_waiting(self, pick: int, wait: float, cause: Cause, *, retry: bool) -> None:
        at = self.now + wait
        scene = self.settle(pick, Retry(at, cause) if retry else Later(at, cause, missing=True))
        row = self.rows[scene]
        if row.again:
            self.run_again(scene)
            return
        row.attempts += retry
        row.begun = 0
        row.wait(self.now, at)

    @precondition(lambda self: self.held)
    @rule(pick=picks, cause=causes)
    def settle_dead(self, pick: int, cause: Cause) -> None:
        scene = self.settle(pick, Dead(cause))
        row = self.rows[scene]
        if row.again:
            self.run_again(scene)
            return
        row.attempts += 1
        row.begun = 0
        row.state, row.error_type = State.DEAD, cause.error_type

    @precondition(lambda self: self.stale)
    @rule(pick=picks, outcome=st.sampled_from([Done(), Dead(Cause("X", "x"))]))
    def settle_stale(self, pick: int, outcome: Outcome) -> None:
        job = self.stale[pick % len(self.stale)]
        with pytest.raises(LeaseLost):
            self.queue.settle(job, outcome, self.now)
        with pytest.raises(LeaseLost):
            self.queue.renew(job, self.now, begin=True)
        self.queue.release([job], self.now)

    @precondition(lambda self: self.held)
    @rule(pick=picks, give_back=st.integers(0, 2))
    def release(self, pick: int, give_back: int) -> None:
        job = self.any_held(pick)
        self.queue.release([job], self.now, give_back=give_back)
        row = self.rows[job.scene]
        row.attempts = max(0, row.attempts - give_back)
        row.wait(self.now, min(row.due_at, self.now))
        self.lose(job.scene)

    @rule()
    def crash(self) -> None:
        # Where others work beside it, a process that hangs is the harder case: nobody knows.
        if self.alone:
            self.database.close()
        else:
            self.hanging.append(self.database)
        self.rescued(all_leases=self.alone)
        self.open()

    @rule()
    def rescue(self) -> None:
        rescued = self.rescued(all_leases=False)
        assert self.queue.rescue(self.now) == rescued

    @rule(seconds=st.floats(-300, 300, width=16))
    def move_the_clock(self, seconds: float) -> None:
        self.now += seconds

    @rule(some=st.sets(scenes))
    def wake(self, some: set[int]) -> None:
        self.queue.wake(some, self.now)
        for scene in some & set(self.rows):
            row = self.rows[scene]
            if row.state is State.DEAD and row.error_type == "NotInPlex":
                row.attempts = row.begun = 0
                row.wait(self.now, self.now)
            elif row.state is not State.DEAD:
                row.again = row.state is State.RUNNING
                row.due_at, row.moved_at = min(row.due_at, self.now), self.now

    @rule(some=st.sets(scenes))
    def give_back(self, some: set[int]) -> None:
        self.queue.give_back(some, self.now)
        for scene in some & set(self.rows):
            row = self.rows[scene]
            if row.state is State.WAITING:
                row.attempts = max(0, row.attempts - 1)
                row.due_at, row.moved_at = min(row.due_at, self.now), self.now

    @rule(some=st.sets(scenes), purge=st.booleans())
    def handle_dead_letters(self, some: set[int], *, purge: bool) -> None:
        dead = [scene for scene in some if scene in self.of_state(State.DEAD)]
        handled = (
            self.letters.purge(scenes=some) if purge else self.letters.retry(self.now, scenes=some)
        )
        assert handled == len(dead)
        for scene in dead:
            row = self.rows.pop(scene)
            if not purge:
                self.rows[scene] = Row(row.serial, row.priority, self.now, self.now)

    @invariant()
    def the_database_is_what_the_model_says(self) -> None:
        assert self.queue.counts() == {state: len(self.of_state(state)) for state in State}
        for scene in range(1, 5):
            stored, row = self.queue.job_of(scene), self.rows.get(scene)
            assert (stored is None) == (row is None)
            if stored is None or row is None:
                continue
            assert (stored.state, stored.again) == (row.state, row.again)
            assert (stored.attempts, stored.priority) == (row.attempts, row.priority)
            assert stored.due_at == row.due_at or row.state is State.DEAD

    @invariant()
    def no_change_is_lost(self) -> None:
        for row in self.rows.values():
            assert not row.unseen or row.state is State.WAITING or row.again

    def any_held(self, pick: int) -> Job:
        return list(self.held.values())[pick % len(self.held)]

    def of_state(self, state: State) -> list[int]:
        return [scene for scene, row in self.rows.items() if row.state is state]

    def settle(self, pick: int, outcome: Outcome) -> int:
        job = self.any_held(pick)
        self.queue.settle(job, outcome, self.now)
        self.lose(job.scene)
        return job.scene

    def run_again(self, scene: int) -> None:
        self.rows[scene].wait(self.now, self.now)

    def lose(self, scene: int) -> None:
        self.stale.append(self.held.pop(scene))

    def rescued(self, *, all_leases: bool) -> int:
        """Rescues in the model; returns how many."""
        rescued = 0
        for scene, row in self.rows.items():
            if row.state is State.WAITING and row.moved_at > self.now:
                row.due_at, row.moved_at = self.now + (row.due_at - row.moved_at), self.now
            if row.state is not State.RUNNING:
                continue
            row.lease_until = min(row.lease_until, self.now + LEASE_SECONDS)
            if not all_leases and row.lease_until > self.now:
                continue
            rescued += 1
            self.lose(scene)
            if row.begun >= MOST_BEGUN and not row.again:
                row.state, row.error_type = State.DEAD, "Crashed"
            else:
                row.wait(self.now, min(row.due_at, self.now))
        return rescued


def run_machine(opener: Callable[[], Opener], *, alone: bool, examples: int) -> None:
    class Machine(QueueMachine):
        def __init__(self) -> None:
            super().__init__(opener(), alone=alone)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_nothing_is_lost_whatever_happens_in_whatever_order(tmp_path: Path) -> None:
    numbers = itertools.count()

    def opener() -> Opener:
        folder = tmp_path / str(next(numbers))
        return lambda now: open_database(folder, now=now)

    run_machine(opener, alone=True, examples=60)


def test_nothing_is_lost_where_several_processes_may_work(
    postgres_schema: Schema, tmp_path: Path
) -> None:
    def opener() -> Opener:
        postgres_schema.empty()
        return lambda now: open_database(tmp_path, now=now, url=postgres_schema.url)

    run_machine(opener, alone=False, examples=15)
