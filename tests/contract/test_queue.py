"""What every queue promises, whatever database it stands on: putting, claiming, settling."""

import pytest
from msgspec.structs import replace

from stashplex.core.errors import LeaseLost
from stashplex.core.job import LEASE_SECONDS, Job, Priority, State
from stashplex.core.outcome import Cause, Dead, Done, Later, Outcome, Retry
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.queue import StoredJob, SyncQueue
from stashplex.sync_queue.runs import Runs

TIMED_OUT = Cause("RequestTimedOut", "Plex gave no answer in 30 s.")
ABSENT = Cause("NotInPlex", "No item holds the file.")
REJECTED = Cause("PlexRejected", "400: not like this")


def put(queue: SyncQueue, *scenes: int, now: float = 100.0, priority: int = Priority.BULK) -> None:
    for scene in scenes:
        assert queue.put(scene, "sync", priority, now=now)


def claim_one(queue: SyncQueue, now: float = 100.0) -> Job:
    (job,) = queue.claim(1, now)
    return job


def row_of(queue: SyncQueue, scene: int) -> StoredJob:
    stored = queue.job_of(scene)
    assert stored is not None
    return stored


def claimed_scenes(queue: SyncQueue, now: float, run: int | None = None) -> list[int]:
    return [job.scene for job in queue.claim(10, now, run)]


def test_a_put_scene_is_due_at_once(queue: SyncQueue) -> None:
    put(queue, 42)

    job = claim_one(queue)

    assert replace(job, token="") == Job(
        scene=42,
        token="",
        attempts=0,
        begun=0,
        priority=0,
        reason="sync",
        run=None,
        put_at=100.0,
        due_at=100.0,
    )


def test_putting_a_scene_twice_leaves_one_job(queue: SyncQueue) -> None:
    put(queue, 42)
    put(queue, 42)

    assert queue.counts() == {State.WAITING: 1, State.RUNNING: 0, State.DEAD: 0}


def test_higher_priority_is_claimed_first_then_the_oldest(queue: SyncQueue) -> None:
    put(queue, 1, now=3.0)
    put(queue, 2, now=1.0)
    put(queue, 3, now=4.0, priority=Priority.PERSON)
    put(queue, 4, now=2.0)

    assert claimed_scenes(queue, now=5.0) == [3, 2, 4, 1]


def test_a_claim_takes_no_more_than_its_limit(queue: SyncQueue) -> None:
    put(queue, 1, 2, 3)

    assert len(queue.claim(2, 100.0)) == 2
    assert len(queue.claim(2, 100.0)) == 1
    assert queue.claim(2, 100.0) == ()


def test_a_small_claim_takes_the_most_urgent_job(queue: SyncQueue) -> None:
    put(queue, 1, now=1.0)
    put(queue, 2, now=2.0, priority=Priority.PERSON)

    assert claim_one(queue).scene == 2


def test_each_claim_has_a_token_of_its_own(queue: SyncQueue) -> None:
    put(queue, 1, 2)

    assert claim_one(queue).token != claim_one(queue).token


def test_a_scene_waits_in_the_place_it_has(queue: SyncQueue) -> None:
    put(queue, 1, now=1.0)
    put(queue, 2, now=2.0)
    put(queue, 1, now=3.0)

    assert claimed_scenes(queue, now=4.0) == [1, 2]


def test_putting_raises_the_priority_and_never_lowers_it(queue: SyncQueue) -> None:
    put(queue, 42, priority=Priority.PERSON)
    put(queue, 42, priority=Priority.BULK)

    assert claim_one(queue).priority == Priority.PERSON


def test_putting_makes_a_waiting_job_due_and_keeps_since_when_its_item_is_missing(
    queue: SyncQueue,
) -> None:
    put(queue, 42, now=100.0)
    queue.settle(claim_one(queue, 100.0), Later(9000.0, ABSENT, missing=True), 101.0)
    put(queue, 42, now=200.0)

    job = claim_one(queue, 200.0)

    assert job.missing_since == 101.0
    assert job.put_at == 100.0


def test_a_run_adopts_the_rows_it_puts(queue: SyncQueue, runs: Runs) -> None:
    run = runs.start("sync", 0.0)
    put(queue, 1, 2)
    queue.put(2, "sync --all", Priority.BULK, run, now=100.0)

    assert claimed_scenes(queue, 100.0, run) == [2]
    assert claimed_scenes(queue, 100.0) == [1]


def test_a_put_without_a_run_leaves_a_row_with_its_run(queue: SyncQueue, runs: Runs) -> None:
    run = runs.start("sync", 0.0)
    queue.put(1, "sync --all", Priority.BULK, run, now=100.0)
    queue.put(1, "hook", Priority.PERSON, now=101.0)

    (job,) = queue.claim(10, 101.0, run)

    assert (job.reason, job.run) == ("hook", run)


