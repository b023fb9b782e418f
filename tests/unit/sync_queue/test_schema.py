"""The tables refuse what must not be, and the statements fit them."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME
from stashplex.sync_queue.migrations import schema_version
from stashplex.sync_queue.sqlite import SqliteDatabase
from stashplex.sync_queue.statements import migrations, statement, statements_of

ROOM = Path(str(files("stashplex.sync_queue")))
STATEMENTS = sorted({path.name.partition(".")[0] for path in (ROOM / "sql").glob("*.sql")})
PARAMETER = re.compile(r":([a-z_0-9]+)")

WAITING = {
    "target_id": 1,
    "scene_id": 42,
    "state": "waiting",
    "priority": 0,
    "reason": "sync",
    "put_at": 1.0,
    "due_at": 1.0,
    "moved_at": 1.0,
}
RUNNING = {**WAITING, "state": "running", "lease_token": "t", "lease_until": 2.0}
ERROR = {"error_type": "NotTaken", "error_message": "", "error_at": 1.0}
DEAD = {**WAITING, **ERROR, "state": "dead"}
WRITE = {
    "target_id": 1,
    "scene_id": 42,
    "item_id": 7,
    "field": "title",
    "before_value": '""',
    "after_value": '"x"',
    "locked_before": 0,
    "thumb_before": "",
    "state": "intended",
    "intended_at": 1.0,
}
HOLDING = {
    "target_id": 1,
    "item_id": 7,
    "field": "title",
    "tag": "",
    "value": "x",
    "shown": "",
    "found": 0,
    "lock_ours": 1,
    "before_value": '""',
}
MAPPING = {"target_id": 1, "roots": "[]", "strays": 0, "learned_at": 1.0}


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The tables of a fresh database with one target, open to any statement."""
    open_database(tmp_path, now=0.0).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        insert(
            connection,
            "targets",
            {"config_name": "", "plex_identity": "p", "stash_identity": "s", "name": "Home"}
            | {"bound_at": 0.0},
        )
        yield connection


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608  our own literals
    connection.execute(sql, row)


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("jobs", WAITING),
        ("jobs", RUNNING),
        ("jobs", RUNNING | {"again": 1}),
        ("jobs", WAITING | ERROR),
        ("jobs", DEAD),
        ("writes", WRITE),
        ("writes", WRITE | {"state": "proved", "judged_at": 2.0, "lock": 1}),
        ("holdings", HOLDING),
        ("mappings", MAPPING),
    ],
)
def test_rows_that_may_be_are_taken(
    tables: sqlite3.Connection, table: str, row: dict[str, object]
) -> None:
    insert(tables, table, row)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("jobs", WAITING | {"state": "done"}),
        ("jobs", WAITING | {"lease_token": "t", "lease_until": 2.0}),
        ("jobs", WAITING | {"lease_until": 2.0}),
        ("jobs", WAITING | {"again": 1}),
        ("jobs", WAITING | {"attempts": -1}),
        ("jobs", WAITING | {"begun": -1}),
        ("jobs", WAITING | {"scene_id": "forty-two"}),
        ("jobs", WAITING | {"target_id": 2}),
        ("jobs", WAITING | {"run_id": 9}),
        ("jobs", WAITING | {"error_type": "NotTaken"}),
        ("jobs", WAITING | {"error_type": "", "error_message": "", "error_at": 1.0}),
        ("jobs", RUNNING | {"lease_token": None, "lease_until": None}),
        ("jobs", RUNNING | {"lease_until": None}),
        ("jobs", RUNNING | {"again": 2}),
        ("jobs", WAITING | {"state": "dead"}),
        ("jobs", DEAD | {"again": 1}),
        ("jobs", DEAD | {"lease_token": "t", "lease_until": 2.0}),
        ("writes", WRITE | {"state": "hoped"}),
        ("writes", WRITE | {"state": "proved"}),
        ("writes", WRITE | {"judged_at": 2.0}),
        ("writes", WRITE | {"lock": 2}),
        ("writes", WRITE | {"before_value": "not json"}),
        ("writes", WRITE | {"run_id": 9}),
        ("holdings", HOLDING | {"before_value": "not json"}),
        ("holdings", HOLDING | {"found": 2}),
        ("holdings", HOLDING | {"target_id": 2}),
        ("holdings", HOLDING | {"field": ""}),
        ("mappings", MAPPING | {"target_id": 2}),
        ("mappings", MAPPING | {"roots": "not json"}),
        ("mappings", MAPPING | {"strays": -1}),
        ("runs", {"target_id": 1, "kind": "", "started_at": 1.0}),
        ("runs", {"target_id": 1, "kind": "sync", "started_at": 1.0, "counts": "{"}),
    ],
)
def test_rows_that_must_not_be_are_refused(
    tables: sqlite3.Connection, table: str, row: dict[str, object]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert(tables, table, row)


@pytest.mark.parametrize("second", [WAITING, RUNNING, DEAD], ids=lambda row: str(row["state"]))
@pytest.mark.parametrize("first", [WAITING, RUNNING, DEAD], ids=lambda row: str(row["state"]))
def test_a_scene_has_one_row_whatever_its_state(
    tables: sqlite3.Connection, first: dict[str, object], second: dict[str, object]
) -> None:
    insert(tables, "jobs", first)

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(tables, "jobs", second)


def test_every_table_carries_its_target(tables: sqlite3.Connection) -> None:
    names = tables.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    without = {
        name
        for (name,) in names
        if "target_id" not in [column[1] for column in tables.execute(f"PRAGMA table_info({name})")]
    }

    assert without == {"schema_version", "targets"}


@pytest.mark.parametrize("stopped_at", migrations())
def test_a_migrated_database_has_the_schema_of_a_fresh_one(tmp_path: Path, stopped_at: int) -> None:
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    open_database(fresh, now=0.0).close()
    old.mkdir()
    with closing(sqlite3.connect(old / DATABASE_NAME)) as connection:
        connection.execute(statement("create_schema_version"))
        for version, script in migrations().items():
            if version <= stopped_at:
                connection.executescript(script)
                connection.execute(
                    statement("record_schema_version"), {"version": version, "now": 0.0}
                )
        connection.commit()

    with open_database(old, now=1.0) as database:
        assert schema_version(database) == max(migrations())

    assert schema_of(old / DATABASE_NAME) == schema_of(fresh / DATABASE_NAME)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


def test_a_script_is_cut_into_its_statements() -> None:
    script = "CREATE TABLE a (x); -- one; two\nINSERT INTO a\nVALUES (';');\n"

    assert statements_of(script) == [
        "CREATE TABLE a (x); -- one; two\n",
        "INSERT INTO a\nVALUES (';');\n",
    ]


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_fits_the_tables(database: SqliteDatabase, name: str) -> None:
    sql = statement(name)
    parameters = dict.fromkeys(PARAMETER.findall(sql))

    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute(f"EXPLAIN {sql}", parameters)

    assert len(statements_of(sql)) == 1
    assert sql.endswith(";\n")


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_used(name: str) -> None:
    used = [path.name for path in ROOM.glob("*.py") if f'"{name}"' in path.read_text()]

    assert used
