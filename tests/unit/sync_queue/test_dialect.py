"""The rules that translate SQLite's SQL into PostgreSQL's."""

import pytest

from stashplex.sync_queue.dialect import table_types, with_named_places


@pytest.mark.parametrize(
    ("sql", "translated"),
    [
        ("SELECT :one, :two_2", "SELECT %(one)s, %(two_2)s"),
        ("SELECT :one::bigint", "SELECT %(one)s::bigint"),
        ("SELECT ':one', :one", "SELECT ':one', %(one)s"),
        ("SELECT :one -- of :two, 100 %\n;", "SELECT %(one)s -- of :two, 100 %%\n;"),
        ("SELECT '10 %', :one % 2", "SELECT '10 %%', %(one)s %% 2"),
        ("SELECT 5 % 2", "SELECT 5 % 2"),
    ],
)
def test_each_name_gets_its_place(sql: str, translated: str) -> None:
    assert with_named_places(sql) == translated


@pytest.mark.parametrize(
    ("sql", "translated"),
    [
        (
            "CREATE TABLE a (\n    id INTEGER PRIMARY KEY AUTOINCREMENT\n) STRICT;",
            "CREATE TABLE a (\n    id BIGSERIAL PRIMARY KEY\n);",
        ),
        (
            "CREATE TABLE a (\n    one INTEGER NOT NULL,\n    two REAL\n) STRICT, WITHOUT ROWID;",
            "CREATE TABLE a (\n    one BIGINT NOT NULL,\n    two DOUBLE PRECISION\n);",
        ),
        (
            "CREATE TABLE a (\n    one TEXT NOT NULL -- TEXT it is\n) WITHOUT ROWID, STRICT;",
            'CREATE TABLE a (\n    one TEXT COLLATE "C" NOT NULL -- TEXT it is\n);',
        ),
        (
            "ALTER TABLE a ADD COLUMN one TEXT NOT NULL DEFAULT '';",
            "ALTER TABLE a ADD COLUMN one TEXT COLLATE \"C\" NOT NULL DEFAULT '';",
        ),
    ],
)
def test_each_type_gets_its_name(sql: str, translated: str) -> None:
    assert table_types(sql) == translated
