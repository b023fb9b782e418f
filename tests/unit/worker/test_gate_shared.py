"""Several processes meet one outage: one of them probes at a time, and all go by what it finds."""

import threading

import pytest
from tests.unit.worker.test_gate import AWAY, Probed
from tests.unit.worker.test_gate_restart import Book, gate_with
from tests.worlds import FakeClock

from stashplex.core.errors import Unreachable
from stashplex.worker.gate import Gate


@pytest.fixture
def probed(clock: FakeClock) -> Probed:
    return Probed(clock)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def late(book: Book, probed: Probed) -> Gate:
    """The gate of a process that has not met it yet."""
    return gate_with(book, probed, patient=True)


@pytest.fixture
def gates(book: Book, probed: Probed, late: Gate) -> tuple[Gate, Gate]:
    """Two gates, each in a process of its own, behind which Plex just went away."""
    assert not late.closed_to_us
    first, second = gate_with(book, probed, patient=True), gate_with(book, probed, patient=True)
    first.failed(AWAY, 1)
    second.failed(AWAY, 2)
    return first, second


def test_it_is_one_outage(gates: tuple[Gate, Gate], book: Book, stop: threading.Event) -> None:
    for gate in gates:
        assert gate.wait_until_open(stop)

    (outage,) = book.over
    assert book.open == {}
    assert outage.probes == 1


def test_what_one_saw_come_back_no_other_probes(
    gates: tuple[Gate, Gate], probed: Probed, stop: threading.Event
) -> None:
    probed.answers += [AWAY, AWAY]
    first, second = gates

    assert first.wait_until_open(stop)
    asked = len(probed.asked)
    assert second.wait_until_open(stop)

    assert asked == len(probed.asked) == 3
    assert not second.closed_to_us


def test_while_one_waits_for_its_next_probe_no_other_asks(
    gates: tuple[Gate, Gate],
    book: Book,
    probed: Probed,
    clock: FakeClock,
    stop: threading.Event,
) -> None:
    first, second = gates
    next_probe_at = failed_probe(first, book, probed, clock)

    assert second.wait_until_open(stop)

    assert clock.now() >= next_probe_at
    assert len(probed.asked) == 2


def test_one_that_meets_it_later_waits_as_the_others_do(
    gates: tuple[Gate, Gate],
    late: Gate,
    book: Book,
    probed: Probed,
    clock: FakeClock,
    stop: threading.Event,
) -> None:
    next_probe_at = failed_probe(gates[0], book, probed, clock)
    before = book.open["Plex"]

    late.failed(AWAY, 3)

    assert book.open["Plex"] == before
    assert late.wait_until_open(stop)
    assert clock.now() >= next_probe_at
    assert len(probed.asked) == 2


def failed_probe(gate: Gate, book: Book, probed: Probed, clock: FakeClock) -> float:
    """Lets one gate probe in vain; returns when it will again."""
    probed.answers.append(AWAY)
    clock.advance(6.0)
    with pytest.raises(Unreachable):
        gate.ask(threading.Event())
    next_probe_at = book.open["Plex"].next_probe_at
    assert next_probe_at > clock.now()
    return next_probe_at
