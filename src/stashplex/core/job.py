"""The life of a job: its states, the moves between them, and what a claimed job carries."""

from enum import IntEnum, StrEnum
from typing import Final

from msgspec import Struct

from stashplex.core.item import Field


class State(StrEnum):
    """The states that are stored; *done* is the absence of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


class Priority(IntEnum):
    """Which due job is claimed first: the higher one."""

    BULK = 0
    PERSON = 10
    """A person edited this scene, or named it."""


LEGAL_MOVES: Final[frozenset[tuple[State | None, str, State | None]]] = frozenset(
    {
        (None, "put", State.WAITING),
        (State.WAITING, "put", State.WAITING),
        (State.RUNNING, "put", State.RUNNING),
        (State.DEAD, "put", State.WAITING),
        (State.DEAD, "put without a change", State.DEAD),
        (State.WAITING, "claim", State.RUNNING),
        (State.RUNNING, "settle done", None),
        (State.RUNNING, "settle again", State.WAITING),
        (State.RUNNING, "settle retry", State.WAITING),
        (State.RUNNING, "settle later", State.WAITING),
        (State.RUNNING, "settle dead", State.DEAD),
        (State.RUNNING, "release", State.WAITING),
        (State.RUNNING, "rescue", State.WAITING),
        (State.RUNNING, "rescue of a job begun too often", State.DEAD),
        (State.WAITING, "adopt", State.WAITING),
        (State.DEAD, "retry", State.WAITING),
        (State.DEAD, "recover", State.WAITING),
        (State.DEAD, "purge", None),
        (State.WAITING, "give back", State.WAITING),
        (State.WAITING, "wake", State.WAITING),
        (State.RUNNING, "wake", State.RUNNING),
        (State.DEAD, "wake", State.WAITING),
        (State.WAITING, "postpone", State.WAITING),
        (State.WAITING, "resume", State.WAITING),
    },
)
"""Every move a job can make: (from, by, to), where None is *no job*."""

LEASE_SECONDS: Final = 120.0
MOST_BEGUN: Final = 5
"""A job begun this often without settling is dead: it seems to take its worker down."""


class Job(Struct, frozen=True):
    """A claimed job: scene, lease token and what has been tried; never any metadata."""

    scene: int
    token: str
    attempts: int
    """Failed attempts so far."""
    begun: int
    priority: int
    reason: str
    run: int | None
    put_at: float
    missing_since: float | None = None
    """Since when Plex has no item for the scene, if that is why it waited."""
    due_at: float = 0.0
    """From when on it could be begun."""
    take_over: frozenset[Field] = frozenset()
    """Fields whose foreign locks the run adopts that it is worked for."""


class DeadLetter(Struct, frozen=True):
    """A job that needs a person: which scene, what went wrong, in whose words, since when."""

    scene: int
    error_type: str
    message: str
    attempts: int
    died_at: float
    title: str = ""
    path: str = ""
    candidates: tuple[int, ...] = ()
    """The items a person can choose from, as they were when it died."""
    recovered: str = ""
    """The error type it died of before, where it was recovered after an outage."""
