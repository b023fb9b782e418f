"""The token of the service: where it lies, and how it is made."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from stashplex.config.settings import WebTable
from stashplex.core.errors import DataFolderUnwritable
from stashplex.core.secret import Secret

FILE_NAME: Final = "web-token"
TOKEN_BYTES: Final = 32


def token_of(web: WebTable, data_dir: Path) -> Secret:
    """Returns the token that a service with this data folder takes; empty before its first start.

    Raises DataFolderUnwritable where it is kept from this user.
    """
    return web.token or _kept(data_dir / FILE_NAME)


def made_or_kept(path: Path) -> Secret:
    """Returns the token of a file that only its owner can read; makes it if need be."""
    if kept := _kept(path):
        with suppress(OSError):  # not ours, or of a file system that knows no modes
            path.chmod(0o600)
        return kept
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, how, 0o600), "w", encoding="ascii") as file:
            made = secrets.token_urlsafe(TOKEN_BYTES)
            file.write(f"{made}\n")
    except OSError as error:
        raise DataFolderUnwritable(
            f"The token of the service cannot be kept in {path} ({error.strerror}).",
            "Let this user write to the data folder, or set web.token.",
        ) from error
    return Secret(made)


def _kept(path: Path) -> Secret:
    try:
        return Secret(path.read_text(encoding="ascii").strip())
    except (FileNotFoundError, NotADirectoryError, UnicodeError):
        return Secret("")
    except OSError as error:
        raise DataFolderUnwritable(
            f"The token of the service cannot be read from {path} ({error.strerror}).",
            "Run as the user that the service runs as, or set web.token.",
        ) from error
