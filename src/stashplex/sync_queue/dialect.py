"""What differs between SQLite's SQL and PostgreSQL's so regularly that a rule can translate it."""

import re
from typing import Final

_PLACE_OR_QUOTED: Final = re.compile(r"'[^']*'|--[^\n]*|(?<!:):([a-z_][a-z_0-9]*)|%")
_TYPES: Final = (
    (r"\bINTEGER PRIMARY KEY( AUTOINCREMENT)?", "BIGSERIAL PRIMARY KEY"),
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bREAL\b", "DOUBLE PRECISION"),
    # SQLite compares texts by their bytes, whatever the language of the server.
    (r"(?m)((?:^ +|ADD COLUMN )\w+) TEXT\b", r'\1 TEXT COLLATE "C"'),
    (r"\)\s*(?:STRICT|WITHOUT ROWID)(?:,\s*(?:STRICT|WITHOUT ROWID))?;", ");"),
)


def with_named_places(sql: str) -> str:
    """Returns a statement with psycopg's `%(name)s` in place of each `:name`."""
    if not any(found[1] for found in _PLACE_OR_QUOTED.finditer(sql)):
        return sql
    return _PLACE_OR_QUOTED.sub(_named_place, sql)


def table_types(script: str) -> str:
    """Returns a migration as PostgreSQL reads it: its column types, and tables always strict."""
    for pattern, replacement in _TYPES:
        script = re.sub(pattern, replacement, script)
    return script


def _named_place(found: re.Match[str]) -> str:
    return f"%({found[1]})s" if found[1] else found[0].replace("%", "%%")
