"""What the dead letters answer."""

from collections.abc import Mapping

from msgspec import Struct


class DeadLetterTold(Struct, frozen=True):
    """A job that needs a person."""

    scene: int
    title: str
    path: str
    error_type: str
    message: str
    """With the server's own words."""
    attempts: int
    died_at: str


class CauseTold(Struct, frozen=True):
    """Dead letters that died of one cause: of one error type, and with the same words."""

    error_type: str
    cause: str
    """The message they share, with … for the paths and numbers of each."""
    count: int
    remedy: str
    examples: tuple[DeadLetterTold, ...]
    """The newest few; all of them with `--full`."""


class DeadLettersAnswer(Struct, frozen=True):
    """The dead letters, newest first, how many there are by type, and what they died of."""

    by_type: Mapping[str, int]
    """All there are, also those that were not asked for."""
    letters: tuple[DeadLetterTold, ...]
    causes: tuple[CauseTold, ...]
    """The most frequent type first, and in it the most frequent cause."""


class CandidateTold(Struct, frozen=True):
    """An item that a scene could be, and the command that says it is this one."""

    item: int
    title: str
    path: str
    """As Plex sees it; empty where the item is not in Plex any more."""
    size: int
    duration: float | None
    """Seconds."""
    pin: str


class DeadLetterAnswer(Struct, frozen=True):
    """One dead letter, and what a person can do about its kind."""

    letter: DeadLetterTold
    remedy: str
    candidates: tuple[CandidateTold, ...]
    """Of an ambiguous match, as Plex shows them now; only their numbers where it is away."""
    warning: str
    """Why there is not more to tell; mostly empty."""


class RetryAnswer(Struct, frozen=True):
    """How many dead letters wait again, with fresh attempts."""

    retried: int
    remaining: Mapping[str, int]
    """The dead letters there are still, by error type."""


class PurgeAnswer(Struct, frozen=True):
    """How many dead letters were forgotten."""

    purged: int
    remaining: Mapping[str, int]
    """The dead letters there are still, by error type."""


class RecoverAnswer(Struct, frozen=True):
    """What an outage had left dead, and what became of it."""

    found: int
    """Dead letters of a server's trouble: the sum of the two that follow."""
    requeued: int
    """They wait again, with fresh attempts; in a dry run: would."""
    left: Mapping[str, int]
    """By reason: `no_outage`, `recovered_before`, `gone`, `unread`."""
    scenes: tuple[int, ...]
    """Those requeued."""
    remaining: Mapping[str, int]
    """The dead letters there are still, by error type."""
    dry_run: bool
