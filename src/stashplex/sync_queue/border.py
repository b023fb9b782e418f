"""The border to SQLite: its errors become ours here and nowhere else."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stashplex.core.errors import (
    DatabaseDamaged,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
    UnknownId,
)

DAMAGED_REMEDY: Final = (
    "It is kept as it is. `stashplex restore` lists its daily copies and brings one back. Or build "
    "it anew from Stash and Plex: move it aside together with its -wal and -shm files, then run "
    "`stashplex sync --all`: all but the history comes back."
)
_PRIMARY_CODE: Final = 0xFF


@contextmanager
def sqlite_errors(database: Path) -> Iterator[None]:
    """Raises our error in place of any that SQLite raises inside."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise translated(error, database) from error
    except OverflowError as error:
        raise UnknownId("A number is larger than any id can be.", "Check the ids given.") from error


def translated(error: sqlite3.Error | sqlite3.Warning, database: Path) -> DataFolderError:
    """Returns our error for one of SQLite's: what, where, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    match code:
        case sqlite3.SQLITE_FULL:
            return DataFolderError(
                f"The disk is full: {database} cannot grow.",
                "Free some space and start again; everything recorded so far is kept.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged(f"The database {database} is damaged ({error}).", DAMAGED_REMEDY)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return DataFolderUnwritable(
                f"The database {database} cannot be opened for this ({error}).",
                "Check who owns the data folder and its files, and that they may be written.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DataFolderBusy(
                f"The database {database} is locked by another program ({error}).",
                "Close what else has it open (a database browser, a backup) and try again.",
            )
        case sqlite3.SQLITE_IOERR:
            return DataFolderError(
                f"The disk does not read or write {database} ({error}).",
                "Check the disk, the free space and the network it may be on.",
            )
        case _:
            return DataFolderError(
                f"The database {database} refused a statement ({error}).",
                "This is a mistake in stashplex: please report it with the log.",
            )
