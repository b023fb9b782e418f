"""Sessions, links and guesses, by a clock that a test moves."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from stashplex.core.secret import Secret
from stashplex.demo.still_clock import StillClock
from stashplex.web.invitations import Invitations
from stashplex.web.sessions import LIFETIME, MOST_ENDED, RENEWED_AFTER, Sessions
from stashplex.web.slowdown import LONGEST_WAIT, MOST_ADDRESSES, MOST_OPEN, Slowdown

DAY = 86400.0


def counted() -> Callable[[int], bytes]:
    """Returns a source of bytes that never repeats itself, and can be foretold."""
    numbers: Iterator[int] = count(1)
    return lambda length: next(numbers).to_bytes(length, "big")


def sessions(clock: StillClock, word: str = "sesame") -> Sessions:
    return Sessions(Secret(word), clock, counted())


def test_a_session_outlives_the_process_and_not_the_token() -> None:
    clock = StillClock()
    cookie = sessions(clock).cookie(sessions(clock).begin())
    assert sessions(clock).read(cookie) is not None
    assert sessions(clock, "another").read(cookie) is None


def test_a_session_that_nobody_uses_ends() -> None:
    clock = StillClock()
    ours = sessions(clock)
    cookie = ours.cookie(ours.begin())
    clock.advance(LIFETIME - 1)
    assert ours.read(cookie) is not None
    clock.advance(1)
    assert ours.read(cookie) is None


def test_a_session_that_is_used_goes_on_and_its_pages_stay_good() -> None:
    clock = StillClock()
    ours = sessions(clock)
    session = ours.begin()
    assert ours.renewed(session) is None
    proof = ours.proof(session)
    for _ in range(60):
        clock.advance(RENEWED_AFTER)
        session = ours.renewed(session) or session
    assert ours.read(ours.cookie(session)) == session
    assert ours.is_proof(proof, session)


def test_a_session_that_was_signed_out_is_over() -> None:
    clock = StillClock()
    ours = sessions(clock)
    one, other = ours.begin(), ours.begin()
    ours.end(one)
    assert ours.read(ours.cookie(one)) is None
    assert ours.read(ours.cookie(other)) == other


def test_what_is_kept_of_ended_sessions_is_bounded() -> None:
    ours = sessions(StillClock())
    for _ in range(MOST_ENDED + 10):
        ours.end(ours.begin())
    assert len(ours._ended) == MOST_ENDED


@pytest.mark.parametrize(
    "change",
    [
        lambda cookie: cookie[:0],
        lambda cookie: cookie[:1],
        lambda cookie: cookie[-3:] + "..",
        lambda cookie: cookie[:-1],
        lambda cookie: cookie + "0",
        lambda cookie: cookie.upper(),
        lambda cookie: "9" + cookie,
        lambda cookie: cookie.replace(".", "\udcff", 1),
        lambda cookie: cookie.rpartition(".")[0],
        lambda cookie: "\u0660" + cookie,
    ],
)
def test_a_cookie_that_somebody_changed_is_nothing(change: Callable[[str], str]) -> None:
    ours = sessions(StillClock())
    assert ours.read(change(ours.cookie(ours.begin()))) is None


def test_a_cookie_of_tomorrow_is_nothing() -> None:
    clock = StillClock()
    ours = sessions(clock)
    clock.advance(DAY)
    cookie = ours.cookie(ours.begin())
    clock.advance(-DAY)
    assert ours.read(cookie) is None


def test_the_proof_of_one_session_is_none_of_another_and_no_cookie() -> None:
    ours = sessions(StillClock())
    one, other = ours.begin(), ours.begin()
    proofs = {ours.proof(one), ours.proof(other), ours.proof(None)}
    assert len(proofs) == 3
    assert not ours.is_proof(ours.proof(one), other)
    assert not ours.is_proof("", None)
    assert not ours.is_proof(ours.cookie(one).rpartition(".")[2], one)


def test_a_link_is_good_once() -> None:
    invitations = Invitations(StillClock(), counted())
    key = invitations.make()
    assert not invitations.take("")
    assert not invitations.take(key + "0")
    assert invitations.take(key)
    assert not invitations.take(key)
    assert not invitations.take("")


def test_a_link_is_good_for_fifteen_minutes() -> None:
    clock = StillClock()
    invitations = Invitations(clock, counted())
    early = invitations.make()
    clock.advance(899)
    assert invitations.take(early)
    late = invitations.make()
    clock.advance(900)
    assert not invitations.take(late)


def test_a_new_link_ends_the_one_before() -> None:
    invitations = Invitations(StillClock(), counted())
    first, second = invitations.make(), invitations.make()
    assert not invitations.take(first)
    assert invitations.take(second)


def test_every_further_wrong_guess_waits_longer_up_to_a_bound() -> None:
    clock = StillClock()
    slowdown = Slowdown(clock)
    waits = []
    for number in range(9):
        waits.append(slowdown.wrong("192.0.2.7", f"guess {number}").wait)
        clock.advance(LONGEST_WAIT)
    assert waits == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]


def test_guessing_many_at_once_is_no_faster() -> None:
    clock = StillClock()
    slowdown = Slowdown(clock)
    looked_at = 0
    for number in range(100_000):
        if slowdown.closed_for("192.0.2.7") == 0:
            slowdown.wrong("192.0.2.7", f"guess {number}")
            looked_at += 1
        clock.advance(0.01)
    assert looked_at <= MOST_OPEN * (1000 / LONGEST_WAIT) + 10


def test_another_address_is_not_held_up() -> None:
    slowdown = Slowdown(StillClock())
    for number in range(20):
        slowdown.wrong("192.0.2.7", f"guess {number}")
    assert slowdown.closed_for("192.0.2.7") > 0
    assert slowdown.closed_for("192.0.2.8") == 0
    assert slowdown.wrong("192.0.2.8", "guess").wait == 0


def test_a_program_that_repeats_an_outdated_token_is_told_at_once() -> None:
    slowdown = Slowdown(StillClock())
    assert [slowdown.wrong("192.0.2.7", "outdated").wait for _ in range(50)] == [0.0] * 50
    assert slowdown.closed_for("192.0.2.7") == 0


def test_a_network_of_ipv6_is_one_guesser() -> None:
    slowdown = Slowdown(StillClock())
    waits = [slowdown.wrong(f"2001:db8::{number:x}", f"{number}").wait for number in range(1, 4)]
    assert waits == [0.0, 0.5, 1.0]
    assert slowdown.wrong("2001:db8:0:1::1", "other").wait == 0.0


def test_addresses_of_ipv4_are_told_apart_also_where_ipv6_is_spoken() -> None:
    slowdown = Slowdown(StillClock())
    assert slowdown.wrong("::ffff:192.0.2.7", "one").wait == 0.0
    assert slowdown.wrong("::ffff:192.0.2.8", "one").wait == 0.0
    assert slowdown.wrong("192.0.2.7", "two").wait == 0.5


def test_what_is_long_past_is_forgotten() -> None:
    clock = StillClock()
    slowdown = Slowdown(clock)
    slowdown.wrong("192.0.2.7", "one")
    slowdown.wrong("192.0.2.7", "two")
    clock.advance(901)
    assert slowdown.wrong("192.0.2.7", "three").wait == 0.0


def test_what_is_kept_of_guessers_is_bounded() -> None:
    slowdown = Slowdown(StillClock())
    for number in range(MOST_ADDRESSES + 50):
        slowdown.wrong(f"10.0.{number // 256}.{number % 256}", "guess")
    assert len(slowdown._guessers) == MOST_ADDRESSES