def test_a_change_while_running_runs_once_more(queue: SyncQueue) -> None:
    put(queue, 42, now=100.0)
    job = claim_one(queue)
    put(queue, 42, now=101.0)
    put(queue, 42, now=102.0)
    assert queue.claim(10, 103.0) == ()

    queue.settle(job, Done(), 104.0)
    second = claim_one(queue, 104.0)
    queue.settle(second, Done(), 105.0)

    assert second.put_at == 101.0
    assert queue.job_of(42) is None


@pytest.mark.parametrize(
    "outcome",
    [Done(), Retry(900.0, TIMED_OUT), Later(900.0, TIMED_OUT), Dead(REJECTED)],
    ids=lambda outcome: type(outcome).__name__,
)
def test_again_wins_over_every_outcome(queue: SyncQueue, outcome: Outcome) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Retry(100.0, TIMED_OUT), 100.0)
    job = claim_one(queue)
    queue.renew(job, 100.0, begin=True)
    put(queue, 42, now=101.0)

    queue.settle(job, outcome, 102.0)

    row = row_of(queue, 42)
    assert (row.state, row.due_at, row.again) == (State.WAITING, 102.0, False)
    assert (row.attempts, row.begun, row.cause) == (0, 0, None)


def test_done_leaves_no_job(queue: SyncQueue) -> None:
    put(queue, 42)

    queue.settle(claim_one(queue), Done(), 101.0)

    assert queue.job_of(42) is None


def test_retry_uses_an_attempt_and_waits_until_it_is_due(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Retry(160.0, TIMED_OUT), 101.0)

    assert queue.claim(10, 159.9) == ()
    job = claim_one(queue, 160.0)

    assert job.attempts == 1
    assert row_of(queue, 42).cause == TIMED_OUT


def test_retry_keeps_since_when_the_item_is_missing(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Later(110.0, ABSENT, missing=True), 101.0)
    queue.settle(claim_one(queue, 110.0), Retry(120.0, TIMED_OUT), 111.0)

    assert claim_one(queue, 120.0).missing_since == 101.0


def test_later_uses_no_attempt(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Retry(100.0, TIMED_OUT), 100.0)
    queue.settle(claim_one(queue), Later(160.0, ABSENT), 101.0)

    assert queue.claim(10, 159.9) == ()
    assert claim_one(queue, 160.0).attempts == 1


def test_later_remembers_since_when_the_item_is_missing_until_it_is_not(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Later(110.0, ABSENT, missing=True), 101.0)
    queue.settle(claim_one(queue, 110.0), Later(120.0, ABSENT, missing=True), 111.0)
    first = claim_one(queue, 120.0)
    queue.settle(first, Later(130.0, TIMED_OUT), 121.0)

    assert first.missing_since == 101.0
    assert claim_one(queue, 130.0).missing_since is None


def test_dead_counts_its_attempt_and_is_never_claimed(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Retry(100.0, TIMED_OUT), 100.0)
    queue.settle(claim_one(queue), Dead(REJECTED), 101.0)

    assert queue.claim(10, 1e9) == ()
    row = row_of(queue, 42)
    assert (row.state, row.attempts, row.cause) == (State.DEAD, 2, REJECTED)
    assert row.failed_at == 101.0


def test_comparing_does_not_revive_a_dead_letter(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Dead(REJECTED), 101.0)

    assert queue.put(42, "reconcile", Priority.BULK, now=102.0) is False
    assert row_of(queue, 42).state is State.DEAD


def test_a_change_in_stash_revives_a_dead_letter_with_fresh_attempts(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Later(100.0, ABSENT, missing=True), 100.0)
    queue.settle(claim_one(queue), Dead(REJECTED), 101.0)

    assert queue.put(42, "hook", Priority.PERSON, now=102.0, revive=True) is True

    job = claim_one(queue, 102.0)
    assert (job.attempts, job.reason, job.priority) == (0, "hook", Priority.PERSON)
    assert job.missing_since is None
    assert (job.put_at, row_of(queue, 42).cause) == (102.0, None)


def test_a_stale_token_settles_and_renews_nothing(queue: SyncQueue) -> None:
    put(queue, 42)
    stale = claim_one(queue)
    queue.rescue(100.0, all_leases=True)
    fresh = claim_one(queue)

    with pytest.raises(LeaseLost, match="scene 42"):
        queue.settle(stale, Done(), 101.0)
    with pytest.raises(LeaseLost):
        queue.renew(stale, 101.0)
    queue.release([stale], 101.0)
    put(queue, 42, now=101.0)
    with pytest.raises(LeaseLost):
        queue.settle(stale, Done(), 101.0)

    queue.settle(fresh, Done(), 102.0)


