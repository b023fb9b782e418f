"""The daily copies of the database: made, kept, dropped, and brought back."""

import os
import signal
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from stashplex.core.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    DataFolderBusy,
    DataFolderError,
    UnknownId,
)
from stashplex.core.job import Priority
from stashplex.sync_queue.backups import FOLDER_NAME, Backups, expect_sound, restore
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.sqlite import SqliteDatabase
from stashplex.sync_queue.statements import migrations
from stashplex.sync_queue.targets import Targets

DAY = 86400.0


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path)


def put(queue: SyncQueue, *scenes: int) -> None:
    for scene in scenes:
        queue.put(scene, "sync", Priority.BULK, now=1.0)


def scenes_in(data_dir: Path) -> list[int]:
    """Returns the scenes that wait in the database of a folder."""
    with open_database(data_dir, now=2.0) as database:
        return sorted(SyncQueue(database, 1).due(1e12))


def damage(path: Path) -> None:
    path.write_bytes(b"garbage!" + path.read_bytes()[8:])


def test_a_copy_holds_what_was_committed_and_nothing_of_an_open_transaction(
    database: SqliteDatabase, queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    put(queue, 1)
    with database.transaction():
        put(queue, 2)
        copy = backups.make(0.0)

    database.close()
    restore(copy, tmp_path, 5.0)
    assert scenes_in(tmp_path) == [1]


@pytest.mark.usefixtures("database")
def test_a_copy_is_private_and_leaves_nothing_beside_it(backups: Backups) -> None:
    copy = backups.make(0.0)

    assert [one.name for one in copy.parent.iterdir()] == ["stashplex-1970-01-01.db"]
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


@pytest.mark.usefixtures("database")
def test_one_copy_a_day_is_due(backups: Backups) -> None:
    assert backups.is_due(0.0)

    backups.make(0.0)

    assert not backups.is_due(DAY - 1)
    assert backups.is_due(DAY)


@pytest.mark.usefixtures("database")
def test_seven_copies_are_kept_and_the_oldest_goes(backups: Backups) -> None:
    for day in range(9):
        backups.make(day * DAY)

    assert [one.day for one in backups.all()] == [f"1970-01-0{day}" for day in range(9, 2, -1)]


def test_a_copy_that_is_not_sound_drops_no_older_one(tmp_path: Path, backups: Backups) -> None:
    with open_database(tmp_path, now=0.0) as database:
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 0.0))
        with database.transaction():
            put(queue, *range(2000))
        for day in range(7):
            backups.make(day * DAY)
    path = tmp_path / DATABASE_NAME
    content = bytearray(path.read_bytes())
    content[-40_960:] = b"\xff" * 40_960
    path.write_bytes(content)
    before = backups.all()

    with pytest.raises(DatabaseDamaged, match=r"stashplex\.db is damaged"):
        backups.make(7 * DAY)

    assert backups.all() == before
    assert len(list((tmp_path / FOLDER_NAME).iterdir())) == 7


def test_a_full_disk_leaves_no_half_of_a_copy(
    database: SqliteDatabase, queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    with database.transaction():
        put(queue, *range(2000))
    resource = pytest.importorskip("resource", reason="limits are POSIX")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(DataFolderError):
            backups.make(0.0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert list((tmp_path / FOLDER_NAME).iterdir()) == []
    assert backups.is_due(0.0)


@pytest.mark.parametrize("shared", [False, True])
def test_the_database_is_written_while_it_is_copied(tmp_path: Path, *, shared: bool) -> None:
    with open_database(tmp_path, now=0.0, shared_disk=lambda _path: shared) as database:
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 0.0))
        with database.transaction():
            put(queue, *range(20_000))
        begun, written = threading.Event(), threading.Event()

        def write() -> None:
            begun.wait()
            put(queue, *range(20_000, 20_010))
            written.set()

        writer = threading.Thread(target=write)
        writer.start()
        begun.set()
        copy = Backups(tmp_path).make(0.0)
        writer.join()

        assert written.is_set()
        expect_sound(copy)


def test_a_copy_comes_back_and_what_it_replaced_is_kept(
    database: SqliteDatabase, queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    put(queue, 1)
    backups.make(0.0)
    put(queue, 2)
    database.close()

    aside = restore(backups.find("1970-01-01"), tmp_path, 5.0)

    assert scenes_in(tmp_path) == [1]
    assert aside is not None
    restore(aside, tmp_path, 6.0)
    assert scenes_in(tmp_path) == [1, 2]


def test_a_damaged_database_is_replaced_and_kept_with_its_log(
    database: SqliteDatabase, queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    put(queue, 1)
    copy = backups.make(0.0)
    database.close()
    path = tmp_path / DATABASE_NAME
    damage(path)
    (tmp_path / f"{DATABASE_NAME}-wal").write_bytes(b"left behind")
    damaged = path.read_bytes()

    aside = restore(copy, tmp_path, 5.0)

    assert aside is not None
    assert aside.name == "stashplex.db.19700101T000005Z"
    assert aside.read_bytes() == damaged
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"left behind"
    assert scenes_in(tmp_path) == [1]


@pytest.mark.usefixtures("database")
def test_a_copy_comes_back_to_an_empty_folder(
    queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    put(queue, 1)
    copy = backups.make(0.0)

    assert restore(copy, tmp_path / "new", 5.0) is None
    assert scenes_in(tmp_path / "new") == [1]


@pytest.mark.usefixtures("database")
def test_nothing_is_restored_while_another_owns_the_folder(
    backups: Backups, tmp_path: Path
) -> None:
    copy = backups.make(0.0)

    with pytest.raises(DataFolderBusy):
        restore(copy, tmp_path, 5.0)


def test_a_copy_that_is_damaged_or_too_new_or_foreign_replaces_nothing(
    database: SqliteDatabase, queue: SyncQueue, backups: Backups, tmp_path: Path
) -> None:
    put(queue, 1)
    damaged, newer = backups.make(0.0), backups.make(DAY)
    database.close()
    damage(damaged)
    connection = sqlite3.connect(newer)
    connection.execute("INSERT INTO schema_version VALUES (?, 0)", (max(migrations()) + 1,))
    connection.commit()
    connection.close()
    foreign = tmp_path / "foreign.db"
    sqlite3.connect(foreign).close()

    for copy, error in (
        (damaged, DatabaseDamaged),
        (newer, DatabaseTooNew),
        (foreign, DataFolderError),
    ):
        with pytest.raises(error):
            expect_sound(copy)
        with pytest.raises(error):
            restore(copy, tmp_path, 5.0)

    assert scenes_in(tmp_path) == [1]


@pytest.mark.usefixtures("database")
def test_a_copy_is_found_by_its_day_or_as_a_file(backups: Backups, tmp_path: Path) -> None:
    copy = backups.make(0.0)

    assert backups.find("1970-01-01") == copy
    assert backups.find(str(copy)) == copy
    with pytest.raises(UnknownId, match="stashplex restore"):
        backups.find("1970-01-02")
    with pytest.raises(UnknownId):
        backups.find(str(tmp_path))
