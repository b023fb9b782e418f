"""The data folder: made private, checked to be writable, known for the disk it is on."""

import errno
import os
import sys
from pathlib import Path
from typing import Final

from stashplex.core.errors import DataFolderError, DataFolderUnwritable

DATABASE_NAME: Final = "stashplex.db"
LOCK_NAME: Final = "stashplex.lock"

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK_FILE_SYSTEMS: Final = frozenset(
    {
        *("9p", "afs", "ceph", "cifs", "davfs", "fakeowner", "glusterfs", "grpcfuse", "lustre"),
        *("ncpfs", "nfs", "nfs4", "smb3", "smbfs", "virtiofs"),
        *("fuse.glusterfs", "fuse.grpcfuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"),
    },
)


def prepare_folder(data_dir: Path) -> None:
    """Makes the data folder, readable by its owner alone, unless it is there already."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise folder_error(error, data_dir) from error


def open_private(path: Path) -> int:
    """Opens a file for reading and writing, making it with mode 0600; returns its descriptor."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise folder_error(error, path.parent) from error


def folder_error(error: OSError, data_dir: Path) -> DataFolderError:
    """Returns our error for one of the system's about the data folder."""
    words = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DataFolderError(
            f"The disk is full, or a quota: nothing can be written to {data_dir} ({words}).",
            "Free some space and start again.",
        )
    return DataFolderUnwritable(
        f"The data folder {data_dir} cannot be made or written to ({words}).",
        "Give this user write access to it, or choose another with data_dir or --data-dir.",
    )


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Tells whether the path lies on a network or shared file system, as far as can be known."""
    if sys.platform == "win32":
        return str(path.resolve()).startswith("\\\\")
    if mounts is None:
        mounts = _MOUNTS.read_text(encoding="utf-8") if _MOUNTS.exists() else ""
    return _file_system(path.resolve(), mounts) in _NETWORK_FILE_SYSTEMS


def _file_system(path: Path, mounts: str) -> str:
    best, file_system = -1, ""
    for line in mounts.splitlines():
        mount, _, source = line.partition(" - ")
        point = Path(_unescaped(mount.split(" ")[4]))
        depth = len(point.parts)
        if depth >= best and path.is_relative_to(point):
            best, file_system = depth, source.split(" ")[0]
    return file_system


def _unescaped(point: str) -> str:
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
