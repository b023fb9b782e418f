"""Claiming stays cheap however long the queue is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.sync_queue.runs import Runs
from stashplex.sync_queue.statements import statement
from stashplex.sync_queue.targets import Targets

FILL = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
INSERT INTO jobs (target_id, scene_id, state, priority, reason, run_id, put_at, due_at, moved_at)
SELECT 1, n, 'waiting', n % 2 * 10, 'sync', CASE n % 3 WHEN 0 THEN 1 END, n, n, n FROM numbers
"""


@pytest.fixture(scope="module")
def long_queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    data_dir = tmp_path_factory.mktemp("long_queue")
    with open_database(data_dir, now=0.0) as database:
        target = Targets(database).bind("plex", "stash", "Home", 0.0)
        Runs(database, target).start("sync", 0.0)
    with closing(sqlite3.connect(data_dir / DATABASE_NAME)) as connection:
        connection.execute(FILL)
        connection.commit()
        yield connection


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(
    ("name", "index"),
    [("claim_jobs", "jobs_due"), ("claim_jobs_of_run", "jobs_due_of_run")],
)
def test_a_claim_reads_the_due_rows_in_order_and_sorts_nothing(
    long_queue: sqlite3.Connection, name: str, index: str, *, analysed: bool
) -> None:
    if analysed:
        long_queue.execute("ANALYZE")
    parameters = {
        "target": 1,
        "token": "t",
        "lease_until": 2e5,
        "now": 1e5,
        "limit": 50,
        "run": 1,
    }

    rows = long_queue.execute(f"EXPLAIN QUERY PLAN {statement(name)}", parameters)
    plan = " / ".join(row[-1] for row in rows)

    assert f"INDEX {index} (target_id=?" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("name", ["rescue_return", "rescue_bury", "rescue_shorten"])
def test_a_rescue_looks_only_at_leases(long_queue: sqlite3.Connection, name: str) -> None:
    parameters = {
        "now": 1e5,
        "target": 1,
        "all_leases": 0,
        "lease_until": 1e5,
        "most_begun": 5,
        "error_type": "Crashed",
        "error_message": "",
    }

    rows = long_queue.execute(f"EXPLAIN QUERY PLAN {statement(name)}", parameters)

    assert "jobs_leased" in " / ".join(row[-1] for row in rows)
