"""Which journal SQLite keeps, and which versions of it must be handled with care."""

import sqlite3
from typing import Final

Version = tuple[int, int, int]

SQLITE_VERSION: Final = sqlite3.sqlite_version

OLDEST_SQLITE: Final[Version] = (3, 37, 0)
"""The first with STRICT tables; RETURNING is older."""

_FIRST_BAD: Final[Version] = (3, 7, 0)
_FIRST_GOOD: Final[Version] = (3, 51, 3)
_REPAIRED: Final[tuple[Version, ...]] = ((3, 44, 6), (3, 50, 7))
"""Older lines that received the correction as well, from these on."""


def has_wal_reset_bug(version: Version) -> bool:
    """Tells whether two connections that write and checkpoint one WAL can corrupt the file."""
    if any(version[:2] == line[:2] and version >= line for line in _REPAIRED):
        return False
    return _FIRST_BAD <= version < _FIRST_GOOD
