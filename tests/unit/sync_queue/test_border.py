"""Every error of SQLite becomes one of ours at the border."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stashplex.core.errors import (
    DatabaseDamaged,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
)
from stashplex.core.job import Priority, State
from stashplex.sync_queue.border import sqlite_errors
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.sqlite import SqliteDatabase

PATH = Path("stashplex.db")


def error_classes() -> list[type[Exception]]:
    """Returns every class of error the sqlite3 module has."""
    return [
        thing
        for thing in vars(sqlite3).values()
        if isinstance(thing, type)
        and issubclass(thing, Exception)
        and thing.__module__ in ("sqlite3", "_sqlite3")
    ]


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def fill_the_disk(folder: Path) -> None:
    with connected(folder / "full.db") as connection:
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("CREATE TABLE t (x)")


def read_garbage(folder: Path) -> None:
    (folder / "garbage.db").write_bytes(b"garbage" * 1000)
    with connected(folder / "garbage.db") as connection:
        connection.execute("SELECT * FROM sqlite_master")


def open_a_folder(folder: Path) -> None:
    with connected(folder) as connection:
        connection.execute("SELECT 1")


def write_read_only(folder: Path) -> None:
    with connected(folder / "ro.db") as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("CREATE TABLE t (x)")


def write_twice_at_once(folder: Path) -> None:
    with connected(folder / "busy.db") as one, connected(folder / "busy.db") as other:
        one.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def break_a_constraint(folder: Path) -> None:
    with connected(folder / "check.db") as connection:
        connection.execute("CREATE TABLE t (x CHECK (x > 0))")
        connection.execute("INSERT INTO t VALUES (0)")


def misspell(folder: Path) -> None:
    with connected(folder / "sql.db") as connection:
        connection.execute("SELEKT 1")


def use_after_closing(folder: Path) -> None:
    with connected(folder / "closed.db") as connection:
        pass
    connection.execute("SELECT 1")


@pytest.mark.parametrize(
    ("provoke", "ours"),
    [
        (fill_the_disk, DataFolderError),
        (read_garbage, DatabaseDamaged),
        (open_a_folder, DataFolderUnwritable),
        (write_read_only, DataFolderUnwritable),
        (write_twice_at_once, DataFolderBusy),
        (break_a_constraint, DataFolderError),
        (misspell, DataFolderError),
        (use_after_closing, DataFolderError),
    ],
)
def test_what_sqlite_says_is_told_as_one_of_ours_with_a_remedy(
    tmp_path: Path, provoke: Callable[[Path], None], ours: type[DataFolderError]
) -> None:
    with pytest.raises(DataFolderError) as caught, sqlite_errors(PATH):
        provoke(tmp_path)

    assert type(caught.value) is ours
    assert str(PATH) in caught.value.message
    assert caught.value.remedy.endswith(".")
    assert isinstance(caught.value.__cause__, sqlite3.Error)


@pytest.mark.parametrize("foreign", error_classes(), ids=lambda one: one.__name__)
def test_no_class_of_error_passes_the_border(foreign: type[Exception]) -> None:
    with pytest.raises(DataFolderError), sqlite_errors(PATH):
        raise foreign


def test_all_classes_of_error_were_found() -> None:
    assert {"Error", "Warning", "OperationalError", "IntegrityError"} <= {
        one.__name__ for one in error_classes()
    }


def test_a_full_disk_is_named_and_costs_nothing_recorded(
    database: SqliteDatabase, queue: SyncQueue
) -> None:
    queue.put(1, "sync", Priority.BULK, now=1.0)
    database.run(["PRAGMA max_page_count = 1"])

    with pytest.raises(DataFolderError, match="disk is full"):
        fill(database, queue)

    assert queue.counts()[State.WAITING] == 1
    assert database.problems() == []


def fill(database: SqliteDatabase, queue: SyncQueue) -> None:
    with database.transaction():
        for scene in range(100_000):
            queue.put(scene, "sync", Priority.BULK, now=1.0)
