"""Brings the schema of a database up to date: forward only, each step whole or not at all."""

from stashplex.core.errors import DatabaseTooNew, DataFolderError
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.statements import migrations


def migrate(database: Database, *, now: float) -> None:
    """Applies the migrations that are missing."""
    database.change("create_schema_version")
    for version, script in migrations(database.dialect).items():
        with database.transaction():
            if version > schema_version(database):
                database.apply(script)
                database.change("record_schema_version", version=version, now=now)
    _refuse_newer(database)


def expect_current(database: Database) -> None:
    """Raises unless the schema is the one this program reads."""
    _refuse_newer(database)
    if schema_version(database) < max(migrations(database.dialect)):
        raise DataFolderError(
            f"{database.name} was made by an older stashplex.",
            "Run `stashplex sync` once: it brings the database up to date.",
        )


def schema_version(database: Database) -> int:
    """Returns the version of the newest migration applied."""
    row = database.row("read_schema_version")
    return int(row["version"]) if row else 0


def _refuse_newer(database: Database) -> None:
    version, known = schema_version(database), max(migrations(database.dialect))
    if version > known:
        raise DatabaseTooNew(
            f"{database.name} has schema {version}, this stashplex knows {known}.",
            "Install the newer stashplex again, or choose another data folder.",
        )
