"""The table of legal moves is exactly what a database does to a job."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest

from stashplex.core.errors import LeaseLost
from stashplex.core.job import LEGAL_MOVES, MOST_BEGUN, Job, Priority, State
from stashplex.core.outcome import Cause, Dead, Done, Later, Outcome, Retry
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.runs import Runs

SCENE = 42
ABSENT = Cause("NotInPlex", "No item holds the file.")


@dataclass
class Stage:
    """One job in a known state, and the token it was claimed with last."""

    queue: SyncQueue
    letters: DeadLetterQueue
    runs: Runs
    job: Job
    run: int

    def put(self) -> None:
        self.queue.put(SCENE, "hook", Priority.PERSON, now=200.0, revive=True)

    def put_without_a_change(self) -> None:
        self.queue.put(SCENE, "reconcile", Priority.BULK, now=200.0)

    def claim(self) -> None:
        self.queue.claim(1, 300.0)

    def settle(self, outcome: Outcome) -> None:
        self.queue.settle(self.job, outcome, 200.0)

    def settle_again(self) -> None:
        self.put()
        self.settle(Done())

    def release(self) -> None:
        self.queue.release([self.job], 200.0)

    def give_back(self) -> None:
        self.queue.give_back([SCENE], 200.0)

    def rescue(self) -> None:
        self.queue.rescue(200.0, all_leases=True)

    def rescue_begun_too_often(self) -> None:
        for _ in range(MOST_BEGUN):
            self.queue.renew(self.job, 200.0, begin=True)
        self.rescue()

    def adopt(self) -> None:
        self.queue.adopt([SCENE], self.run, 300.0)

    def retry(self) -> None:
        self.letters.retry(200.0)

    def recover(self) -> None:
        self.letters.recover([SCENE], 200.0)

    def purge(self) -> None:
        self.letters.purge()

    def postpone(self) -> None:
        run = self.runs.start("sync", 100.0)
        self.queue.put(SCENE, "sync", Priority.BULK, run, now=200.0)
        self.queue.postpone(run, 300.0, until=900.0)

    def resume(self) -> None:
        self.postpone()
        self.queue.resume(300.0)

    def wake(self) -> None:
        self.queue.wake([SCENE], 200.0)


Move = Callable[[Stage], None]

MOVES: dict[str, Move] = {
    "put": Stage.put,
    "put without a change": Stage.put_without_a_change,
    "claim": Stage.claim,
    "settle done": lambda stage: stage.settle(Done()),
    "settle again": Stage.settle_again,
    "settle retry": lambda stage: stage.settle(Retry(200.0, ABSENT)),
    "settle later": lambda stage: stage.settle(Later(200.0, ABSENT)),
    "settle dead": lambda stage: stage.settle(Dead(ABSENT)),
    "release": Stage.release,
    "give back": Stage.give_back,
    "rescue": Stage.rescue,
    "rescue of a job begun too often": Stage.rescue_begun_too_often,
    "adopt": Stage.adopt,
    "retry": Stage.retry,
    "recover": Stage.recover,
    "purge": Stage.purge,
    "wake": Stage.wake,
    "postpone": Stage.postpone,
    "resume": Stage.resume,
}
ONLY_FROM = {
    "put without a change": State.DEAD,
    "settle again": State.RUNNING,
    "postpone": State.WAITING,
    "resume": State.WAITING,
}
"""Elsewhere they are a plain put, one that a lost lease follows, or nothing."""


@pytest.fixture
def run(runs: Runs) -> int:
    return runs.start("sync", 100.0)


def bring_to(
    state: State | None, queue: SyncQueue, letters: DeadLetterQueue, runs: Runs, run: int
) -> Stage:
    """Returns a stage whose job is in this state, due, claimed at least once."""
    queue.put(SCENE, "sync", Priority.BULK, now=100.0)
    (job,) = queue.claim(1, 100.0)
    outcomes: dict[State | None, Callable[[], None]] = {
        None: partial(queue.settle, job, Done(), 100.0),
        State.WAITING: partial(queue.settle, job, Later(250.0, ABSENT), 100.0),
        State.RUNNING: lambda: None,
        State.DEAD: partial(queue.settle, job, Dead(ABSENT), 100.0),
    }
    outcomes[state]()
    return Stage(queue, letters, runs, job, run)


@pytest.mark.parametrize("by", MOVES)
@pytest.mark.parametrize("before", [None, *State], ids=str)
def test_every_move_is_in_the_table_and_every_move_of_the_table_is_made(
    queue: SyncQueue,
    letters: DeadLetterQueue,
    runs: Runs,
    run: int,
    before: State | None,
    by: str,
) -> None:
    if before != ONLY_FROM.get(by, before):
        return
    stage = bring_to(before, queue, letters, runs, run)
    row_before = queue.job_of(SCENE)

    lost = False
    try:
        MOVES[by](stage)
    except LeaseLost:
        lost = True

    row = queue.job_of(SCENE)
    after = row.state if row else None
    if row == row_before and before == after:
        legal = {move for move in LEGAL_MOVES if move[:2] == (before, by)}
        assert legal <= {(State.DEAD, "put without a change", State.DEAD)}
    else:
        assert (before, by, after) in LEGAL_MOVES
        assert not lost


def test_no_move_of_the_table_lacks_its_test() -> None:
    assert {by for _, by, _ in LEGAL_MOVES} == set(MOVES)
