"""How many operations the queue does in a second, each with its own commit and in batches.

python -m bench.queue_speed [DATABASE]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from stashplex.core.job import Job, Priority
from stashplex.core.outcome import Done
from stashplex.core.secret import Secret
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

JOBS = 2000
BATCH = 50


def measure(url: Secret) -> list[tuple[str, float]]:
    """Returns what was done and how often a second; without an address in a file of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_database(Path(folder), now=0.0, url=url) as database,
    ):
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Bench", 0.0))
        return [*_one_by_one(queue), *_in_batches(database, queue)]


def _one_by_one(queue: SyncQueue) -> list[tuple[str, float]]:
    jobs: list[Job] = []
    return [
        ("put, each committed", _rate(lambda: _put(queue))),
        ("claim, one at a time", _rate(lambda: jobs.extend(_claim(queue, 1)))),
        ("settle, each committed", _rate(lambda: _settle(queue, jobs))),
    ]


def _in_batches(database: Database, queue: SyncQueue) -> list[tuple[str, float]]:
    jobs: list[Job] = []

    def put_all() -> None:
        with database.transaction():
            _put(queue)

    def settle_batches() -> None:
        for first in range(0, JOBS, BATCH):
            with database.transaction():
                _settle(queue, jobs[first : first + BATCH])

    return [
        (f"put, {JOBS} in a commit", _rate(put_all)),
        (f"claim, {BATCH} at a time", _rate(lambda: jobs.extend(_claim(queue, BATCH)))),
        (f"settle, {BATCH} in a commit", _rate(settle_batches)),
    ]


def _put(queue: SyncQueue) -> None:
    for scene in range(JOBS):
        queue.put(scene, "bench", Priority.BULK, now=1.0)


def _claim(queue: SyncQueue, limit: int) -> list[Job]:
    jobs: list[Job] = []
    while batch := queue.claim(limit, 1.0):
        jobs.extend(batch)
    return jobs


def _settle(queue: SyncQueue, jobs: list[Job]) -> None:
    for job in jobs:
        queue.settle(job, Done(), 2.0)


def _rate(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return JOBS / (time.perf_counter() - start)


def main() -> None:
    """Prints the figures as one line of JSON."""
    print(msgspec.json.encode(dict(measure(Secret("".join(sys.argv[1:]))))).decode())


if __name__ == "__main__":
    main()
