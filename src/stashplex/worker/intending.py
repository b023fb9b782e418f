"""While the writes of one scene are sent, those of the next are planned and recorded."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from stashplex.core.job import Job
from stashplex.worker.batch import Batch
from stashplex.worker.sync_scene import Intended, SceneSync


class Intention:
    """Keeps the disk out of the writer's way: Plex waits for no commit of ours."""

    def __init__(self, sync: SceneSync) -> None:
        self._sync = sync
        self._pool: ThreadPoolExecutor | None = None
        self._next: tuple[Job, Future[Intended]] | None = None

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stashplex-intention")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool, self._next = None, None

    def take(self, job: Job, batch: Batch) -> Intended:
        """Returns a scene whose writes are recorded; raises what kept them from it."""
        ahead, self._next = self._next, None
        if ahead is not None and ahead[0] is job:
            return ahead[1].result()
        return self._sync.intend(job, batch)

    def holds(self, job: Job) -> bool:
        """Tells whether the writes of a job are recorded, or about to be, and not taken yet."""
        return self._next is not None and self._next[0] is job

    def begin(self, jobs: Sequence[Job], batch: Batch) -> None:
        """Begins with the second of two jobs, while the first is written."""
        if self._pool is None or len(jobs) < 2:  # noqa: PLR2004  the one at hand and the next
            return
        # A job that was begun before and never settled may take its worker down: it is worked
        # alone, or the one after it would be counted as begun as often.
        if not any(job.begun for job in jobs):
            self._next = jobs[1], self._pool.submit(self._sync.intend, jobs[1], batch)
