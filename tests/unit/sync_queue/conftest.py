"""A data folder of our own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.sqlite import SqliteDatabase
from stashplex.sync_queue.targets import Targets


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    with open_database(tmp_path, now=0.0) as database:
        assert isinstance(database, SqliteDatabase)
        yield database


@pytest.fixture
def target(database: Database) -> int:
    return Targets(database).bind("plex-one", "stash-one", "Home", 0.0)


@pytest.fixture
def queue(database: Database, target: int) -> SyncQueue:
    return SyncQueue(database, target)
