"""What an outage left dead: by what it died of, and when."""

import pytest

from stashplex.core.aftermath import NEARBY_SECONDS, Left, is_servers_trouble, reason_to_leave
from stashplex.core.job import DeadLetter
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause

AWAY = Outage("Plex", "outage", Cause("Unreachable", "no answer"), 10_000.0, 20_000.0)
GOING_ON = Outage("Stash", "outage", Cause("Unreachable", "no answer"), 50_000.0)


def letter(
    error_type: str = "ServerFailed", died_at: float = 15_000.0, again: str = ""
) -> DeadLetter:
    return DeadLetter(42, error_type, "why", 6, died_at, recovered=again)


@pytest.mark.parametrize(
    "error_type",
    [
        "ServerFailed",
        "RequestTimedOut",
        "Unavailable",
        "Unreachable",
        "BadAnswer",
        "QueryFailed",
        "CredentialsRefused",
        "RateLimited",
    ],
)
def test_what_a_server_did_is_its_trouble(error_type: str) -> None:
    assert is_servers_trouble(letter(error_type))


@pytest.mark.parametrize(
    "error_type", ["PlexRejected", "AmbiguousMatch", "NotTaken", "Crashed", "KeyError"]
)
def test_what_a_scene_is_or_we_did_is_no_servers_trouble(error_type: str) -> None:
    assert not is_servers_trouble(letter(error_type))


@pytest.mark.parametrize(
    "died_at",
    [10_000.0, 20_000.0, 10_000.0 - NEARBY_SECONDS, 20_000.0 + NEARBY_SECONDS, 60_000.0],
)
def test_who_died_in_an_outage_or_close_to_it_is_recovered(died_at: float) -> None:
    assert reason_to_leave(letter(died_at=died_at), [AWAY, GOING_ON]) is None


@pytest.mark.parametrize("died_at", [10_000.0 - NEARBY_SECONDS - 1, 20_000.0 + NEARBY_SECONDS + 1])
def test_who_died_far_from_any_outage_is_left(died_at: float) -> None:
    assert reason_to_leave(letter(died_at=died_at), [AWAY, GOING_ON]) is Left.NO_OUTAGE
    assert reason_to_leave(letter(died_at=died_at), []) is Left.NO_OUTAGE


def test_who_died_of_the_same_again_is_left_and_of_another_trouble_is_not() -> None:
    assert reason_to_leave(letter(again="ServerFailed"), [AWAY]) is Left.RECOVERED_BEFORE
    assert reason_to_leave(letter(again="BadAnswer"), [AWAY]) is None
