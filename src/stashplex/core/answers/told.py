"""What all answers share: an error, a file."""

from msgspec import Struct


class ErrorTold(Struct, frozen=True):
    """An error as a person should read it; the type is the name of its class."""

    type: str
    message: str
    """What is wrong and where; one line per mistake."""
    remedy: str
    """What to do about it; may be empty."""


class ErrorAnswer(Struct, frozen=True):
    """What ends a command with exit code 2, 3 or 4, or with a mistake of stashplex itself."""

    error: ErrorTold


class PlaceTold(Struct, frozen=True):
    """One file, as each side sees it."""

    stash: str
    plex: str
