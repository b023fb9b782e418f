"""Opening a PostgreSQL: for writing, for reading, and when it cannot be."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from tests.postgres import Schema, new_schema

from stashplex.core.errors import (
    DatabaseAway,
    DatabaseTooNew,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
    UnknownId,
)
from stashplex.core.job import Priority, State
from stashplex.core.secret import Secret
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.migrations import schema_version
from stashplex.sync_queue.postgres import PostgresDatabase
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.statements import migrations, statement
from stashplex.sync_queue.targets import Targets

STATEMENTS = sorted(
    {path.name.partition(".")[0] for path in Path(str(files("stashplex.sync_queue"))).glob("sql/*")}
    - {"migrations", "create_schema_version"}
)
PLACE = re.compile(r"%\((\w+)\)s")
NO_SERVER = "postgresql://me:s3cret-word@/films?host=/nowhere"
WITHOUT_PSYCOPG = """
import sys
from pathlib import Path
sys.modules["psycopg"] = None
from stashplex.core.errors import DataFolderError
from stashplex.core.secret import Secret
from stashplex.sync_queue.database import open_database
try:
    open_database(Path(sys.argv[1]), now=0.0, url=Secret("postgresql://me@localhost/films"))
except DataFolderError as error:
    print(error)
"""


@pytest.fixture
def database(postgres_url: Secret, tmp_path: Path) -> Iterator[PostgresDatabase]:
    with open_database(tmp_path, now=0.0, url=postgres_url) as database:
        assert isinstance(database, PostgresDatabase)
        yield database


@pytest.fixture
def target(database: Database) -> int:
    return Targets(database).bind("plex", "stash", "Home", 0.0)


def opened(tmp_path: Path, url: str) -> DataFolderError:
    with pytest.raises(DataFolderError) as caught:
        open_database(tmp_path, now=0.0, url=Secret(url))
    return caught.value


def test_every_statement_fits_the_tables(database: PostgresDatabase) -> None:
    for name in STATEMENTS:
        sql = statement(name, "postgres")
        database._execute(f"EXPLAIN {sql}", dict.fromkeys(PLACE.findall(sql)))


def test_a_schema_is_migrated_once_however_many_open_it(
    postgres_server: str, tmp_path: Path
) -> None:
    start, failed = threading.Barrier(3), list[Exception]()

    with new_schema(postgres_server) as url:

        def open_it() -> None:
            start.wait()
            try:
                with open_database(tmp_path, now=0.0, url=url) as database:
                    assert schema_version(database) == max(migrations("postgres"))
            except Exception as error:  # noqa: BLE001  nobody else sees it in a thread
                failed.append(error)

        threads = [threading.Thread(target=open_it) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert failed == []


def test_both_databases_know_the_same_migrations() -> None:
    assert migrations("postgres").keys() == migrations("sqlite").keys()


def test_two_targets_in_one_transaction_are_whole_or_nothing(
    database: PostgresDatabase, target: int
) -> None:
    queue = SyncQueue(database, target)

    def put_and_fail() -> None:
        with database.transaction():
            queue.put(1, "sync", Priority.BULK, now=1.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_and_fail()

    assert queue.counts()[State.WAITING] == 0
    with pytest.raises(UnknownId):
        queue.job_of(2**70)


def test_a_refused_statement_that_is_overlooked_commits_nothing(
    database: PostgresDatabase, target: int
) -> None:
    queue = SyncQueue(database, target)

    def overlook() -> None:
        with database.transaction():
            queue.put(1, "sync", Priority.BULK, now=1.0)
            with pytest.raises(DataFolderError):
                queue.put(2, "sync", Priority.BULK, run=99, now=1.0)

    with pytest.raises(DataFolderError, match="part of a transaction"):
        overlook()

    assert queue.counts()[State.WAITING] == 0


def test_a_reader_reads_one_moment_and_cannot_write(
    database: PostgresDatabase, target: int, postgres_url: Secret, tmp_path: Path
) -> None:
    queue = SyncQueue(database, target)
    with open_database(tmp_path, now=0.0, owner=False, url=postgres_url) as reader:
        reading = SyncQueue(reader, target)
        with reader.transaction():
            before = reading.counts()
            queue.put(1, "sync", Priority.BULK, now=1.0)
            assert reading.counts() == before
        assert reading.counts() != before
        with pytest.raises(DataFolderUnwritable):
            reading.put(2, "sync", Priority.BULK, now=1.0)


def test_a_reader_of_an_empty_one_finds_nothing_and_makes_nothing(
    postgres_server: str, tmp_path: Path
) -> None:
    with new_schema(postgres_server) as url:
        with open_database(tmp_path, now=0.0, owner=False, url=url) as reader:
            assert Targets(reader).all() == ()
        with psycopg.connect(url.reveal()) as connection:
            assert connection.execute("SELECT to_regclass('schema_version')").fetchone() == (None,)


def test_a_newer_schema_is_refused(postgres_server: str, tmp_path: Path) -> None:
    with new_schema(postgres_server) as url:
        with open_database(tmp_path, now=0.0, url=url) as database:
            database.change("record_schema_version", version=1000, now=0.0)
        for owner in (True, False):
            with pytest.raises(DatabaseTooNew, match="newer stashplex"):
                open_database(tmp_path, now=0.0, owner=owner, url=url)


def test_a_connection_that_broke_ends_the_work_at_hand_and_is_made_anew(
    database: PostgresDatabase, target: int, postgres_schema: Schema
) -> None:
    queue = SyncQueue(database, target)
    queue.put(1, "sync", Priority.BULK, now=1.0)

    def lose_it() -> None:
        with database.transaction():
            queue.put(2, "sync", Priority.BULK, now=1.0)
            end(postgres_schema, database)
            queue.put(3, "sync", Priority.BULK, now=1.0)

    with pytest.raises(DatabaseAway, match=r"went away .* run the same command again"):
        lose_it()

    assert queue.counts()[State.WAITING] == 1


def test_a_statement_that_others_keep_waiting_too_long_is_given_up(
    database: PostgresDatabase, target: int, postgres_schema: Schema
) -> None:
    queue = SyncQueue(database, target)
    queue.put(1, "sync", Priority.BULK, now=1.0)
    database._execute("SET lock_timeout = '20ms'")

    with psycopg.connect(postgres_schema.url.reveal()) as other:
        other.execute("LOCK TABLE jobs")
        with pytest.raises(DataFolderBusy, match="pg_stat_activity"):
            queue.put(1, "sync", Priority.BULK, now=1.0)

    queue.put(1, "sync", Priority.BULK, now=2.0)


def test_nobody_there_is_told_with_the_place_and_without_the_password(tmp_path: Path) -> None:
    error = opened(tmp_path, NO_SERVER)

    assert isinstance(error, DatabaseAway)
    assert 'database "films" at /nowhere:5432 cannot be reached (No such file' in error.message
    assert "storage.database" in error.remedy
    assert "s3cret" not in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("old", "new", "said", "remedy"),
    [
        (":secret@", ":s3cret-word@", 'does not let "stashplex" in', "Check user and password"),
        ("//stashplex:", "//nobody:", 'does not let "nobody" in', "Check user and password"),
        ("/postgres?", "/films?", 'database "films" does not exist', "createdb"),
    ],
)
def test_a_server_that_refuses_us_is_told_with_the_remedy(
    postgres_server: str, tmp_path: Path, old: str, new: str, said: str, remedy: str
) -> None:
    if old not in postgres_server:
        pytest.skip("the server that is named has other names and words")

    error = opened(tmp_path, postgres_server.replace(old, new))

    assert said in error.message
    assert remedy in error.remedy
    assert "s3cret" not in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@word@localhost:port/films",
        "postgresql://me:s3cret/word@localhost/films",
        "postgresql://me:s3cret%zzword@localhost/films",
        "postgresql://me@localhost/films?s3cret=word",
    ],
)
def test_an_address_that_is_none_is_not_repeated(tmp_path: Path, url: str) -> None:
    error = opened(tmp_path, url)

    assert "s3cret" not in str(error)
    assert "storage.database" in str(error)


def test_a_schema_we_may_not_use_is_told_with_the_remedy(
    postgres_server: str, tmp_path: Path
) -> None:
    with new_schema(postgres_server) as url:
        reduced = url.reveal() + "%20-crole%3Dpg_read_all_data"

        error = opened(tmp_path, reduced)

    assert isinstance(error, DataFolderUnwritable)
    assert "grant it CREATE and USAGE" in error.remedy


def test_without_psycopg_its_extra_is_named(tmp_path: Path) -> None:
    ran = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", WITHOUT_PSYCOPG, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "pip install 'stashplex[postgres]'" in ran.stdout


def end(schema: Schema, database: PostgresDatabase) -> None:
    """Ends the connection of a database from the server's side."""
    pid = database._connection.info.backend_pid
    schema.connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
