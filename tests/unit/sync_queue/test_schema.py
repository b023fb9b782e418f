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


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The tables of a fresh database, open to any statement."""
    open_database(tmp_path, now=0.0).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        yield connection


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


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
