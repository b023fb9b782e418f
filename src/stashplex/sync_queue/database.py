"""Opens the database of a data folder: as its one owner, or beside it for reading only."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from stashplex.core.errors import DataFolderError
from stashplex.sync_queue.border import sqlite_errors
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.folder import (
    DATABASE_NAME,
    LOCK_NAME,
    on_network,
    open_private,
    prepare_folder,
)
from stashplex.sync_queue.journal import OLDEST_SQLITE
from stashplex.sync_queue.lock import FolderLock
from stashplex.sync_queue.migrations import expect_current, migrate
from stashplex.sync_queue.rescue import rescue

__all__ = ["Database", "open_database"]

_BUSY_SECONDS: Final = 5.0


def open_database(
    data_dir: Path,
    *,
    now: float,
    owner: bool = True,
    address: str = "",
    shared_disk: Callable[[Path], bool] = on_network,
) -> Database:
    """Opens the database of a data folder.

    The owner is the only one who writes: it makes what is missing, brings the schema up to date and
    rescues every lease, since nobody else can be at work. Any other reads beside it; a folder
    without a database reads as an empty one.
    """
    _refuse_old_sqlite()
    path = data_dir / DATABASE_NAME
    if owner:
        lock = _own(data_dir, now=now, address=address)
        return _open_as_owner(path, lock, now=now, shared=shared_disk(data_dir))
    return _open_for_reading(path) if path.exists() else _open_empty(path, now=now)


def _own(data_dir: Path, *, now: float, address: str) -> FolderLock:
    prepare_folder(data_dir)
    return FolderLock(data_dir / LOCK_NAME, now=now, address=address)


def _open_as_owner(path: Path, lock: FolderLock, *, now: float, shared: bool) -> Database:
    with ExitStack() as undo:
        undo.callback(lock.release)
        os.close(open_private(path))
        connection = _connect(path, "rwc")
        undo.callback(connection.close)
        database = Database(connection, path, on_close=lock.release)
        _keep_journal(database, shared=shared or not lock.works)
        migrate(database, now=now)
        rescue(database, now, all_leases=True)
        undo.pop_all()
    return database


def _open_for_reading(path: Path) -> Database:
    with ExitStack() as undo:
        database = undo.enter_context(Database(_connect(path, "ro"), path, read_only=True))
        database.run(["PRAGMA query_only = ON"])
        expect_current(database)
        undo.pop_all()
    return database


def _open_empty(path: Path, *, now: float) -> Database:
    database = Database(_connect(path, "memory"), path)
    migrate(database, now=now)
    database.run(["PRAGMA query_only = ON"])
    return database


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    with sqlite_errors(path):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )


def _keep_journal(database: Database, *, shared: bool) -> None:
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
