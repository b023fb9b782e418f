"""Opening the database of a data folder: as its owner, beside it, and when it cannot be."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from stashplex.core.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
)
from stashplex.core.job import Priority, State
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.sqlite import SqliteDatabase
from stashplex.sync_queue.statements import migrations
from stashplex.sync_queue.targets import Targets

needs_posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def set_schema_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM schema_version")
    connection.execute("INSERT INTO schema_version VALUES (?, 0)", (version,))
    connection.commit()
    connection.close()


@needs_posix
def test_what_is_made_is_private(tmp_path: Path) -> None:
    data_dir = tmp_path / "deep" / "data"

    with open_database(data_dir, now=0.0) as database:
        Targets(database).bind("plex", "stash", "Home", 0.0)

        assert mode_of(data_dir) == 0o700
        assert len(list(data_dir.iterdir())) == 4
        assert {mode_of(path) for path in data_dir.iterdir()} == {0o600}


def test_the_owner_writes_ahead_and_waits_for_the_disk(database: SqliteDatabase) -> None:
    assert database.journal_mode == "wal"
    assert database._fetch("PRAGMA synchronous")[0]["synchronous"] == 2
    assert database._fetch("PRAGMA foreign_keys")[0]["foreign_keys"] == 1
    assert database._fetch("PRAGMA busy_timeout")[0]["timeout"] == 5000
    assert database.sqlite_version == sqlite3.sqlite_version
    assert database.problems() == []


def test_a_second_owner_is_refused_and_told_who_the_first_is(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    with pytest.raises(DataFolderBusy, match=rf"process {os.getpid()} on .*, since 19") as caught:
        open_database(tmp_path, now=0.0)

    assert str(tmp_path) in caught.value.message
    assert "only read" in caught.value.remedy
    assert database.problems() == []


def test_the_data_folder_is_free_once_its_owner_closed(tmp_path: Path) -> None:
    first = open_database(tmp_path, now=0.0)
    first.close()
    first.close()

    open_database(tmp_path, now=0.0).close()


def test_a_reader_beside_the_owner_sees_what_is_committed(
    queue: SyncQueue, target: int, tmp_path: Path
) -> None:
    queue.put(1, "sync", Priority.BULK, now=1.0)

    with open_database(tmp_path, now=2.0, owner=False) as reader:
        reading = SyncQueue(reader, target)
        assert reading.counts()[State.WAITING] == 1
        queue.put(2, "sync", Priority.BULK, now=2.0)
        assert reading.counts()[State.WAITING] == 2


def test_a_reader_sees_one_moment_inside_a_transaction(
    queue: SyncQueue, target: int, tmp_path: Path
) -> None:
    with open_database(tmp_path, now=2.0, owner=False) as reader:
        reading = SyncQueue(reader, target)
        with reader.transaction():
            before = reading.counts()
            queue.put(2, "sync", Priority.BULK, now=2.0)
            assert reading.counts() == before


@pytest.mark.usefixtures("target")
def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with (
        open_database(tmp_path, now=2.0, owner=False) as reader,
        pytest.raises(DataFolderUnwritable),
    ):
        Targets(reader).bind("plex-two", "stash", "Attic", 2.0, config_name="attic")


def test_a_reader_of_a_folder_without_a_database_finds_nothing_and_makes_nothing(
    tmp_path: Path,
) -> None:
    data_dir = tmp_path / "none"

    with open_database(data_dir, now=2.0, owner=False) as reader:
        assert Targets(reader).all() == ()
        assert SyncQueue(reader, 1).next_due() is None
        with pytest.raises(DataFolderUnwritable):
            Targets(reader).bind("plex", "stash", "Home", 2.0)

    assert not data_dir.exists()


def test_opening_as_the_owner_rescues_every_lease(tmp_path: Path) -> None:
    with open_database(tmp_path, now=0.0) as database:
        targets = Targets(database)
        for number in (1, 2):
            target = targets.bind(f"plex-{number}", "s", "P", 0.0, config_name=str(number))
            queue = SyncQueue(database, target)
            queue.put(42, "sync", Priority.BULK, now=1.0)
            assert queue.claim(1, 1.0)

    with open_database(tmp_path, now=2.0) as database:
        for target in (1, 2):
            assert SyncQueue(database, target).counts()[State.WAITING] == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(DataFolderUnwritable, match=r"file.data .*--data-dir"):
        open_database(tmp_path / "file" / "data", now=0.0)


@pytest.mark.parametrize("owner", [True, False])
def test_a_damaged_database_is_refused_and_kept(tmp_path: Path, *, owner: bool) -> None:
    open_database(tmp_path, now=0.0).close()
    path = tmp_path / DATABASE_NAME
    damaged = b"not a database at all" + path.read_bytes()[21:]
    path.write_bytes(damaged)

    with pytest.raises(DatabaseDamaged, match=r"stashplex restore.*move it aside"):
        open_database(tmp_path, now=0.0, owner=owner)

    assert path.read_bytes() == damaged


def test_damage_in_the_middle_is_found(tmp_path: Path) -> None:
    with open_database(tmp_path, now=0.0) as database:
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 0.0))
        with database.transaction():
            for scene in range(2000):
                queue.put(scene, "sync", Priority.BULK, now=1.0)
    path = tmp_path / DATABASE_NAME
    content = bytearray(path.read_bytes())
    content[-40_960:] = b"\xff" * 40_960
    path.write_bytes(content)

    with open_database(tmp_path, now=0.0, owner=False) as database:
        assert database.problems() != []


@pytest.mark.parametrize("owner", [True, False])
def test_a_newer_database_is_refused(tmp_path: Path, *, owner: bool) -> None:
    open_database(tmp_path, now=0.0).close()
    set_schema_version(tmp_path / DATABASE_NAME, max(migrations()) + 1)

    with pytest.raises(DatabaseTooNew, match="newer stashplex"):
        open_database(tmp_path, now=0.0, owner=owner)


def test_an_older_database_is_not_read_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    open_database(tmp_path, now=0.0).close()
    set_schema_version(tmp_path / DATABASE_NAME, 0)

    with pytest.raises(DataFolderError, match="older stashplex"):
        open_database(tmp_path, now=0.0, owner=False)


def test_a_refused_owner_leaves_the_folder_free(tmp_path: Path) -> None:
    open_database(tmp_path, now=0.0).close()
    path = tmp_path / DATABASE_NAME
    sound = path.read_bytes()
    path.write_bytes(b"x" * len(sound))
    with pytest.raises(DatabaseDamaged):
        open_database(tmp_path, now=0.0)
    path.write_bytes(sound)

    open_database(tmp_path, now=0.0).close()


def test_a_network_disk_gets_a_journal_it_can_hold(tmp_path: Path) -> None:
    open_database(tmp_path, now=0.0).close()

    with open_database(tmp_path, now=0.0, shared_disk=lambda _path: True) as database:
        assert isinstance(database, SqliteDatabase)
        assert database.journal_mode == "truncate"
        assert not (tmp_path / f"{DATABASE_NAME}-wal").exists()


def test_a_path_with_odd_characters_is_opened(tmp_path: Path) -> None:
    data_dir = tmp_path / "a?mode=ro#b %20 ü"

    with open_database(data_dir, now=0.0) as database:
        Targets(database).bind("plex", "stash", "Home", 0.0)

    assert (data_dir / DATABASE_NAME).exists()
