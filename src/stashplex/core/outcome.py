"""What a handler may answer for a job, and how a scene ends in the counts of a run."""

from enum import StrEnum

from msgspec import Struct


class Cause(Struct, frozen=True):
    """Why a job did not end well: an error type (a class name of `errors`) and one sentence."""

    error_type: str
    message: str
    candidates: tuple[int, ...] = ()
    """The items a person can choose from, where that is what is needed."""


class Done(Struct, frozen=True):
    """Written and proved, or nothing to write: the job is gone."""


class Retry(Struct, frozen=True):
    """Failed in a way that may pass: due again at `at`, one attempt used."""

    at: float
    cause: Cause


class Later(Struct, frozen=True):
    """Cannot be done now through no fault of the scene: due again at `at`, no attempt used."""

    at: float
    cause: Cause
    missing: bool = False
    """True when the scene waits for its item to appear in Plex."""


class Dead(Struct, frozen=True):
    """Needs a person: the job becomes a dead letter."""

    cause: Cause


Outcome = Done | Retry | Later | Dead


class Ending(StrEnum):
    """How a scene ends in the counts of a run; of several the first listed here applies."""

    FAILED = "failed"
    WAITING = "waiting"
    CHANGED = "changed"
    SKIPPED = "skipped"
    UNCHANGED = "unchanged"


class Waiting(StrEnum):
    """Why a scene still waits when its run ends."""

    NOT_IN_PLEX = "not_in_plex"
    OUTAGE = "outage"
    CREDENTIALS = "credentials"
    GUARD = "guard"
    INTERRUPTED = "interrupted"


class Skip(StrEnum):
    """Why a scene needs no sync."""

    NOTHING_TO_SAY = "nothing_to_say"
    NO_FILE = "no_file"
    SCENE_GONE = "scene_gone"
    SHARES_ITEM = "shares_item"
    NOT_IN_PLEX = "not_in_plex"
