"""One connection for all threads: its transactions nest, and are whole or nothing."""

import threading

import pytest

from stashplex.core.errors import UnknownId
from stashplex.core.job import Priority, State
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.queue import SyncQueue


def put(queue: SyncQueue, scene: int) -> None:
    queue.put(scene, "sync", Priority.BULK, now=1.0)


def test_a_transaction_joins_the_one_it_is_in(database: Database, queue: SyncQueue) -> None:
    with database.transaction():
        put(queue, 1)
        with database.transaction():
            put(queue, 2)

    assert queue.counts()[State.WAITING] == 2


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_undoes_the_whole_transaction(
    database: Database, queue: SyncQueue, error: type[BaseException]
) -> None:
    def put_two_and_fail() -> None:
        with database.transaction():
            put(queue, 1)
            with database.transaction():
                put(queue, 2)
                raise error

    with pytest.raises(error):
        put_two_and_fail()

    assert queue.counts()[State.WAITING] == 0
    put(queue, 3)
    assert queue.counts()[State.WAITING] == 1


def test_threads_share_the_connection_one_transaction_at_a_time(
    database: Database, queue: SyncQueue
) -> None:
    start = threading.Barrier(4)

    def put_ten(first: int) -> None:
        start.wait()
        for scene in range(first, first + 10):
            with database.transaction():
                put(queue, scene)
                put(queue, scene + 1000)

    threads = [threading.Thread(target=put_ten, args=(number * 10,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert queue.counts()[State.WAITING] == 80


def test_jobs_claimed_by_several_threads_are_claimed_once(queue: SyncQueue) -> None:
    for scene in range(40):
        put(queue, scene)
    claimed: list[int] = []

    def claim_all() -> None:
        while jobs := queue.claim(3, 1.0):
            claimed.extend(job.scene for job in jobs)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == list(range(40))


def test_a_number_no_id_can_be_is_refused(queue: SyncQueue) -> None:
    with pytest.raises(UnknownId):
        queue.job_of(2**70)
    with pytest.raises(UnknownId):
        put(queue, 2**70)
    assert queue.counts()[State.WAITING] == 0
