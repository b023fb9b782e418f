"""What every database offers: statements by name, transactions that nest, whole or nothing."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, Final, Protocol, Self

from stashplex.core.errors import UnknownId
from stashplex.core.ports import Clock
from stashplex.core.turns import Turns
from stashplex.sync_queue.statements import Dialect, statement
from stashplex.sync_queue.turns import Bell

Parameter = str | int | float | None

_LARGEST_ID: Final = 2**63 - 1


class Row(Protocol):
    """One row of an answer, its columns by name."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401  a column is of any type
        """Returns the value of a column."""


class Answer(Protocol):
    """What a statement answered."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchall(self) -> Sequence[Row]:
        """Returns the rows that are left."""


class Database(ABC):
    """The one connection of a process, safe to share between threads; close it in the end."""

    dialect: Dialect
    _begin: str
    """The statement that opens a transaction."""

    def __init__(self, name: str, *, read_only: bool) -> None:
        self._lock = threading.RLock()
        self._in_transaction = False
        self._called: int | None = None
        self.bell = Bell()
        """Rings when a job of this process began to wait."""
        self.name = name
        """What an error calls it."""
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

    @abstractmethod
    def close(self) -> None:
        """Closes the connection and gives up what it holds; closing twice is harmless."""

    @abstractmethod
    def turns(self, target: int, clock: Clock) -> Turns:
        """Returns how the processes that work this target share it."""

    @abstractmethod
    def apply(self, script: str) -> None:
        """Runs the script of a migration."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Returns what is wrong with what is stored: normally nothing."""

    def announce(self, address: str) -> None:
        """Tells whoever finds the database owned where its owner is spoken to; else nothing."""
        del address

    def worker_mark(self) -> str:
        """Returns what the leases of this process begin with; nothing where it works alone."""
        return ""

    def has_died(self, mark: str) -> bool:
        """Tells whether the process with this mark is known to be gone."""
        del mark
        return False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Opens one write transaction, or joins the one this thread is in.

        An error that leaves the outermost one undoes all of it. One of them writes at a time, so
        that no two can wait for each other.
        """
        with self._lock:
            if self._in_transaction:
                yield
                return
            self._make_ready()
            try:
                self._in_transaction = True
                self._execute(self._begin)
                yield
                self._commit()
                if self._called is not None:
                    self.bell.ring(self._called)
            finally:
                self._in_transaction = False
                self._called = None
                if self._has_open_transaction():
                    self._execute("ROLLBACK")

    def call_workers(self, priority: int) -> None:
        """Wakes the workers of this process once the transaction that goes on is committed."""
        self._called = priority if self._called is None else max(self._called, priority)

    def rows(self, name: str, /, **parameters: Parameter) -> Sequence[Row]:
        """Runs the statement of this name and returns its rows."""
        return self._fetch(statement(name, self.dialect), parameters)

    def row(self, name: str, /, **parameters: Parameter) -> Row | None:
        """Runs the statement of this name and returns its first row, if it has one."""
        rows = self.rows(name, **parameters)
        return rows[0] if rows else None

    def change(self, name: str, /, **parameters: Parameter) -> int:
        """Runs the statement of this name in a transaction; returns how many rows it changed."""
        with self.transaction():
            return self._execute(statement(name, self.dialect), parameters).rowcount

    def change_each(self, name: str, /, rows: Iterable[Mapping[str, Parameter]]) -> None:
        """Runs the statement of this name once for each row, in one transaction."""
        clean = [storable(row) for row in rows]
        if clean:
            with self.transaction(), self._errors():
                self._send_each(statement(name, self.dialect), clean)

    def _fetch(self, sql: str, parameters: Mapping[str, Parameter] | None = None) -> Sequence[Row]:
        # A statement is worked while its rows are fetched, so that is where it can fail as well.
        with self._lock:
            self._make_ready()
            with self._errors():
                return self._execute(sql, parameters).fetchall()

    def _execute(self, sql: str, parameters: Mapping[str, Parameter] | None = None) -> Answer:
        with self._errors():
            return self._send(sql, storable(parameters or {}))

    def _make_ready(self) -> None:
        """Called before anything that may begin a piece of work."""
        return

    def _commit(self) -> None:
        self._execute("COMMIT")

    @abstractmethod
    def _send(self, sql: str, parameters: dict[str, Parameter]) -> Answer: ...

    @abstractmethod
    def _send_each(self, sql: str, rows: Sequence[dict[str, Parameter]]) -> None: ...

    @abstractmethod
    def _has_open_transaction(self) -> bool: ...

    @abstractmethod
    def _errors(self) -> AbstractContextManager[None]:
        """Raises our errors in place of the database's."""


def storable(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Returns parameters as every database can keep them, hostile text made harmless."""
    return {name: _storable_value(value) for name, value in parameters.items()}


def _storable_value(value: Parameter) -> Parameter:
    if isinstance(value, int):
        return _id(int(value))
    if not isinstance(value, str):
        return value
    # Half a surrogate pair or a NUL would make a whole batch fail for one hostile title.
    clean = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return clean if clean.isascii() else clean.encode("utf-8", "replace").decode()


def _id(number: int) -> int:
    if abs(number) > _LARGEST_ID:
        raise UnknownId("A number is larger than any id can be.", "Check the ids given.")
    return number
