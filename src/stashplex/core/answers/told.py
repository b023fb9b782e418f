"""What all answers share: an error, a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorTold:
    """An error as a person should read it; the type is the name of its class."""

    type: str
    message: str
    """What is wrong and where; one line per mistake."""
    remedy: str
    """What to do about it; may be empty."""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """What ends a command with exit code 2, 3 or 4, or with a mistake of stashplex itself."""

    error: ErrorTold


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """One file, as each side sees it."""

    stash: str
    plex: str
