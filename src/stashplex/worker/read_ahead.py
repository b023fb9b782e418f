"""While one batch is written, the next is read: lists, items, covers, poster lists, plans."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from msgspec import Struct

from stashplex.core.errors import StashplexError
from stashplex.core.job import LEASE_SECONDS, Job
from stashplex.core.ports import Clock
from stashplex.worker.batch import Batch
from stashplex.worker.look import Look
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.sync_scene import SceneSync

READER_THREADS: Final = 2
"""Plex answers two to four readers beside its one writer without slowing it (plex.md, 10.3)."""
OLDEST_READING: Final = LEASE_SECONDS / 2
"""Seconds after which a batch that was read is read again: much may have changed since."""
LONGEST_TURN: Final = 0.0005
"""Seconds that a reader may keep the interpreter when Plex has answered the writer."""
MOST_COVER_BYTES: Final = 32 * 1024 * 1024
"""Covers read ahead beyond this are fetched again when their scene is written."""


class CoverRoom:
    """Bounds the covers of a batch that are kept until they are written."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._turn = threading.Lock()

    def takes(self, size: int) -> bool:
        """Tells whether a cover still fits, and makes room for it if it does."""
        with self._turn:
            fits = size <= self._left
            self._left -= size * fits
            return fits


class ReadBatch(Struct):
    """Claimed jobs, and what was read for them; or the error that concerns a whole server."""

    jobs: tuple[Job, ...]
    claimed_at: float
    batch: Batch
    seconds: float
    error: StashplexError | None = None


class ReadAhead:
    """Reads at most one batch ahead, so that memory is bounded by two batches."""

    def __init__(self, sync: SceneSync, planner: Planner, clock: Clock) -> None:
        self._sync = sync
        self._planner = planner
        self._clock = clock
        self._pool = ThreadPoolExecutor(READER_THREADS, thread_name_prefix="stashplex-reader")
        self._usual_turn = sys.getswitchinterval()
        self._next: tuple[tuple[Job, ...], Future[ReadBatch]] | None = None
        self._claimed_at = 0.0
        """When the jobs that are read ahead were claimed, by the clock that is never set."""

    def __enter__(self) -> Self:
        self._usual_turn = sys.getswitchinterval()
        sys.setswitchinterval(LONGEST_TURN)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        sys.setswitchinterval(self._usual_turn)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that were read ahead."""
        return () if self._next is None else self._next[0]

    @property
    def is_old(self) -> bool:
        """True where what was read ahead would have to be read again before it is written."""
        age = self._clock.monotonic() - self._claimed_at
        return self._next is not None and age > OLDEST_READING

    def take(self, claim: Callable[[], tuple[Job, ...]]) -> ReadBatch | None:
        """Returns the next batch, read; the one after it is claimed and begun at once."""
        if self._next is None:
            self._begin(claim())
        if self._next is None:
            return None
        taken = self._next[1].result()
        self._next = None
        self._begin(claim())
        return taken

    def drop(self) -> tuple[Job, ...]:
        """Returns the jobs that were read ahead and will not be worked."""
        if self._next is None:
            return ()
        (jobs, reading), self._next = self._next, None
        if not reading.cancel() and reading.done():
            for planning in reading.result().batch.plans.values():
                planning.cancel()
        return jobs

    def _begin(self, jobs: tuple[Job, ...]) -> None:
        if jobs:
            self._claimed_at = self._clock.monotonic()
            self._next = jobs, self._pool.submit(self._read, jobs, self._clock.now())

    def _read(self, jobs: tuple[Job, ...], claimed_at: float) -> ReadBatch:
        """Reads both sides; each scene is planned beside, and whoever writes it waits for that."""
        started = self._clock.monotonic()
        try:
            batch = self._sync.read(jobs)
        except StashplexError as error:
            return ReadBatch(jobs, claimed_at, Batch({}), 0.0, error)
        room = CoverRoom(MOST_COVER_BYTES)
        for scene, seen in batch.seen.items():
            if isinstance(seen, Look):
                batch.plans[scene] = self._pool.submit(self._plan, seen, room)
        return ReadBatch(jobs, claimed_at, batch, self._clock.monotonic() - started)

    def _plan(self, look: Look, room: CoverRoom) -> Plan:
        plan = self._planner.plan(look)
        if plan.cover is not None and not room.takes(len(plan.cover.data)):
            plan.cover = None
        return plan
