"""One connection to the database: statements by name, transactions that nest."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from stashplex.core.errors import DatabaseDamaged
from stashplex.sync_queue.border import sqlite_errors
from stashplex.sync_queue.journal import has_wal_reset_bug
from stashplex.sync_queue.statements import statement

Parameter = str | int | float | None


class Database:
    """The one connection of a process, safe to share between threads; close it in the end."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        read_only: bool = False,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._lock = threading.RLock()
        self._in_transaction = False
        self._on_close = on_close
        self._begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        self.path = path
        self.read_only = read_only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection and gives up the data folder; closing twice is harmless."""
        with self._lock:
            self._connection.close()
            on_close, self._on_close = self._on_close, lambda: None
            on_close()

    @property
    def journal_mode(self) -> str:
        """The journal in force: "wal", "truncate", or "memory" where there is no file."""
        return str(self._fetch("PRAGMA journal_mode")[0][0])

    @property
    def sqlite_version(self) -> str:
        """The version of SQLite."""
        return sqlite3.sqlite_version

    @property
    def has_wal_reset_bug(self) -> bool:
        """True when this SQLite can corrupt a WAL that two connections write and checkpoint."""
        major, minor, patch, *_ = sqlite3.sqlite_version_info
        return has_wal_reset_bug((major, minor, patch))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Opens one write transaction, or joins the one this thread is in.

        An error that leaves the outermost one undoes all of it.
        """
        with self._lock:
            if self._in_transaction:
                yield
                return
            try:
                self._in_transaction = True
                self._execute(self._begin)
                yield
                self._execute("COMMIT")
            finally:
                self._in_transaction = False
                if self._connection.in_transaction:
                    self._execute("ROLLBACK")

    def rows(self, name: str, /, **parameters: Parameter) -> list[sqlite3.Row]:
        """Runs the statement of this name and returns its rows."""
        return self._fetch(statement(name), parameters)

    def row(self, name: str, /, **parameters: Parameter) -> sqlite3.Row | None:
        """Runs the statement of this name and returns its first row, if it has one."""
        rows = self.rows(name, **parameters)
        return rows[0] if rows else None

    def change(self, name: str, /, **parameters: Parameter) -> int:
        """Runs the statement of this name in a transaction; returns how many rows it changed."""
        with self.transaction():
            return self._execute(statement(name), parameters).rowcount

    def change_each(self, name: str, /, rows: Iterable[Mapping[str, Parameter]]) -> None:
        """Runs the statement of this name once for each row, in one transaction."""
        clean = [storable(row) for row in rows]
        with self.transaction(), sqlite_errors(self.path):
            self._connection.executemany(statement(name), clean)

    def run(self, statements: Iterable[str]) -> None:
        """Runs the statements of a migration."""
        with self._lock:
            for one in statements:
                self._execute(one)

    def problems(self) -> list[str]:
        """Reads the whole file and returns what is wrong with it: normally nothing."""
        try:
            found = [str(row[0]) for row in self._fetch("PRAGMA integrity_check")]
        except DatabaseDamaged as error:
            return [error.message]
        return [] if found == ["ok"] else found

    def _fetch(
        self,
        sql: str,
        parameters: Mapping[str, Parameter] | None = None,
    ) -> list[sqlite3.Row]:
        # A statement is worked while its rows are fetched, so that is where it can fail as well.
        with self._lock, sqlite_errors(self.path):
            return self._execute(sql, parameters).fetchall()

    def _execute(
        self,
        sql: str,
        parameters: Mapping[str, Parameter] | None = None,
    ) -> sqlite3.Cursor:
        with sqlite_errors(self.path):
            return self._connection.execute(sql, storable(parameters or {}))


def storable(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Returns parameters as SQLite can keep them, hostile text made harmless."""
    return {name: _storable_value(value) for name, value in parameters.items()}


def _storable_value(value: Parameter) -> Parameter:
    if not isinstance(value, str):
        return value
    # Half a surrogate pair or a NUL would make a whole batch fail for one hostile title.
    clean = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return clean if clean.isascii() else clean.encode("utf-8", "replace").decode()
