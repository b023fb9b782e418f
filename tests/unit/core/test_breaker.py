"""When a server is asked, and when it is left in peace."""

import pytest

from stashplex.core.breaker import Breaker, BreakerState, Closed, Opened, Trouble
from stashplex.core.errors import (
    AmbiguousMatch,
    BadAnswer,
    CredentialsRefused,
    HungUp,
    Incompatible,
    ItemGone,
    NotInPlex,
    NotTaken,
    PlexRejected,
    QueryFailed,
    RateLimited,
    RequestTimedOut,
    SceneError,
    ServerError,
    ServerFailed,
    TooLong,
    Unavailable,
    Unreachable,
)

AWAY = Unreachable("Plex", "Plex cannot be reached.")
REFUSED = CredentialsRefused("Plex", "Plex refuses the token.", "Get a new one.")
FAILED = ServerFailed("Plex", "Plex answered 500.")
LATE = RequestTimedOut("Plex", "Plex did not answer in 30 s.")


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(lambda: 0.0)


def opened(breaker: Breaker, now: float = 0.0) -> Breaker:
    breaker.failed(AWAY, now)
    return breaker


def test_a_new_breaker_lets_everything_through(breaker: Breaker) -> None:
    assert breaker.state is BreakerState.CLOSED
    assert breaker.may_send(0.0)
    assert breaker.may_send(0.0)
    assert breaker.next_probe_at is None
    assert breaker.trouble is None
    assert breaker.succeeded() is None


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (AWAY, Trouble.OUTAGE),
        (Unavailable("Plex", "Plex is in maintenance."), Trouble.OUTAGE),
        (REFUSED, Trouble.CREDENTIALS),
        (Incompatible("Stash", "Stash is migrating."), Trouble.INCOMPATIBLE),
    ],
)
def test_what_concerns_the_whole_server_opens_it_at_once(
    breaker: Breaker, error: ServerError, trouble: Trouble
) -> None:
    change = breaker.failed(error, 100.0, scene=1)

    assert change == Opened(trouble, error.cause, next_probe_at=105.0)
    assert breaker.state is BreakerState.OPEN
    assert breaker.trouble is trouble
    assert not breaker.may_send(104.9)


def test_three_different_scenes_failing_in_a_row_open_it(breaker: Breaker) -> None:
    assert breaker.failed(FAILED, 0.0, scene=1) is None
    assert breaker.failed(LATE, 1.0, scene=2) is None
    assert breaker.failed(FAILED, 2.0, scene=1) is None

    change = breaker.failed(FAILED, 3.0, scene=3)

    assert change == Opened(Trouble.OUTAGE, FAILED.cause, 8.0, give_back=(1, 2, 1))


def test_one_scene_that_fails_for_ever_never_opens_it(breaker: Breaker) -> None:
    assert [breaker.failed(FAILED, float(now), scene=1) for now in range(10)] == [None] * 10


def test_a_success_in_between_starts_the_count_over(breaker: Breaker) -> None:
    for scene in (1, 2):
        breaker.failed(FAILED, 0.0, scene)
    breaker.succeeded()

    assert breaker.failed(FAILED, 0.0, scene=3) is None
    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize(
    "refusal", [PlexRejected("400"), ItemGone("404", item=9), NotTaken("still the old title")]
)
def test_a_refusal_in_between_is_an_answer_too(breaker: Breaker, refusal: SceneError) -> None:
    for scene in (1, 2):
        breaker.failed(FAILED, 0.0, scene)

    assert breaker.failed(refusal, 0.0, scene=3) is None
    assert breaker.failed(FAILED, 0.0, scene=4) is None


@pytest.mark.parametrize(
    "error",
    [
        NotInPlex("no item"),
        AmbiguousMatch("two items"),
        TooLong("too many tags"),
        PlexRejected("400"),
        BadAnswer("Plex", "cut off"),
        QueryFailed("Stash", "no such field"),
        RateLimited("Plex", "slower, please", wait_seconds=3),
    ],
)
def test_trouble_of_single_scenes_never_opens_it(
    breaker: Breaker, error: SceneError | ServerError
) -> None:
    assert [breaker.failed(error, 0.0, scene) for scene in range(10)] == [None] * 10
    assert breaker.state is BreakerState.CLOSED


def test_a_failure_that_is_no_scene_s_is_not_counted(breaker: Breaker) -> None:
    assert [breaker.failed(LATE, 0.0) for _ in range(10)] == [None] * 10


def test_an_outage_gives_back_the_attempts_that_led_to_it(breaker: Breaker) -> None:
    breaker.failed(LATE, 0.0, scene=7)

    change = breaker.failed(AWAY, 1.0, scene=8)

    assert isinstance(change, Opened)
    assert change.give_back == (7,)


def test_one_probe_is_sent_at_a_time(breaker: Breaker) -> None:
    opened(breaker)

    assert breaker.may_send(5.0)
    assert breaker.state is BreakerState.HALF_OPEN
    assert not breaker.may_send(6.0)
    assert breaker.next_probe_at == 65.0


def test_a_probe_that_was_never_answered_is_followed_by_another(breaker: Breaker) -> None:
    opened(breaker)
    breaker.may_send(5.0)

    assert not breaker.may_send(64.9)
    assert breaker.may_send(65.0)
    assert not breaker.may_send(65.0)


