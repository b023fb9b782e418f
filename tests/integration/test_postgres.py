"""A whole sync whose durable state is in PostgreSQL."""

from pathlib import Path

import msgspec
import psycopg
import pytest
from tests.integration.runs import counts_of
from tests.postgres import Schema
from tests.worlds import FakeClock, open_test_house, settings_for, start_run, sync

from stashplex.config import Settings
from stashplex.config.settings import StorageTable
from stashplex.core.errors import DatabaseAway
from stashplex.core.secret import Secret
from stashplex.demo.http_faults import Disturbance, Fault
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.sync_queue.postgres import PostgresDatabase
from stashplex.worker.sync_run import Request as Wanted

BACKEND = "SELECT pg_terminate_backend(%s, 5000)"


@pytest.fixture
def settings(world: World, tmp_path: Path, postgres_url: Secret) -> Settings:
    given = settings_for(world, tmp_path / "data")
    return msgspec.structs.replace(given, storage=StorageTable(database=postgres_url))


def test_it_is_a_sync_like_any_other(settings: Settings, clock: FakeClock) -> None:
    with open_test_house(settings, clock) as house:
        first = counts_of(sync(house))
    with open_test_house(settings, clock) as house:
        second = counts_of(sync(house))

    assert (first.changed, second.unchanged) == (4, 4)
    assert not (settings.data_dir / DATABASE_NAME).exists()


def test_a_database_that_goes_away_ends_the_run_clearly_and_nothing_is_lost(
    world: World, settings: Settings, clock: FakeClock, postgres_schema: Schema
) -> None:
    with open_test_house(settings, clock) as house:
        database = house.store.database
        assert isinstance(database, PostgresDatabase)
        pid = database._connection.info.backend_pid
        world.plex.inject(
            Fault(Disturbance.CALL, is_put, call=lambda _: end(postgres_schema.connection, pid))
        )
        result = start_run(house).execute(Wanted(everything=True))
        world.plex.heal()

    assert isinstance(result.error, DatabaseAway)
    assert "went away" in result.error.message
    clock.advance(1000.0)
    with open_test_house(settings, clock) as house:
        counts = counts_of(sync(house))
        assert counts.changed + counts.unchanged == 4
        assert counts_of(sync(house)).unchanged == 4


def test_two_processes_are_at_home_in_one_data_folder(settings: Settings, clock: FakeClock) -> None:
    with open_test_house(settings, clock) as first, open_test_house(settings, clock) as second:
        assert counts_of(sync(first)).changed == 4
        assert counts_of(sync(second)).unchanged == 4


def is_put(request: Request) -> bool:
    return request.method == "PUT"


def end(connection: psycopg.Connection, pid: int) -> None:
    """Ends a connection from the server's side."""
    connection.execute(BACKEND, [pid])
