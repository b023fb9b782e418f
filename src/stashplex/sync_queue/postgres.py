"""PostgreSQL: one database for any number of processes and machines."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Final
from uuid import uuid4

from psycopg.pq import TransactionStatus

from stashplex.core.errors import DataFolderError
from stashplex.core.ports import Clock
from stashplex.core.secret import Secret
from stashplex.core.turns import Turns
from stashplex.sync_queue.connection import Answer, Database, Parameter
from stashplex.sync_queue.migrations import expect_current, migrate
from stashplex.sync_queue.postgres_border import OUR_MISTAKE, Place, postgres_errors
from stashplex.sync_queue.postgres_connection import Connection, connect, lock_key
from stashplex.sync_queue.postgres_turns import SharedTurns
from stashplex.sync_queue.rescue import rescue

OLDEST_SERVER: Final = 130000
_SERVER: Final = (
    "SELECT current_schema() AS schema, current_setting('server_encoding') AS encoding, "
    "current_setting('server_version') AS version"
)


class PostgresDatabase(Database):
    """One connection to a PostgreSQL, made anew where it was lost between two pieces of work."""

    dialect = "postgres"

    def __init__(self, place: Place, *, read_only: bool = False) -> None:
        super().__init__(place.name, read_only=read_only)
        self.place = place
        self._beside: list[Connection] = []
        self._locks_held: set[int] = set()
        self._mark = uuid4().hex[:12]
        self._connection = connect(place)
        with ExitStack() as undo:
            undo.callback(self._connection.close)
            self.schema = self._check_server()
            undo.pop_all()
        self._begin = (
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            if read_only
            # Like SQLite's BEGIN IMMEDIATE: one writes at a time, so no two wait for each other.
            else f"BEGIN; SELECT pg_advisory_xact_lock({lock_key(self.schema, 'transaction')})"
        )

    def close(self) -> None:
        """Closes every connection, and with them what they hold; closing twice is harmless."""
        with self._lock:
            for one in (self._connection, *self._beside):
                one.close()
            self._beside.clear()

    def turns(self, target: int, clock: Clock) -> Turns:
        """Returns how the processes that work this target share it."""
        return SharedTurns(self, target, clock)

    def connect_beside(self) -> Connection:
        """Returns another connection, which is closed with this database at the latest."""
        connection = connect(self.place)
        with self._lock:
            self._beside = [one for one in self._beside if not one.closed] + [connection]
        return connection

    def keeps_lock(self, key: int) -> bool:
        """Tells whether this process has the lock, taking it where nobody has it."""
        with self._lock:
            self._make_ready()
            # A lock that we have is asked for too: only who is connected still has it.
            wanted = "TRUE" if key in self._locks_held else f"pg_try_advisory_lock({key})"
            ours = bool(self._fetch(f"SELECT {wanted} AS ours")[0]["ours"])
            if ours:
                self._locks_held.add(key)
            return ours

    def worker_mark(self) -> str:
        """Returns our mark; as long as we live we hold a lock by which the others know it."""
        self.keeps_lock(self._life_of(self._mark))
        return self._mark

    def has_died(self, mark: str) -> bool:
        """Tells whether nobody holds the lock of this mark: it went with its connection."""
        if mark == self._mark:
            return False
        key = self._life_of(mark)
        with self._lock:
            self._make_ready()
            free = bool(self._fetch(f"SELECT pg_try_advisory_lock({key}) AS free")[0]["free"])
            if free:
                self._fetch(f"SELECT pg_advisory_unlock({key}) AS done")
            return free

    def _life_of(self, mark: str) -> int:
        return lock_key(self.schema, f"life of {mark}")

    def apply(self, script: str) -> None:
        """Runs the script of a migration."""
        with self._lock:
            self._execute(script)

    def problems(self) -> list[str]:
        """Returns nothing: PostgreSQL sees to its own files."""
        return []

    def has_tables(self) -> bool:
        """Tells whether a stashplex has ever been here."""
        return bool(self._fetch("SELECT to_regclass('schema_version') AS name")[0]["name"])

    def _check_server(self) -> str:
        if self._connection.info.server_version < OLDEST_SERVER:
            raise DataFolderError(
                f"{self.name} is too old.", f"stashplex needs version {OLDEST_SERVER // 10000}."
            )
        server = self._fetch(_SERVER)[0]
        if server["encoding"] != "UTF8":
            raise DataFolderError(
                f"{self.name} keeps texts as {server['encoding']}, which has no place for most.",
                "Make one for stashplex: createdb --encoding UTF8 --template template0 NAME.",
            )
        if server["schema"] is None:
            raise DataFolderError(
                f"{self.name} has no schema to work in.",
                "Make the schema that the search_path of this user names.",
            )
        return str(server["schema"])

    def _make_ready(self) -> None:
        if self._connection.closed and not self._in_transaction:
            self._locks_held.clear()
            self._connection = connect(self.place)

    def _send(self, sql: str, parameters: dict[str, Parameter]) -> Answer:
        # Without parameters several statements may be sent at once.
        return self._connection.execute(sql.encode(), parameters or None)

    def _send_each(self, sql: str, rows: Sequence[dict[str, Parameter]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(sql.encode(), rows)

    def _commit(self) -> None:
        if self._connection.info.transaction_status is TransactionStatus.INERROR:
            # A COMMIT would be taken for a ROLLBACK, without a word.
            raise DataFolderError(f"{self.name} refused a part of a transaction.", OUR_MISTAKE)
        super()._commit()

    def _has_open_transaction(self) -> bool:
        connection = self._connection
        return (
            not connection.closed
            and connection.info.transaction_status is not TransactionStatus.IDLE
        )

    def _errors(self) -> AbstractContextManager[None]:
        return postgres_errors(self.place)


def open_postgres(url: Secret, *, now: float, owner: bool) -> PostgresDatabase | None:
    """Opens a PostgreSQL for writing or for reading; None where there is nothing yet to read."""
    place = Place.of(url)
    with ExitStack() as undo:
        database = undo.enter_context(PostgresDatabase(place, read_only=not owner))
        if owner:
            migrate(database, now=now)
            # Others may be at work: only what nobody renews any more is taken from them.
            rescue(database, now)
        elif database.has_tables():
            expect_current(database)
        else:
            return None
        undo.pop_all()
    return database
