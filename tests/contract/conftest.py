"""One durable state for the whole contract suite, on each database that must keep it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stashplex.core.secret import Secret
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.runs import Runs
from stashplex.sync_queue.scenes import SceneRecords
from stashplex.sync_queue.targets import Targets


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Secret:
    """The address of an empty database; none for the file in the data folder."""
    if request.param == "sqlite":
        return Secret("")
    url: Secret = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(url: Secret, tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path, now=0.0, url=url) as database:
        yield database


@pytest.fixture
def target(database: Database) -> int:
    return Targets(database).bind("plex-one", "stash-one", "Home", 0.0)


@pytest.fixture
def other_target(database: Database, target: int) -> int:
    other = Targets(database).bind("plex-two", "stash-one", "Attic", 0.0, config_name="attic")
    assert other != target
    return other


@pytest.fixture
def queue(database: Database, target: int) -> SyncQueue:
    return SyncQueue(database, target)


@pytest.fixture
def letters(database: Database, target: int) -> DeadLetterQueue:
    return DeadLetterQueue(database, target)


@pytest.fixture
def ledger(database: Database, target: int) -> Ledger:
    return Ledger(database, target)


@pytest.fixture
def records(database: Database, target: int) -> SceneRecords:
    return SceneRecords(database, target)


@pytest.fixture
def runs(database: Database, target: int) -> Runs:
    return Runs(database, target)
