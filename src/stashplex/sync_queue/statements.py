"""The SQL of this room: one statement, one file, one verb, found by its name."""

import sqlite3
from functools import cache
from importlib.resources import files
from typing import Final

_SQL: Final = files("stashplex.sync_queue") / "sql"


@cache
def statement(name: str) -> str:
    """Returns the statement of this name."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> dict[int, str]:
    """Returns the script of every migration by its version, in order."""
    scripts = (one for one in (_SQL / "migrations").iterdir() if one.name.endswith(".sql"))
    return {
        int(script.name.partition("_")[0]): script.read_text(encoding="utf-8")
        for script in sorted(scripts, key=lambda one: one.name)
    }


def statements_of(script: str) -> list[str]:
    """Returns the single statements of a script, which can then share one transaction."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
