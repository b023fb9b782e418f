"""The daily copies of the database in the data folder; and bringing one of them back."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from stashplex.core.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    DataFolderError,
    UnknownId,
)
from stashplex.sync_queue.copying import problems, schema_of, sound_copy
from stashplex.sync_queue.folder import DATABASE_NAME, LOCK_NAME, folder_error, prepare_folder
from stashplex.sync_queue.lock import FolderLock
from stashplex.sync_queue.statements import migrations

FOLDER_NAME: Final = "backups"
MOST_COPIES: Final = 7
LIST_THEM: Final = "`stashplex restore` lists the copies there are."
_PREFIX: Final = "stashplex-"
_SIDES: Final = ("-wal", "-shm", "-journal")


class Backup(Struct, frozen=True):
    """A copy of the database, by the day (in UTC) it was made on."""

    day: str
    path: Path
    size: int
    """Bytes."""


class Backups:
    """The copies of a data folder, one a day."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER_NAME
        self._database = data_dir / DATABASE_NAME

    def all(self) -> tuple[Backup, ...]:
        """Returns the copies there are, newest first."""
        try:
            found = sorted(self._folder.glob(f"{_PREFIX}????-??-??.db"), reverse=True)
            return tuple(Backup(_day(path), path, path.stat().st_size) for path in found)
        except OSError as error:
            raise folder_error(error, self._folder) from error

    def find(self, named: str) -> Path:
        """Returns the copy of a day, or the file of this name; raises UnknownId without one."""
        for one in self.all():
            if one.day == named:
                return one.path
        path = Path(named)
        if path.is_file():
            return path
        raise UnknownId(f"There is no copy of the database of {named}, nor such a file.", LIST_THEM)

    def is_due(self, now: float) -> bool:
        """Tells whether none was made yet on the day of this moment."""
        return not self._path(now).exists()

    def make(self, now: float) -> Path:
        """Copies the database, which may be in use; once the copy is sound, the oldest goes."""
        path = self._path(now)
        prepare_folder(self._folder)
        with sound_copy(self._database, path, in_use=True) as draft:
            draft.replace(path)
        for one in self.all()[MOST_COPIES:]:
            with contextlib.suppress(OSError):
                one.path.unlink()
        return path

    def _path(self, now: float) -> Path:
        return self._folder / f"{_PREFIX}{datetime.fromtimestamp(now, UTC):%Y-%m-%d}.db"


def restore(copy: Path, data_dir: Path, now: float) -> Path | None:
    """Puts a copy in the place of the database; returns where the one before is kept.

    Raises DataFolderBusy while another process owns the folder, and touches nothing unless the
    copy is sound and of a schema that is known here.
    """
    prepare_folder(data_dir)
    lock = FolderLock(data_dir / LOCK_NAME, now=now)
    database = data_dir / DATABASE_NAME
    try:
        with sound_copy(copy, database, in_use=False) as draft:
            _expect_ours(draft, copy)
            aside = _keep_aside(database, now)
            draft.replace(database)
    finally:
        lock.release()
    return aside


def expect_sound(copy: Path) -> None:
    """Raises unless a copy could be brought back."""
    if found := problems(copy):
        raise DatabaseDamaged(f"The copy {copy} is damaged: {found[0]}", LIST_THEM)
    _expect_ours(copy, copy)


def _expect_ours(readable: Path, copy: Path) -> None:
    version, known = schema_of(readable), max(migrations())
    if version > known:
        raise DatabaseTooNew(
            f"The copy {copy} has schema {version}, this stashplex knows {known}.",
            "Install the newer stashplex again.",
        )
    if not version:
        raise DataFolderError(f"{copy} is no database of stashplex.", LIST_THEM)


def _keep_aside(database: Path, now: float) -> Path | None:
    """Moves a database out of the way, with what belongs to it; it exists until it is replaced."""
    if not database.exists():
        return None
    aside = _free(
        database.with_name(f"{DATABASE_NAME}.{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}")
    )
    # What was not yet written from its log would else be written into its successor.
    for side in _SIDES:
        with contextlib.suppress(FileNotFoundError):
            database.with_name(f"{DATABASE_NAME}{side}").rename(f"{aside}{side}")
    try:
        os.link(database, aside)
    except OSError:
        database.rename(aside)
    return aside


def _free(path: Path) -> Path:
    """Returns the path, or one like it that nothing has yet."""
    number, free = 1, path
    while free.exists():
        number, free = number + 1, path.with_name(f"{path.name}-{number}")
    return free


def _day(path: Path) -> str:
    return path.stem.removeprefix(_PREFIX)
