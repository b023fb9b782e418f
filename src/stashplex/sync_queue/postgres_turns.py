"""Turns that processes share through PostgreSQL: notifications and advisory locks."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

import psycopg
from psycopg import errors

from stashplex.core.errors import DataFolderError
from stashplex.core.ports import Clock, StopSignal
from stashplex.sync_queue.postgres_border import Place, postgres_errors
from stashplex.sync_queue.postgres_connection import Connection, lock_key
from stashplex.sync_queue.turns import Bell, Called

CHANNEL: Final = "stashplex_work"
STOP_SECONDS: Final = 0.25
"""How soon a request to stop is noticed while something is waited for."""
_WAIT_IN_SLICES: Final = f"SET lock_timeout = '{int(STOP_SECONDS * 1000)}ms'"


class Shared(Protocol):
    """What the turns need of the database that is shared."""

    place: Place
    schema: str
    bell: Bell

    def connect_beside(self) -> Connection:
        """Returns another connection, which is closed with the database at the latest."""

    def keeps_lock(self, key: int) -> bool:
        """Tells whether this process has the lock, taking it where nobody has it."""


class SharedTurns(Called):
    """The turns of one process; what it holds goes to the others when its connection ends."""

    def __init__(self, database: Shared, target: int, clock: Clock) -> None:
        super().__init__(database.bell)
        self._database = database
        self._clock = clock
        self._topic = f"{database.schema} {target}"
        self._writing_key = lock_key(database.schema, "writing", target)
        self._leading_key = lock_key(database.schema, "leading", target)
        self._one_of_us = threading.Lock()
        self._holder: int | None = None
        """The thread of this process whose turn it is."""
        self._writer: Connection | None = None
        self._listener: Connection | None = None

    def wait_for_work(self, stop: StopSignal, seconds: float) -> bool:
        """Waits until a job of this target begins to wait, at most so long.

        Where it begins to listen it does not wait: work may have come before.
        """
        try:
            if self._listener is None or self._listener.closed:
                self._listener = self._database.connect_beside()
                self._listener.execute(f"LISTEN {CHANNEL}".encode())
                return stop.is_set()
            return self._listen(self._listener, stop, seconds)
        except (psycopg.Error, DataFolderError):
            # Being woken is a convenience; whoever claims next meets the trouble itself.
            self._listener = None
            return self._clock.wait(stop, seconds)

    @contextmanager
    def writing(self, stop: StopSignal) -> Iterator[bool]:
        """Yields True once it is our turn to write to Plex, or False where stopping came first.

        A thread that has the turn already goes on with it.
        """
        if self._holder == threading.get_ident():
            yield True
            return
        while not self._one_of_us.acquire(timeout=STOP_SECONDS):
            if stop.is_set():
                yield False
                return
        try:
            ours = self._take_turn(stop)
            self._holder = threading.get_ident() if ours else None
            try:
                yield ours
            finally:
                self._holder = None
                if ours:
                    self._end_turn()
        finally:
            self._one_of_us.release()

    def leads(self) -> bool:
        """Tells whether this process leads; the first that asks does, until it ends."""
        return self._database.keeps_lock(self._leading_key)

    def _listen(self, listener: Connection, stop: StopSignal, seconds: float) -> bool:
        for _ in range(math.ceil(seconds / STOP_SECONDS)):
            if stop.is_set():
                return True
            heard = [one.payload for one in listener.notifies(timeout=STOP_SECONDS, stop_after=1)]
            if self._topic in heard:
                break
        return stop.is_set()

    def _take_turn(self, stop: StopSignal) -> bool:
        while not stop.is_set():
            line = self._writing_line()
            with postgres_errors(self._database.place), suppress(errors.LockNotAvailable):
                try:
                    line.execute(f"SELECT pg_advisory_lock({self._writing_key})".encode())
                except psycopg.OperationalError:
                    # One that broke while it was idle is made anew, if anybody is there.
                    if not line.closed:
                        raise
                else:
                    return True
        return False

    def _end_turn(self) -> None:
        # Where the connection is gone, the turn is gone as well.
        if self._writer is not None:
            with suppress(psycopg.Error):
                self._writer.execute(f"SELECT pg_advisory_unlock({self._writing_key})".encode())

    def _writing_line(self) -> Connection:
        if self._writer is None or self._writer.closed:
            self._writer = self._database.connect_beside()
            self._writer.execute(_WAIT_IN_SLICES.encode())
        return self._writer
