"""SQLite: one file in the data folder, owned by one process, read by any."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Final

from stashplex.core.errors import DatabaseDamaged, DataFolderError
from stashplex.core.ports import Clock
from stashplex.core.turns import Turns
from stashplex.sync_queue.backups import Backups
from stashplex.sync_queue.border import DAMAGED_REMEDY, sqlite_errors
from stashplex.sync_queue.connection import Answer, Database, Parameter
from stashplex.sync_queue.folder import DATABASE_NAME, LOCK_NAME, open_private, prepare_folder
from stashplex.sync_queue.journal import OLDEST_SQLITE, has_wal_reset_bug
from stashplex.sync_queue.lock import FolderLock
from stashplex.sync_queue.migrations import expect_current, migrate
from stashplex.sync_queue.rescue import rescue
from stashplex.sync_queue.statements import statements_of
from stashplex.sync_queue.turns import LoneTurns

_BUSY_SECONDS: Final = 5.0


class SqliteDatabase(Database):
    """The database file of a data folder."""

    dialect = "sqlite"

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        read_only: bool = False,
        lock: FolderLock | None = None,
    ) -> None:
        super().__init__(f"The database {path}", read_only=read_only)
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._folder_lock = lock
        self._begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        self.path = path

    def close(self) -> None:
        """Closes the connection and gives up the data folder; closing twice is harmless."""
        with self._lock:
            self._connection.close()
            lock, self._folder_lock = self._folder_lock, None
            if lock is not None:
                lock.release()

    def announce(self, address: str) -> None:
        """Tells whoever finds the data folder locked where its owner is spoken to."""
        if self._folder_lock is not None:
            self._folder_lock.announce(address)

    @property
    def is_blank(self) -> bool:
        """True where no table was ever made: a first start was cut short, or the file emptied."""
        return not self._fetch("SELECT name FROM sqlite_master LIMIT 1")

    @property
    def journal_mode(self) -> str:
        """The journal in force: "wal", "truncate", or "memory" where there is no file."""
        return str(self._fetch("PRAGMA journal_mode")[0]["journal_mode"])

    @property
    def sqlite_version(self) -> str:
        """The version of SQLite."""
        return sqlite3.sqlite_version

    @property
    def has_wal_reset_bug(self) -> bool:
        """True when this SQLite can corrupt a WAL that two connections write and checkpoint."""
        major, minor, patch, *_ = sqlite3.sqlite_version_info
        return has_wal_reset_bug((major, minor, patch))

    def turns(self, target: int, clock: Clock) -> Turns:
        """Returns the turns of one that is alone: only one process may own the file."""
        del target
        return LoneTurns(clock, self.bell)

    def apply(self, script: str) -> None:
        """Runs the script of a migration."""
        self.run(statements_of(script))

    def run(self, statements: Iterable[str]) -> None:
        """Runs statements that have no name."""
        with self._lock:
            for one in statements:
                self._execute(one)

    def problems(self) -> list[str]:
        """Reads the whole file and returns what is wrong with it: normally nothing."""
        try:
            found = [str(row["integrity_check"]) for row in self._fetch("PRAGMA integrity_check")]
        except DatabaseDamaged as error:
            return [error.message]
        return [] if found == ["ok"] else found

    def _send(self, sql: str, parameters: Mapping[str, Parameter]) -> Answer:
        return self._connection.execute(sql, parameters)

    def _send_each(self, sql: str, rows: Sequence[Mapping[str, Parameter]]) -> None:
        self._connection.executemany(sql, rows)

    def _has_open_transaction(self) -> bool:
        return self._connection.in_transaction

    def _errors(self) -> AbstractContextManager[None]:
        return sqlite_errors(self.path)


def open_sqlite(
    data_dir: Path,
    *,
    now: float,
    owner: bool,
    shared_disk: Callable[[Path], bool],
) -> SqliteDatabase:
    """Opens the file of a data folder: as its one owner, or beside it for reading only."""
    _refuse_old_sqlite()
    path = data_dir / DATABASE_NAME
    if owner:
        prepare_folder(data_dir)
        lock = FolderLock(data_dir / LOCK_NAME, now=now)
        return _open_as_owner(path, lock, now=now, shared=shared_disk(data_dir))
    return _open_for_reading(path, now=now) if path.exists() else open_empty(path, now=now)


def open_empty(path: Path, *, now: float) -> SqliteDatabase:
    """Opens what reads as a database in which nothing was stored yet."""
    database = SqliteDatabase(_connect(path, "memory"), path)
    migrate(database, now=now)
    database.run(["PRAGMA query_only = ON"])
    return database


def _open_as_owner(path: Path, lock: FolderLock, *, now: float, shared: bool) -> SqliteDatabase:
    with ExitStack() as undo:
        undo.callback(lock.release)
        was_there = path.exists()
        os.close(open_private(path))
        connection = _connect(path, "rwc")
        undo.callback(connection.close)
        database = SqliteDatabase(connection, path, lock=lock)
        if was_there and database.is_blank:
            _refuse_emptied(path)
        _keep_journal(database, shared=shared or not lock.works)
        migrate(database, now=now)
        rescue(database, now, all_leases=True)
        undo.pop_all()
    return database


def _open_for_reading(path: Path, *, now: float) -> SqliteDatabase:
    with ExitStack() as undo:
        database = undo.enter_context(SqliteDatabase(_connect(path, "ro"), path, read_only=True))
        database.run(["PRAGMA query_only = ON"])
        if database.is_blank:
            _refuse_emptied(path)
            return open_empty(path, now=now)
        expect_current(database)
        undo.pop_all()
    return database


def _refuse_emptied(path: Path) -> None:
    """Raises where a database without a table has copies: nothing would be left of what it held."""
    if Backups(path.parent).all():
        raise DatabaseDamaged(f"The database {path} is empty, and it was not.", DAMAGED_REMEDY)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    with sqlite_errors(path):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )


def _keep_journal(database: SqliteDatabase, *, shared: bool) -> None:
    database.run(["PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL"])
    if not shared:
        database.run(["PRAGMA journal_mode = WAL"])
    # WAL needs memory that all processes share: SQLite keeps the old mode where it cannot have it.
    if shared or database.journal_mode != "wal":
        database.run(["PRAGMA journal_mode = TRUNCATE"])


def _refuse_old_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise DataFolderError(
            f"This Python brings SQLite {sqlite3.sqlite_version}; stashplex needs {oldest}.",
            "Install a newer Python or SQLite.",
        )
