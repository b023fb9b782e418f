"""What every queue promises when workers die, clocks jump and items appear."""

import pytest

from stashplex.core.job import LEASE_SECONDS, MOST_BEGUN, Job, Priority, State
from stashplex.core.outcome import Cause, Dead, Later, Retry
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.queue import StoredJob, SyncQueue

ABSENT = Cause("NotInPlex", "No item holds the file.")
REJECTED = Cause("PlexRejected", "400: not like this")
TIMED_OUT = Cause("RequestTimedOut", "Plex gave no answer in 30 s.")


def claimed(queue: SyncQueue, scene: int = 42, now: float = 100.0) -> Job:
    assert queue.put(scene, "sync", Priority.BULK, now=now)
    (job,) = queue.claim(1, now)
    assert job.scene == scene
    return job


def row_of(queue: SyncQueue, scene: int = 42) -> StoredJob:
    stored = queue.job_of(scene)
    assert stored is not None
    return stored


def begin_and_crash(queue: SyncQueue, times: int) -> None:
    for _ in range(times):
        (job,) = queue.claim(1, 100.0)
        queue.renew(job, 100.0, begin=True)
        assert queue.rescue(100.0, all_leases=True) == 1


def test_a_lease_that_runs_out_is_rescued_without_using_an_attempt(queue: SyncQueue) -> None:
    claimed(queue)

    assert queue.rescue(100.0 + LEASE_SECONDS - 0.1) == 0
    assert queue.rescue(100.0 + LEASE_SECONDS) == 1

    row = row_of(queue)
    assert (row.state, row.attempts, row.cause) == (State.WAITING, 0, None)


def test_renewing_extends_the_lease(queue: SyncQueue) -> None:
    job = claimed(queue)

    queue.renew(job, 150.0)

    assert queue.rescue(150.0 + LEASE_SECONDS - 0.1) == 0
    assert queue.rescue(150.0 + LEASE_SECONDS) == 1


def test_a_rescued_job_keeps_its_place(queue: SyncQueue) -> None:
    claimed(queue, 1, now=1.0)
    queue.put(2, "sync", Priority.BULK, now=2.0)

    queue.rescue(3.0, all_leases=True)

    assert [job.scene for job in queue.claim(10, 3.0)] == [1, 2]


def test_a_job_begun_too_often_is_dead(queue: SyncQueue, letters: DeadLetterQueue) -> None:
    queue.put(42, "sync", Priority.BULK, now=100.0)
    begin_and_crash(queue, MOST_BEGUN - 1)
    assert row_of(queue).state is State.WAITING

    begin_and_crash(queue, 1)

    (letter,) = letters.list()
    assert (letter.error_type, letter.attempts) == ("Crashed", 0)
    assert "died 5 times" in letter.message


def test_a_job_begun_often_lives_as_long_as_its_lease(queue: SyncQueue) -> None:
    job = claimed(queue)
    for _ in range(MOST_BEGUN):
        queue.renew(job, 100.0, begin=True)

    assert queue.rescue(101.0) == 0
    assert row_of(queue).state is State.RUNNING


def test_a_job_that_was_only_claimed_is_rescued_for_ever(queue: SyncQueue) -> None:
    queue.put(42, "sync", Priority.BULK, now=100.0)
    for _ in range(MOST_BEGUN * 2):
        (job,) = queue.claim(1, 100.0)
        queue.renew(job, 100.0)
        queue.rescue(100.0, all_leases=True)

    assert row_of(queue).state is State.WAITING


def test_a_change_gives_a_job_that_was_begun_too_often_another_life(queue: SyncQueue) -> None:
    queue.put(42, "sync", Priority.BULK, now=100.0)
    begin_and_crash(queue, MOST_BEGUN - 1)
    (job,) = queue.claim(1, 100.0)
    queue.renew(job, 100.0, begin=True)
    queue.put(42, "hook", Priority.PERSON, now=100.0)

    queue.rescue(100.0, all_leases=True)

    row = row_of(queue)
    assert (row.state, row.begun, row.again) == (State.WAITING, 0, False)


@pytest.mark.parametrize("settled", [False, True], ids=["just put", "waiting to be retried"])
def test_a_clock_set_back_strands_no_waiting_job(queue: SyncQueue, *, settled: bool) -> None:
    job = claimed(queue, now=10_000.0)
    if settled:
        queue.settle(job, Retry(10_030.0, TIMED_OUT), 10_000.0)
    else:
        queue.release([job], 10_000.0)

    queue.rescue(100.0)

    due = row_of(queue).due_at
    assert due == (130.0 if settled else 100.0)


def test_a_clock_set_back_does_not_stretch_a_lease(queue: SyncQueue) -> None:
    job = claimed(queue, now=10_000.0)

    assert queue.rescue(100.0) == 0
    assert row_of(queue).lease_until == 100.0 + LEASE_SECONDS
    queue.renew(job, 150.0)

    assert queue.rescue(150.0 + LEASE_SECONDS) == 1


def test_a_scene_that_misses_its_item_is_found_and_woken(queue: SyncQueue) -> None:
    queue.settle(claimed(queue, 1), Later(9000.0, ABSENT, missing=True), 101.0)
    queue.settle(claimed(queue, 2), Later(9000.0, TIMED_OUT), 101.0)
    queue.settle(claimed(queue, 3), Dead(ABSENT), 101.0)
    queue.settle(claimed(queue, 4), Dead(REJECTED), 101.0)

    assert queue.waiting_missing() == (1, 3)
    assert queue.wake([1, 3, 4, 99], 200.0) == 2
    assert [job.scene for job in queue.claim(10, 200.0)] == [1, 3]
    assert row_of(queue, 4).state is State.DEAD


def test_waking_a_running_job_runs_it_once_more(queue: SyncQueue) -> None:
    job = claimed(queue)
    queue.wake([42], 101.0)

    queue.settle(job, Later(9000.0, ABSENT, missing=True), 102.0)

    row = row_of(queue)
    assert (row.state, row.due_at, row.missing_since) == (State.WAITING, 102.0, 102.0)


def test_waiting_jobs_are_counted_by_what_they_wait_for(queue: SyncQueue) -> None:
    for scene in (1, 2):
        queue.settle(claimed(queue, scene), Later(9000.0, ABSENT, missing=True), 101.0)
    queue.settle(claimed(queue, 3), Retry(9000.0, TIMED_OUT), 101.0)
    queue.put(4, "sync", Priority.BULK, now=101.0)

    assert queue.waiting_by_cause() == {"NotInPlex": 2, "": 1, "RequestTimedOut": 1}
