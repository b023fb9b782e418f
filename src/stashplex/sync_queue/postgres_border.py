"""The border to PostgreSQL: its errors become ours here and nowhere else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from msgspec import Struct
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from stashplex.core.errors import (
    DatabaseAway,
    DatabaseDamaged,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
)
from stashplex.core.secret import MASK, Secret

START_AGAIN: Final = "What was recorded is kept: once it answers again, run the same command again."
OUR_MISTAKE: Final = "This is a mistake in stashplex: please report it with the log."
_DAMAGED: Final = (errors.DataCorrupted, errors.IndexCorrupted)
_BUSY: Final = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.QueryCanceled,
)
_NO_ROOM: Final = (errors.DiskFull, errors.OutOfMemory)


class Place(Struct, frozen=True):
    """Where a PostgreSQL is, as it may be told to anybody."""

    url: Secret
    name: str
    user: str
    password: str

    @classmethod
    def of(cls, url: Secret) -> "Place":
        """Reads an address; raises DataFolderError where it is none, and repeats none of it."""
        parts = _parts_of(url)
        user = parts.get("user", "")
        host, port = parts.get("host", "localhost"), parts.get("port", "5432")
        name = f'The PostgreSQL database "{parts.get("dbname", user)}" at {host}:{port}'
        return cls(url, name, user, parts.get("password", ""))

    def words_of(self, error: psycopg.Error) -> str:
        """Returns what the server or the line said, on one line and without the password."""
        said = (error.diag.message_primary or str(error)).strip()
        for secret in filter(None, (self.url.reveal(), self.password)):
            said = said.replace(secret, MASK)
        # The reasons of a connection that fails follow its address, one line for each attempt.
        last = said.splitlines()[0] if said else type(error).__name__
        return " ".join(last.rpartition(" failed: ")[2].removeprefix("FATAL:").split())


@contextmanager
def postgres_errors(place: Place, *, connecting: bool = False) -> Iterator[None]:
    """Raises our error in place of any that PostgreSQL raises inside."""
    try:
        yield
    except psycopg.Error as error:
        raise translated(error, place, connecting=connecting) from error


def translated(error: psycopg.Error, place: Place, *, connecting: bool = False) -> DataFolderError:
    """Returns our error for one of PostgreSQL's: what, where, and what to do about it."""
    words = place.words_of(error)
    return _refused(words, place) if connecting else _broken(error, words, place)


def _parts_of(url: Secret) -> dict[str, str]:
    try:
        parts = {name: str(part) for name, part in conninfo_to_dict(url.reveal()).items()}
    except psycopg.Error:
        parts = {"port": "none"}
    # A password with an @ or a / in it is taken for host, port or name, and must not be shown.
    misread = "@" in parts.get("host", "") + parts.get("dbname", "")
    if misread or not re.fullmatch(r"[0-9,]*", parts.get("port", "")):
        raise DataFolderError(
            "storage.database is not an address that PostgreSQL understands.",
            "It looks like postgresql://user:password@host:5432/name; in the password, write "
            "@ as %40, : as %3A, / as %2F, # as %23 and % as %25.",
        )
    return parts


def _broken(error: psycopg.Error, words: str, place: Place) -> DataFolderError:
    match error:
        case errors.InsufficientPrivilege() | errors.ReadOnlySqlTransaction():
            return DataFolderUnwritable(
                f'{place.name} does not let "{place.user}" do this ({words}).',
                "Let this user own the database, or grant it CREATE and USAGE on its schema; a "
                "standby that only reads cannot be written to.",
            )
        case _ if isinstance(error, _DAMAGED):
            return DatabaseDamaged(
                f"{place.name} is damaged ({words}).",
                "Restore it from its last backup, or give stashplex an empty database and run "
                "`stashplex sync --all`: all but the history is rebuilt from Stash and Plex.",
            )
        case _ if isinstance(error, _NO_ROOM):
            return DataFolderError(
                f"{place.name} has no room left ({words}).",
                "Free some on that server and start again; everything recorded so far is kept.",
            )
        case _ if isinstance(error, _BUSY):
            return DataFolderBusy(
                f"{place.name} is held by another program ({words}).",
                "Nothing was changed. See what holds it in pg_stat_activity, then try again.",
            )
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return DatabaseAway(f"{place.name} went away ({words}).", START_AGAIN)
        case _:
            return DataFolderError(
                f"{place.name} refused a statement ({words}).",
                OUR_MISTAKE,
            )


def _refused(words: str, place: Place) -> DataFolderError:
    if "authentication" in words or "password" in words or "pg_hba" in words:
        return DataFolderError(
            f'{place.name} does not let "{place.user}" in ({words}).',
            "Check user and password in storage.database, and pg_hba.conf on that server.",
        )
    if "does not exist" in words:
        return DataFolderError(
            f"{place.name} cannot be opened ({words}).",
            "Make the user and the database first: createuser, then createdb --owner.",
        )
    return DatabaseAway(
        f"{place.name} cannot be reached ({words}).",
        "Check that it runs, and host and port in storage.database.",
    )
