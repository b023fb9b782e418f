"""Error to outcome: the whole retry policy on one screen."""

from msgspec import Struct

from stashplex.core.backoff import retry_wait
from stashplex.core.errors import (
    CredentialsRefused,
    HungUp,
    Incompatible,
    ItemGone,
    ListingUnstable,
    NotInPlex,
    RateLimited,
    SceneError,
    ServerAway,
    ServerError,
    StashplexError,
    UnknownLibrary,
)
from stashplex.core.job import Job
from stashplex.core.outcome import Cause, Dead, Done, Ending, Later, Outcome, Retry, Skip, Waiting
from stashplex.worker.library import LISTED_AGAIN
from stashplex.worker.parts import Parts

DAY = 86400.0


class Verdict(Struct, frozen=True):
    """The outcome of a job, how its scene counts, and whether its run waits for it."""

    outcome: Outcome
    ending: Ending
    detail: str
    cause: Cause
    run_waits: bool = False

    def spared(self, now: float) -> "Verdict":
        """Returns the same without a used attempt: it was an outage, and not the scene."""
        return _later(now, self.cause, Waiting.OUTAGE, run_waits=True)


def judge(error: Exception, job: Job, parts: Parts, now: float) -> Verdict:
    """Returns what an error means for the job that it stopped at this moment."""
    cause = cause_of(error)
    match error:
        case ServerError():
            return _judge_server(error, job, now, parts)
        case ItemGone():
            return _later(now, cause, Waiting.NOT_IN_PLEX, run_waits=True)
        case NotInPlex():
            return _not_in_plex(cause, job, now, parts)
        case SceneError():
            return dead(cause)
        case _:
            return _retry(cause, job, now, parts)


def _judge_server(error: ServerError, job: Job, now: float, parts: Parts) -> Verdict:
    cause = error.cause
    match error:
        case RateLimited():
            return _later(now + error.wait_seconds, cause, Waiting.OUTAGE, run_waits=True)
        case CredentialsRefused():
            return _later(now, cause, Waiting.CREDENTIALS)
        case HungUp():
            return _later(now, cause, Waiting.INTERRUPTED)
        case ServerAway() | Incompatible():
            return _later(now, cause, Waiting.OUTAGE, run_waits=True)
        case ListingUnstable() | UnknownLibrary():
            return _later(now + LISTED_AGAIN, cause, Waiting.OUTAGE, run_waits=True)
        case _:
            return _retry(cause, job, now, parts)


def cause_of(error: Exception) -> Cause:
    """Returns any error as a value; one that nobody foresaw keeps its class name."""
    if isinstance(error, StashplexError):
        return error.cause
    return Cause(type(error).__name__, f"unforeseen: {error}")


def dead(cause: Cause) -> Verdict:
    """Returns the verdict for what needs a person."""
    return Verdict(Dead(cause), Ending.FAILED, cause.error_type, cause)


def _later(at: float, cause: Cause, why: Waiting, *, run_waits: bool = False) -> Verdict:
    return Verdict(Later(at, cause), Ending.WAITING, why.value, cause, run_waits)


def _not_in_plex(cause: Cause, job: Job, now: float, parts: Parts) -> Verdict:
    if parts.limits.skip_not_found:
        return Verdict(Done(), Ending.SKIPPED, Skip.NOT_IN_PLEX.value, cause)
    since = now if job.missing_since is None else job.missing_since
    outcome: Outcome = Later(now + DAY, cause, missing=True)
    if now - since >= parts.limits.not_found_seconds:
        outcome = Dead(cause)
    return Verdict(outcome, Ending.WAITING, Waiting.NOT_IN_PLEX.value, cause)


def _retry(cause: Cause, job: Job, now: float, parts: Parts) -> Verdict:
    if job.attempts >= parts.limits.max_retries:
        return dead(cause)
    wait = retry_wait(job.attempts + 1, parts.random)
    return Verdict(Retry(now + wait, cause), Ending.FAILED, cause.error_type, cause, run_waits=True)
