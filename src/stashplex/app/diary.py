"""The log of a data folder: kept in a file, with words for paths where that is wanted."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stashplex.config import Settings
from stashplex.core.errors import DataFolderError
from stashplex.core.path_words import PathWords
from stashplex.log import kept_in
from stashplex.sync_queue.folder import open_private, prepare_folder

LOG_FOLDER: Final = "logs"
KEY_NAME: Final = "path-words.key"
KEY_BYTES: Final = 32


@contextmanager
def log_kept(settings: Settings) -> Iterator[None]:
    """Keeps what is logged meanwhile in the data folder, once there is one, and what ended it."""
    words = words_for(settings)
    with kept_in(settings.data_dir / LOG_FOLDER, secrets=settings.secrets, words=words):
        yield


def words_for(settings: Settings) -> PathWords | None:
    """Returns the words to show in the place of paths, or None where paths are shown."""
    return words_of(settings.data_dir) if settings.log.obfuscate_paths else None


def words_of(data_dir: Path) -> PathWords:
    """Returns the words of a data folder, the same in all its logs.

    Where no key can be kept they are good for this one time.
    """
    try:
        return PathWords(_key(data_dir))
    except (OSError, DataFolderError):
        return PathWords(secrets.token_bytes(KEY_BYTES))


def _key(data_dir: Path) -> bytes:
    prepare_folder(data_dir)
    descriptor = open_private(data_dir / KEY_NAME)
    try:
        key = os.read(descriptor, KEY_BYTES)
        if len(key) < KEY_BYTES:
            key = secrets.token_bytes(KEY_BYTES)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, key)
        return key
    finally:
        os.close(descriptor)
