"""Opens the durable state: the SQLite file of a data folder, or the PostgreSQL of an address."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from stashplex.core.errors import DataFolderError
from stashplex.core.secret import Secret
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.folder import on_network, prepare_folder
from stashplex.sync_queue.sqlite import open_empty, open_sqlite

__all__ = ["Database", "open_database"]

_IN_THE_FOLDER: Final = Secret("")


def open_database(
    data_dir: Path,
    *,
    now: float,
    owner: bool = True,
    url: Secret = _IN_THE_FOLDER,
    shared_disk: Callable[[Path], bool] = on_network,
) -> Database:
    """Opens the database of a data folder, or the one at an address.

    The owner writes: it makes what is missing, brings the schema up to date and rescues leases. Of
    a data folder there is one owner, who rescues every lease, since nobody else can be at work; a
    PostgreSQL has any number, and only leases that ran out are rescued. Who is no owner reads;
    where nothing was stored yet that reads as empty.
    """
    if url:
        if owner:
            prepare_folder(data_dir)
        return _open_postgres(url, data_dir, now=now, owner=owner)
    return open_sqlite(data_dir, now=now, owner=owner, shared_disk=shared_disk)


def _open_postgres(url: Secret, data_dir: Path, *, now: float, owner: bool) -> Database:
    try:
        # Found only now: it is an extra, and takes as long to import as all of us.
        postgres = import_module("stashplex.sync_queue.postgres")
    except ImportError as error:
        raise DataFolderError(
            "storage.database names a PostgreSQL, and what speaks to one is not installed "
            f"({error}).",
            "Install it: pip install 'stashplex[postgres]'.",
        ) from error
    database: Database | None = postgres.open_postgres(url, now=now, owner=owner)
    return database if database is not None else open_empty(data_dir, now=now)
