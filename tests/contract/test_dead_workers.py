"""What a process that died had leased is worked by the others at once, where they can tell."""

from pathlib import Path

from tests.postgres import Schema

from stashplex.core.job import Priority, State
from stashplex.core.secret import Secret
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.postgres import PostgresDatabase
from stashplex.sync_queue.postgres_connection import lock_key
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

NOW = 100.0


def opened(url: Secret, folder: Path) -> tuple[Database, SyncQueue]:
    database = open_database(folder, now=NOW, url=url)
    target = Targets(database).bind("plex", "stash", "Home", NOW)
    return database, SyncQueue(database, target)


def wait_for_the_end_of(mark: str, database: Database, schema: Schema) -> None:
    """A connection that was closed ends a moment later on the server."""
    assert isinstance(database, PostgresDatabase)
    key = lock_key(database.schema, f"life of {mark}")
    schema.connection.execute("SELECT pg_advisory_lock(%s)", [key])
    schema.connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def test_the_leases_of_a_process_that_died_are_rescued_before_they_run_out(
    postgres_url: Secret, postgres_schema: Schema, tmp_path: Path
) -> None:
    mine, ours = opened(postgres_url, tmp_path)
    other, theirs = opened(postgres_url, tmp_path)
    theirs.put(1, "sync", Priority.BULK, now=NOW)
    assert theirs.claim(1, NOW)

    with mine:
        assert ours.rescue(NOW) == 0
        mark = other.worker_mark()
        other.close()
        wait_for_the_end_of(mark, mine, postgres_schema)
        assert ours.rescue(NOW) == 1
        job = ours.job_of(1)
        assert job is not None
        assert (job.state, job.attempts) == (State.WAITING, 0)


def test_what_a_process_has_leased_itself_it_does_not_take_from_itself(
    postgres_url: Secret, tmp_path: Path
) -> None:
    mine, ours = opened(postgres_url, tmp_path)
    with mine:
        ours.put(1, "sync", Priority.BULK, now=NOW)
        (job,) = ours.claim(1, NOW)

        assert ours.rescue(NOW) == 0
        ours.renew(job, NOW)