def test_a_failed_probe_waits_longer_and_says_nothing_new(breaker: Breaker) -> None:
    opened(breaker)
    waits = []
    now = 0.0
    for _ in range(6):
        assert breaker.next_probe_at is not None
        waits.append(breaker.next_probe_at - now)
        now = breaker.next_probe_at
        assert breaker.may_send(now)
        assert breaker.failed(LATE, now) is None

    assert waits == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]
    assert breaker.trouble is Trouble.OUTAGE


def test_an_answered_probe_closes_it_and_says_what_ended(breaker: Breaker) -> None:
    opened(breaker, now=50.0)
    breaker.may_send(60.0)
    breaker.failed(AWAY, 61.0)
    breaker.may_send(80.0)

    assert breaker.succeeded() == Closed(Trouble.OUTAGE, since=50.0)
    assert breaker.state is BreakerState.CLOSED
    assert breaker.may_send(80.0)


def test_a_probe_that_is_refused_as_a_scene_is_an_answer(breaker: Breaker) -> None:
    opened(breaker)
    breaker.may_send(5.0)

    assert breaker.failed(PlexRejected("400"), 5.0, scene=1) == Closed(Trouble.OUTAGE, since=0.0)


def test_a_late_answer_to_an_older_request_does_not_close_it(breaker: Breaker) -> None:
    opened(breaker)

    assert breaker.succeeded() is None
    assert breaker.failed(AWAY, 1.0, scene=2) is None
    assert breaker.next_probe_at == 5.0


def test_another_trouble_is_told_when_it_takes_over(breaker: Breaker) -> None:
    opened(breaker)
    breaker.may_send(5.0)

    change = breaker.failed(REFUSED, 5.0)

    assert change == Opened(Trouble.CREDENTIALS, REFUSED.cause, 15.0)
    assert change.cause.message == "Plex refuses the token. Get a new one."


def test_a_probe_that_only_fails_leaves_the_trouble_as_it_was(breaker: Breaker) -> None:
    breaker.failed(REFUSED, 0.0)
    breaker.may_send(5.0)

    assert breaker.failed(RateLimited("Plex", "slower", wait_seconds=1), 5.0) is None
    assert breaker.trouble is Trouble.CREDENTIALS


def test_a_server_that_answers_probes_and_fails_scenes_is_probed_ever_more_slowly(
    breaker: Breaker,
) -> None:
    waits, given_back = [], []
    now = 0.0
    for _ in range(4):
        *_, change = [breaker.failed(FAILED, now, scene) for scene in (1, 2, 3)]
        assert isinstance(change, Opened)
        waits.append(change.next_probe_at - now)
        given_back.append(change.give_back)
        now = change.next_probe_at
        breaker.may_send(now)
        breaker.succeeded()

    assert waits == [5.0, 10.0, 20.0, 40.0]
    assert given_back == [(1, 2), (), (), ()]


def test_after_a_scene_succeeded_waits_and_forgiveness_start_over(breaker: Breaker) -> None:
    for _ in range(2):
        *_, change = [breaker.failed(FAILED, 0.0, scene) for scene in (1, 2, 3)]
        assert change == Opened(Trouble.OUTAGE, FAILED.cause, 5.0, give_back=(1, 2))
        breaker.may_send(5.0)
        breaker.succeeded()
        breaker.succeeded()


def test_an_outage_of_before_goes_on_with_the_wait_that_was_begun(breaker: Breaker) -> None:
    breaker.take_up(Trouble.OUTAGE, since=50.0, step=3, next_probe_at=120.0)

    assert breaker.state is BreakerState.OPEN
    assert not breaker.may_send(119.9)
    assert breaker.may_send(120.0)
    assert breaker.failed(AWAY, 120.0) is None
    assert breaker.next_probe_at == 160.0
    breaker.may_send(160.0)
    assert breaker.succeeded() == Closed(Trouble.OUTAGE, since=50.0)


def test_a_scene_that_is_always_met_by_no_answer_opens_it_no_more(breaker: Breaker) -> None:
    now, opened = 0.0, []
    for other in range(5):
        opened.append(isinstance(breaker.failed(AWAY, now, scene=7), Opened))
        if breaker.next_probe_at is not None:
            now = breaker.next_probe_at
            breaker.may_send(now)
            breaker.succeeded()
        breaker.succeeded(scene=100 + other)

    assert opened == [True, True, False, False, False]
    assert breaker.blames(7)
    assert not breaker.blames(100)


def test_a_blamed_scene_is_counted_like_any_that_fails(breaker: Breaker) -> None:
    for _ in range(2):
        breaker.failed(AWAY, 0.0, scene=7)
        breaker.may_send(1000.0)
        breaker.succeeded()
    assert breaker.failed(AWAY, 0.0, scene=7) is None
    assert breaker.blames(7)

    breaker.failed(FAILED, 0.0, scene=1)
    change = breaker.failed(FAILED, 0.0, scene=2)

    assert isinstance(change, Opened)
    assert change.give_back == (7, 1)


def test_what_we_ended_ourselves_says_nothing_of_a_server(breaker: Breaker) -> None:
    assert breaker.failed(HungUp("Plex", "Stopped."), 0.0, scene=1) is None
    assert breaker.state is BreakerState.CLOSED
