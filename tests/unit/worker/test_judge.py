"""The whole retry policy: every row of the design's table of outcomes."""

import pytest
from msgspec.structs import replace

from stashplex.app.house import House
from stashplex.core.errors import (
    AmbiguousMatch,
    BadAnswer,
    Crashed,
    CredentialsRefused,
    HungUp,
    Incompatible,
    ItemGone,
    ListingUnstable,
    NotInPlex,
    NotTaken,
    PlexRejected,
    QueryFailed,
    RateLimited,
    RequestTimedOut,
    ServerFailed,
    StashplexError,
    TooLong,
    Unavailable,
    UnknownLibrary,
    Unreachable,
)
from stashplex.core.job import Job
from stashplex.core.outcome import Cause, Dead, Done, Ending, Later, Retry
from stashplex.worker.judge import DAY, cause_of, judge
from stashplex.worker.library import LISTED_AGAIN
from stashplex.worker.parts import Limits, Parts

A_JOB = Job(
    scene=1, token="t", attempts=0, begun=0, priority=0, reason="test", run=None, put_at=0.0
)

NOW = 1_000_000_000.0


@pytest.fixture
def parts(house: House) -> Parts:
    return replace(house.parts, random=lambda: 0.5)


def passing() -> list[Exception]:
    """Returns what may pass by itself: one attempt each."""
    return [
        RequestTimedOut("Plex", "no answer"),
        ServerFailed("Plex", "500"),
        ServerFailed("Stash", "500"),
        BadAnswer("Plex", "cut off"),
        QueryFailed("Stash", "errors"),
        StashplexError("something of ours"),
        KeyError("unforeseen"),
    ]


def for_a_person() -> list[Exception]:
    """Returns what no waiting will mend."""
    return [
        AmbiguousMatch("two"),
        PlexRejected("400"),
        NotTaken("still the old"),
        TooLong("180 tags"),
        Crashed("again"),
    ]


@pytest.mark.parametrize("error", passing(), ids=lambda one: type(one).__name__)
def test_what_may_pass_uses_an_attempt_and_waits(error: Exception, parts: Parts) -> None:
    verdict = judge(error, A_JOB, parts, NOW)

    assert verdict.outcome == Retry(NOW + 1.0, cause_of(error))
    assert (verdict.ending, verdict.detail) == (Ending.FAILED, type(error).__name__)
    assert verdict.run_waits


@pytest.mark.parametrize(
    "error",
    [ListingUnstable("Plex", "moving"), UnknownLibrary("Plex", "renamed")],
    ids=lambda one: type(one).__name__,
)
def test_a_library_that_cannot_be_listed_is_waited_for_and_uses_no_attempt(
    error: StashplexError, parts: Parts
) -> None:
    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Later(NOW + LISTED_AGAIN, cause_of(error))
    assert verdict.run_waits


@pytest.mark.parametrize(("attempts", "wait"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16)])
def test_each_attempt_waits_twice_as_long(attempts: int, wait: float, parts: Parts) -> None:
    error = ServerFailed("Plex", "500")

    verdict = judge(error, replace(A_JOB, attempts=attempts), parts, NOW)

    assert verdict.outcome == Retry(NOW + wait, error.cause)


@pytest.mark.parametrize("error", passing(), ids=lambda one: type(one).__name__)
def test_what_should_have_passed_is_dead_after_the_last_attempt(
    error: Exception, parts: Parts
) -> None:
    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Dead(cause_of(error))
    assert not verdict.run_waits


def test_without_retries_the_first_failure_is_final(parts: Parts) -> None:
    error = RequestTimedOut("Plex", "no answer")

    verdict = judge(error, A_JOB, replace(parts, limits=Limits(max_retries=0)), NOW)

    assert verdict.outcome == Dead(error.cause)


