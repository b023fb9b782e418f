"""Copies a SQLite database that may be in use, and tells whether a copy is sound."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stashplex.core.errors import DatabaseDamaged, DataFolderBusy, StashplexError
from stashplex.sync_queue.border import sqlite_errors
from stashplex.sync_queue.folder import folder_error, open_private
from stashplex.sync_queue.statements import statement

PAGES_A_STEP: Final = 256
"""A megabyte: where a reader keeps a writer waiting, it waits for no more than that."""
MOST_BEGINNINGS: Final = 20
_BUSY_SECONDS: Final = 5.0


@contextmanager
def sound_copy(source: Path, target: Path, *, in_use: bool) -> Iterator[Path]:
    """Yields a private copy that lies beside the target, to be moved there; else it goes again.

    A source that is not in use is read without leaving a trace beside it. Raises DatabaseDamaged
    where what was read is not sound, and DataFolderError where the disk cannot take it.
    """
    draft = target.with_name(f"{target.name}.new")
    try:
        draft.unlink(missing_ok=True)
        os.close(open_private(draft))
        _copy(source, draft, in_use=in_use)
        if found := problems(draft):
            raise DatabaseDamaged(
                f"The database {source} is damaged: {found[0]}",
                "`stashplex restore` lists the copies of it, and brings one back.",
            )
        _flush(draft)
        yield draft
    except OSError as error:
        raise folder_error(error, draft.parent) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def problems(path: Path) -> list[str]:
    """Reads the whole of a copy and returns what is wrong with it: normally nothing."""
    try:
        with _connected(path, _at_rest(path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except StashplexError as error:
        return [error.message]
    return [] if found == ["ok"] else found


def schema_of(path: Path) -> int:
    """Returns the schema of a copy; 0 where it is none of ours."""
    with _connected(path, _at_rest(path)) as connection:
        try:
            return int(connection.execute(statement("read_schema_version")).fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _copy(source: Path, draft: Path, *, in_use: bool) -> None:
    how = "mode=ro" if in_use else _at_rest(source)
    with _connected(draft, "mode=rw") as writing, _connected(source, how) as reading:
        writing.execute("PRAGMA journal_mode = OFF")
        if reading.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            # One moment is read from beginning to end, and no writer waits for this reader.
            reading.execute("BEGIN")
        reading.execute("PRAGMA schema_version")
        with sqlite_errors(draft):
            reading.backup(writing, pages=PAGES_A_STEP, progress=_patience(source), sleep=0.01)


def _patience(source: Path) -> Callable[[int, int, int], None]:
    """Returns what ends a copy that steady writing makes begin anew again and again."""
    before, beginnings = 0, 0

    def watch(_status: int, remaining: int, _total: int) -> None:
        nonlocal before, beginnings
        beginnings += remaining > before
        before = remaining
        if beginnings > MOST_BEGINNINGS:
            raise DataFolderBusy(
                f"The database {source} changed under every copy of it.",
                "The next run tries again.",
            )

    return watch


def _at_rest(path: Path) -> str:
    """Returns how to open a database that nobody writes; what is in its log belongs to it."""
    log = path.with_name(f"{path.name}-wal")
    return "mode=ro" if log.exists() else "mode=ro&immutable=1"


@contextmanager
def _connected(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?{how}"
    with (
        sqlite_errors(path),
        closing(
            sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        ) as connection,
    ):
        yield connection


def _flush(path: Path) -> None:
    """Waits until the disk has it: a copy that a power cut empties is none."""
    descriptor = open_private(path)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
