"""The lock beside the database: one process owns the data folder for writing."""

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from stashplex.core.errors import DataFolderBusy
from stashplex.sync_queue.folder import folder_error, open_private

_NO_LOCKS_HERE: Final = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL)
_LOCKED_BYTE: Final = 1 << 30
"""Far behind the text, because Windows keeps others from reading the locked byte."""


if sys.platform == "win32":
    import msvcrt

    def take_lock(descriptor: int) -> bool:
        """Locks an open file or raises BlockingIOError; returns False where no file can be."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(errno.EAGAIN, "locked") from error
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def take_lock(descriptor: int) -> bool:
        """Locks an open file or raises BlockingIOError; returns False where no file can be."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:
            if error.errno in _NO_LOCKS_HERE:
                return False
            raise
        return True


class Owner(Struct, frozen=True):
    """The process that owns a data folder, and where it answers if it does."""

    host: str
    pid: int
    started_at: float
    address: str = ""

    def __str__(self) -> str:
        since = datetime.fromtimestamp(self.started_at, UTC).astimezone()
        return f"process {self.pid} on {self.host}, since {since:%Y-%m-%d %H:%M:%S}"


class FolderLock:
    """Holds the lock file of a data folder until it is released or the process ends."""

    def __init__(
        self,
        path: Path,
        *,
        now: float,
        take: Callable[[int], bool] = take_lock,
    ) -> None:
        self._path = path
        self._descriptor = open_private(path)
        try:
            self.works = take(self._descriptor)
            """False where the file system has no locks; others cannot be kept out then."""
            self._owner = Owner(socket.gethostname(), os.getpid(), now, "")
            self._write(self._owner)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise self._busy() from error
        except OSError as error:
            os.close(self._descriptor)
            raise folder_error(error, path.parent) from error

    def announce(self, address: str) -> None:
        """Tells whoever finds the folder locked where its owner is spoken to."""
        self._owner = replace(self._owner, address=address)
        self._write(self._owner)

    def release(self) -> None:
        """Empties the file and lets go; the file stays, since removing it would race."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    def _write(self, owner: Owner) -> None:
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, json.dumps(asdict(owner)).encode())

    def _busy(self) -> DataFolderBusy:
        owner = read_owner(self._path)
        who = f"another stashplex ({owner})" if owner else "another stashplex"
        return DataFolderBusy(
            f"The data folder {self._path.parent} is in use by {who}.",
            "Wait until it has ended or stop it; commands that only read work beside it.",
        )


def is_held(path: Path) -> bool:
    """Tells whether a process holds a lock; also where the file system cannot tell."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not take_lock(descriptor)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)


def read_owner(path: Path) -> Owner | None:
    """Returns the owner that the lock file names, or None where nobody does."""
    try:
        return Owner(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