@pytest.mark.parametrize("error", for_a_person(), ids=lambda one: type(one).__name__)
def test_what_needs_a_person_is_dead_at_once(error: StashplexError, parts: Parts) -> None:
    verdict = judge(error, A_JOB, parts, NOW)

    assert verdict.outcome == Dead(error.cause)
    assert (verdict.ending, verdict.detail) == (Ending.FAILED, type(error).__name__)
    assert not verdict.run_waits


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("Plex", "refused"),
        Unavailable("Plex", "503"),
        Unreachable("Stash", "refused"),
        Incompatible("Stash", "migrating"),
    ],
    ids=lambda one: f"{type(one).__name__} of {one.server}",
)
def test_an_outage_uses_no_attempt(error: StashplexError, parts: Parts) -> None:
    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Later(NOW, error.cause)
    assert (verdict.ending, verdict.detail) == (Ending.WAITING, "outage")
    assert verdict.run_waits


def test_a_conversation_that_we_ended_uses_no_attempt_and_nobody_waits(parts: Parts) -> None:
    error = HungUp("Plex", "Stopped.")

    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Later(NOW, error.cause)
    assert (verdict.ending, verdict.detail) == (Ending.WAITING, "interrupted")
    assert not verdict.run_waits


def test_refused_credentials_use_no_attempt_and_no_run_waits_for_them(parts: Parts) -> None:
    error = CredentialsRefused("Plex", "401")

    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Later(NOW, error.cause)
    assert (verdict.ending, verdict.detail) == (Ending.WAITING, "credentials")
    assert not verdict.run_waits


def test_a_server_that_asks_for_quiet_gets_it(parts: Parts) -> None:
    error = RateLimited("Plex", "429", wait_seconds=90.0)

    verdict = judge(error, A_JOB, parts, NOW)

    assert verdict.outcome == Later(NOW + 90.0, error.cause)
    assert (verdict.ending, verdict.detail) == (Ending.WAITING, "outage")
    assert verdict.run_waits


def test_an_item_that_vanished_is_matched_again_at_once(parts: Parts) -> None:
    error = ItemGone("gone", item=7)

    verdict = judge(error, replace(A_JOB, attempts=5), parts, NOW)

    assert verdict.outcome == Later(NOW, error.cause)
    assert verdict.run_waits


def test_a_scene_that_plex_lacks_waits_and_no_run_waits_for_it(parts: Parts) -> None:
    error = NotInPlex("no item")

    verdict = judge(error, A_JOB, parts, NOW)

    assert verdict.outcome == Later(NOW + DAY, error.cause, missing=True)
    assert (verdict.ending, verdict.detail) == (Ending.WAITING, "not_in_plex")
    assert not verdict.run_waits


def test_a_scene_that_plex_lacked_for_long_is_dead_and_yet_no_failure(parts: Parts) -> None:
    error = NotInPlex("no item")
    since = NOW - parts.limits.not_found_seconds

    young = judge(error, replace(A_JOB, missing_since=since + 1), parts, NOW)
    old = judge(error, replace(A_JOB, missing_since=since), parts, NOW)

    assert isinstance(young.outcome, Later)
    assert old.outcome == Dead(error.cause)
    assert (old.ending, old.detail) == (Ending.WAITING, "not_in_plex")


def test_a_scene_that_plex_lacks_can_be_skipped_instead(parts: Parts) -> None:
    skipping = replace(parts, limits=replace(parts.limits, skip_not_found=True))

    verdict = judge(NotInPlex("no item"), A_JOB, skipping, NOW)

    assert verdict.outcome == Done()
    assert (verdict.ending, verdict.detail) == (Ending.SKIPPED, "not_in_plex")


def test_a_spared_scene_waits_for_the_end_of_the_outage(parts: Parts) -> None:
    verdict = judge(ServerFailed("Plex", "500"), replace(A_JOB, attempts=5), parts, NOW)

    spared = verdict.spared(30.0)

    assert spared.outcome == Later(30.0, verdict.cause)
    assert (spared.ending, spared.detail, spared.run_waits) == (Ending.WAITING, "outage", True)


def test_an_error_that_nobody_foresaw_keeps_its_name() -> None:
    assert cause_of(ZeroDivisionError("by nought")) == Cause(
        "ZeroDivisionError", "unforeseen: by nought"
    )
