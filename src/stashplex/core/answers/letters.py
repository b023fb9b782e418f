"""What the dead letters answer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeadLetterTold:
    """A job that needs a person."""

    scene: int
    title: str
    path: str
    error_type: str
    message: str
    """With the server's own words."""
    attempts: int
    died_at: str


@dataclass(frozen=True, slots=True)
class DeadLettersAnswer:
    """The dead letters, newest first, and how many there are by type."""

    by_type: Mapping[str, int]
    """All there are, also those that were not asked for."""
    letters: tuple[DeadLetterTold, ...]


@dataclass(frozen=True, slots=True)
class DeadLetterAnswer:
    """One dead letter, and what a person can do about its kind."""

    letter: DeadLetterTold
    remedy: str


@dataclass(frozen=True, slots=True)
class RetryAnswer:
    """How many dead letters wait again, with fresh attempts."""

    retried: int


@dataclass(frozen=True, slots=True)
class PurgeAnswer:
    """How many dead letters were forgotten."""

    purged: int
