"""The turns of processes that work one target: alone, and beside each other on PostgreSQL."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.postgres import Schema
from tests.worlds import FakeClock

from stashplex.core.errors import DatabaseAway
from stashplex.core.job import LEASE_SECONDS, Priority
from stashplex.core.secret import Secret
from stashplex.core.turns import Turns
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.postgres import PostgresDatabase
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

LONG = 30.0
"""Seconds that no test waits out: what it waits for comes before."""


class CallsBack(threading.Event):
    """A stop signal that tells when it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at = threading.Event()

    def is_set(self) -> bool:
        self.looked_at.set()
        return super().is_set()


class StopsAfter(threading.Event):
    """A stop signal that is given when it was looked at so often."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._left = looks

    def is_set(self) -> bool:
        self._left -= 1
        if self._left == 0:
            self.set()
        return super().is_set()


@pytest.fixture
def never() -> threading.Event:
    return threading.Event()


@pytest.fixture
def now_stopped() -> threading.Event:
    stopped = threading.Event()
    stopped.set()
    return stopped


@pytest.fixture
def turns(database: Database, target: int, clock: FakeClock) -> Turns:
    return database.turns(target, clock)


@pytest.fixture
def here(postgres_url: Secret, tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path, now=0.0, url=postgres_url) as database:
        yield database


@pytest.fixture
def there(postgres_url: Secret, tmp_path: Path) -> Iterator[Database]:
    """The same database, as another process sees it that has the same data folder."""
    with open_database(tmp_path, now=0.0, url=postgres_url) as database:
        yield database


@pytest.fixture
def shared(here: Database) -> int:
    return Targets(here).bind("plex-one", "stash-one", "Home", 0.0)


def put(database: Database, target: int, *scenes: int) -> None:
    for scene in scenes:
        SyncQueue(database, target).put(scene, "sync", Priority.BULK, now=1.0)


def test_one_that_is_alone_has_every_turn(turns: Turns, never: threading.Event) -> None:
    assert turns.leads()
    assert turns.leads()
    for _ in range(2):
        with turns.writing(never) as ours:
            assert ours


def test_a_thread_that_has_the_turn_goes_on_with_it(turns: Turns, never: threading.Event) -> None:
    with turns.writing(never) as first, turns.writing(never) as second:
        assert (first, second) == (True, True)


def test_a_turn_within_a_turn_ends_nothing(
    here: Database, there: Database, shared: int, clock: FakeClock, never: threading.Event
) -> None:
    ours = here.turns(shared, clock)
    with ours.writing(never):
        with ours.writing(never):
            pass
        with there.turns(shared, clock).writing(StopsAfter(2)) as theirs:
            assert not theirs


def test_nothing_is_waited_for_once_stopping_was_asked_for(
    turns: Turns, now_stopped: threading.Event
) -> None:
    with turns.writing(now_stopped) as ours:
        assert not ours
    for _ in range(2):
        assert turns.wait_for_work(now_stopped, LONG)


def test_one_process_leads_until_it_ends(
    here: Database, there: Database, shared: int, clock: FakeClock, postgres_schema: Schema
) -> None:
    first, second = here.turns(shared, clock), there.turns(shared, clock)

    assert first.leads()
    assert not second.leads()
    assert isinstance(here, PostgresDatabase)
    backend = here._connection.info.backend_pid
    here.close()
    end(postgres_schema, backend)
    assert second.leads()


def test_each_target_has_its_own_leader(
    here: Database, there: Database, shared: int, clock: FakeClock
) -> None:
    assert here.turns(shared, clock).leads()
    assert there.turns(shared + 1, clock).leads()


def test_a_leader_whose_connection_broke_asks_anew(
    here: Database, there: Database, shared: int, clock: FakeClock, postgres_schema: Schema
) -> None:
    first, second = here.turns(shared, clock), there.turns(shared, clock)
    assert first.leads()
    assert isinstance(here, PostgresDatabase)

    end(postgres_schema, here._connection.info.backend_pid)
    assert second.leads()
    with pytest.raises(DatabaseAway):
        first.leads()
    assert not first.leads()


def test_one_process_writes_at_a_time(
    here: Database, there: Database, shared: int, clock: FakeClock, never: threading.Event
) -> None:
    """The second one waits until the first has ended its turn, and has it then."""
    waiting, order = CallsBack(), list[str]()

    def write_too() -> None:
        with there.turns(shared, clock).writing(waiting) as ours:
            order.append(f"second {ours}")

    with here.turns(shared, clock).writing(never) as ours:
        other = threading.Thread(target=write_too)
        other.start()
        assert waiting.looked_at.wait(LONG)
        order.append(f"first {ours}")
    other.join(LONG)

    assert order == ["first True", "second True"]


def test_who_waits_for_its_turn_can_be_stopped(
    here: Database, there: Database, shared: int, clock: FakeClock, never: threading.Event
) -> None:
    stop, seen = CallsBack(), list[bool]()

    def write_too() -> None:
        with there.turns(shared, clock).writing(stop) as ours:
            seen.append(ours)

    with here.turns(shared, clock).writing(never):
        other = threading.Thread(target=write_too)
        other.start()
        assert stop.looked_at.wait(LONG)
        stop.set()
        other.join(LONG)

    assert seen == [False]


def test_the_turn_of_a_process_that_died_goes_to_the_next(
    here: Database, there: Database, shared: int, clock: FakeClock, never: threading.Event
) -> None:
    with here.turns(shared, clock).writing(never):
        here.close()
        with there.turns(shared, clock).writing(never) as ours:
            assert ours


def test_a_line_that_broke_while_nobody_wrote_is_made_anew(
    here: Database, shared: int, clock: FakeClock, never: threading.Event, postgres_schema: Schema
) -> None:
    assert isinstance(here, PostgresDatabase)
    turns = here.turns(shared, clock)
    with turns.writing(never):
        pass

    end(postgres_schema, here._beside[-1].info.backend_pid)
    with turns.writing(never) as ours:
        assert ours


@pytest.mark.parametrize("put_first", [True, False])
def test_a_job_that_is_put_wakes_who_waits(
    here: Database,
    there: Database,
    shared: int,
    clock: FakeClock,
    never: threading.Event,
    *,
    put_first: bool,
) -> None:
    turns = here.turns(shared, clock)
    assert not turns.wait_for_work(never, LONG)
    later = threading.Thread(target=put, args=(there, shared, 42))

    later.start()
    if put_first:
        later.join()
    assert not turns.wait_for_work(never, LONG)
    later.join()

    assert clock.waits == []
    assert SyncQueue(here, shared).claim(1, 1.0)


def test_a_job_of_another_target_wakes_nobody(
    here: Database, shared: int, clock: FakeClock
) -> None:
    other = Targets(here).bind("plex-two", "stash-one", "Attic", 0.0, config_name="attic")
    turns = here.turns(shared, clock)
    stop = StopsAfter(3)
    turns.wait_for_work(stop, LONG)
    put(here, other, 42)

    assert turns.wait_for_work(stop, LONG)


def test_who_cannot_be_woken_waits_by_the_clock(
    here: Database, shared: int, clock: FakeClock, never: threading.Event, postgres_schema: Schema
) -> None:
    assert isinstance(here, PostgresDatabase)
    turns = here.turns(shared, clock)
    turns.wait_for_work(never, 1.0)

    end(postgres_schema, here._beside[-1].info.backend_pid)
    turns.wait_for_work(never, 1.0)

    assert clock.waits == [1.0]


def test_a_claim_leaves_out_what_another_process_is_moving(
    here: Database, there: Database, shared: int, postgres_schema: Schema
) -> None:
    put(here, shared, 1, 2, 3)
    with psycopg.connect(postgres_schema.url.reveal()) as other:
        other.execute("SELECT id FROM jobs WHERE scene_id = 2 FOR UPDATE")
        claimed = SyncQueue(there, shared).claim(10, 1.0)

    assert [job.scene for job in claimed] == [1, 3]


def test_two_processes_that_move_the_same_jobs_in_opposite_order_both_come_through(
    here: Database, there: Database, shared: int
) -> None:
    put(here, shared, *range(50))
    start, failed = threading.Barrier(2), list[Exception]()

    def move(database: Database, scenes: list[int]) -> None:
        start.wait()
        try:
            for _ in range(5):
                with database.transaction():
                    put(database, shared, *scenes)
        except Exception as error:  # noqa: BLE001  a thread's errors are seen by nobody else
            failed.append(error)

    threads = [
        threading.Thread(target=move, args=(here, list(range(50)))),
        threading.Thread(target=move, args=(there, list(reversed(range(50))))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []


def test_opening_takes_no_lease_from_a_process_that_works(
    here: Database, shared: int, postgres_url: Secret, tmp_path: Path
) -> None:
    put(here, shared, 42)
    (job,) = SyncQueue(here, shared).claim(1, 10.0)

    open_database(tmp_path, now=11.0, url=postgres_url).close()
    SyncQueue(here, shared).renew(job, 12.0)


def test_opening_takes_the_leases_that_ran_out(
    here: Database, shared: int, postgres_url: Secret, tmp_path: Path
) -> None:
    put(here, shared, 42)
    SyncQueue(here, shared).claim(1, 10.0)

    open_database(tmp_path, now=10.0 + LEASE_SECONDS, url=postgres_url).close()

    assert SyncQueue(here, shared).claim(1, 10.0 + LEASE_SECONDS)


def end(schema: Schema, backend: int) -> None:
    """Ends a connection from the server's side, or waits until it has ended."""
    schema.connection.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
