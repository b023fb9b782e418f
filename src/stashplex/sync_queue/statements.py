"""The SQL of this room: one statement, one file, one verb, found by its name.

The common form is SQLite's. Beside `NAME.sql`, `NAME.postgres.sql` says it for PostgreSQL where
the dialects differ; of migrations, PostgreSQL runs both.
"""

import sqlite3
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from stashplex.sync_queue.dialect import table_types, with_named_places

Dialect = Literal["sqlite", "postgres"]

_SQL: Final = files("stashplex.sync_queue") / "sql"
_POSTGRES: Final = ".postgres.sql"


@cache
def statement(name: str, dialect: Dialect = "sqlite") -> str:
    """Returns the statement of this name."""
    common = (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    if dialect == "sqlite":
        return common
    own = _SQL / f"{name}{_POSTGRES}"
    return with_named_places(own.read_text(encoding="utf-8") if own.is_file() else common)


@cache
def migrations(dialect: Dialect = "sqlite") -> dict[int, str]:
    """Returns the script of every migration by its version, in order.

    All files of one number are one migration, in the order of their names.
    """
    scripts: dict[int, str] = {}
    files_in_order = sorted((_SQL / "migrations").iterdir(), key=lambda one: one.name)
    for script in (one for one in files_in_order if one.name.endswith(".sql")):
        is_postgres = script.name.endswith(_POSTGRES)
        if is_postgres and dialect == "sqlite":
            continue
        text = script.read_text(encoding="utf-8")
        version = int(script.name.partition("_")[0])
        translated = text if is_postgres or dialect == "sqlite" else table_types(text)
        scripts[version] = scripts.get(version, "") + translated
    return scripts


def statements_of(script: str) -> list[str]:
    """Returns the single statements of a script, which can then share one transaction."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