def test_a_job_settles_once(queue: SyncQueue) -> None:
    put(queue, 42)
    job = claim_one(queue)
    queue.settle(job, Done(), 101.0)

    with pytest.raises(LeaseLost):
        queue.settle(job, Done(), 102.0)


def test_settling_resets_what_was_begun(queue: SyncQueue) -> None:
    put(queue, 42)
    job = claim_one(queue)
    queue.renew(job, 100.0, begin=True)
    queue.settle(job, Later(100.0, TIMED_OUT), 101.0)

    assert claim_one(queue, 101.0).begun == 0


def test_released_jobs_are_due_in_their_old_place(queue: SyncQueue) -> None:
    put(queue, 1, now=1.0)
    put(queue, 2, now=2.0)
    put(queue, 3, now=3.0)
    held = queue.claim(2, 4.0)

    queue.release(held, 5.0)

    assert claimed_scenes(queue, 5.0) == [1, 2, 3]


@pytest.mark.parametrize(("used", "given_back", "left"), [(2, 1, 1), (1, 3, 0), (2, 0, 2)])
def test_releasing_gives_back_attempts(
    queue: SyncQueue, used: int, given_back: int, left: int
) -> None:
    put(queue, 42)
    for _ in range(used):
        queue.settle(claim_one(queue), Retry(100.0, TIMED_OUT), 100.0)

    queue.release([claim_one(queue)], 101.0, give_back=given_back)

    assert claim_one(queue, 101.0).attempts == left


def test_giving_back_takes_one_attempt_off_what_waits(queue: SyncQueue) -> None:
    put(queue, 1, 2, 3)
    for job in queue.claim(2, 100.0):
        queue.settle(job, Retry(500.0, TIMED_OUT), 100.0)
    running = claim_one(queue)

    queue.give_back([1, running.scene, 99], 200.0)
    queue.give_back([1], 201.0)

    (given,) = queue.claim(10, 200.0)
    assert (given.scene, given.attempts) == (1, 0)
    assert row_of(queue, 2).attempts == 1
    assert row_of(queue, running.scene).again is False


def test_a_change_while_running_gives_a_released_job_fresh_attempts(queue: SyncQueue) -> None:
    put(queue, 42)
    queue.settle(claim_one(queue), Retry(100.0, TIMED_OUT), 100.0)
    job = claim_one(queue)
    put(queue, 42)

    queue.release([job], 101.0)

    row = row_of(queue, 42)
    assert (row.state, row.again, row.attempts) == (State.WAITING, False, 0)


def test_next_due_is_the_earliest_waiting_job(queue: SyncQueue, runs: Runs) -> None:
    run = runs.start("sync", 0.0)
    assert queue.next_due() is None

    queue.put(1, "sync", Priority.BULK, run, now=100.0)
    queue.settle(claim_one(queue), Retry(500.0, TIMED_OUT), 100.0)
    put(queue, 2, now=300.0)

    assert queue.next_due() == 300.0
    assert queue.next_due(run) == 500.0
    assert queue.next_due(runs.start("sync", 1.0)) is None


def test_targets_are_strangers(database: Database, queue: SyncQueue, other_target: int) -> None:
    other = SyncQueue(database, other_target)
    put(queue, 42)
    job = claim_one(queue)

    put(queue, 43)
    assert other.claim(10, 100.0) == ()
    assert other.put(42, "sync", Priority.BULK, now=100.0)
    assert other.rescue(100.0 + LEASE_SECONDS) == 0
    assert other.counts()[State.WAITING] == 1
    with pytest.raises(LeaseLost):
        other.settle(job, Done(), 101.0)


def test_a_run_that_is_stopped_is_not_gone_on_with(queue: SyncQueue, runs: Runs) -> None:
    run = runs.start("sync", 100.0)
    for scene in (1, 2, 3):
        queue.put(scene, "sync", Priority.BULK, run, now=100.0)
    first, second = queue.claim(2, 100.0)
    queue.settle(first, Retry(130.0, TIMED_OUT), 100.0)
    queue.settle(second, Later(500.0, ABSENT, missing=True), 100.0)

    assert queue.postpone(run, 110.0, until=900.0) == 2

    assert [row_of(queue, scene).due_at for scene in (1, 2, 3)] == [900.0, 500.0, 900.0]
    assert queue.resume(120.0) == 2
    assert claimed_scenes(queue, 120.0) == [1, 3]
