"""An outage outlives the process that met it: the next one goes on with what the book says."""

import logging
import threading
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace
from tests.unit.worker.test_gate import AWAY, REFUSED, Probed
from tests.worlds import FakeClock

from stashplex.core.errors import CredentialsRefused, HungUp, Unreachable
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause
from stashplex.worker.gate import Gate


@dataclass
class Book:
    """A book of outages in memory."""

    open: dict[str, Outage] = field(default_factory=dict)
    over: list[Outage] = field(default_factory=list)

    def going_on(self) -> tuple[Outage, ...]:
        return tuple(self.open.values())

    def keep(self, outage: Outage) -> None:
        self.open[outage.server] = outage

    def end(self, server: str, now: float) -> None:
        if server in self.open:
            self.over.append(replace(self.open.pop(server), ended_at=now))


@pytest.fixture
def probed(clock: FakeClock) -> Probed:
    return Probed(clock)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def gate_with(book: Book, probed: Probed, *, patient: bool = False) -> Gate:
    return Gate(probed, probed, probed.clock, lambda: 0.0, patient=patient, outages=book)  # type: ignore[arg-type]  # only probes are asked


def row(clock: FakeClock, trouble: str = "outage") -> Outage:
    """Returns an outage that has been going on for a minute, with forty seconds to wait."""
    now = clock.now()
    cause = Cause("Unreachable", "Plex cannot be reached.")
    return Outage("Plex", trouble, cause, now - 60.0, probes=3, step=4, next_probe_at=now + 40.0)


def test_an_outage_is_kept_from_its_beginning_to_its_end(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    probed.answers += [AWAY, Unreachable("Plex", "Plex hangs up.")]
    began = clock.now()
    gate = gate_with(book, probed)
    gate.failed(AWAY, 1)
    assert book.open["Plex"] == Outage(
        "Plex", "outage", AWAY.cause, began, step=1, next_probe_at=began + 5.0
    )

    gate.wait_until_open(stop)

    (outage,) = book.over
    assert (outage.started_at, outage.ended_at) == (began, began + 35.0)
    assert (outage.probes, outage.latest) == (3, "Plex hangs up.")
    assert book.open == {}


class Died(Exception):
    """The process dies of a probe."""


class Deadly(Probed):
    """Servers that kill whoever asks for the libraries."""

    def sections(self) -> tuple[()]:
        raise Died


def test_before_a_probe_is_sent_it_is_written_down(book: Book, clock: FakeClock) -> None:
    gate = gate_with(book, Deadly(clock))
    gate.failed(AWAY, 1)

    with pytest.raises(Died):
        gate.wait_until_open(threading.Event())

    assert book.open["Plex"].probes == 1
    assert book.open["Plex"].next_probe_at == clock.now() + 60.0


def test_what_runs_for_good_keeps_to_the_wait_that_was_begun(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    book.keep(row(clock))
    probed.answers += [AWAY]

    gate = gate_with(book, probed, patient=True)

    assert gate.closed_to_us
    assert gate.wait_until_open(stop)
    assert probed.asked == [("Plex", 40.0), ("Plex", 100.0)]
    assert book.over[0].probes == 5


def test_a_person_asks_at_once_and_then_waits_like_everybody(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    book.keep(row(clock))
    probed.answers += [AWAY]

    gate = gate_with(book, probed)

    assert gate.wait_until_open(stop)
    assert probed.asked == [("Plex", 0.0), ("Plex", 60.0)]


def test_an_outage_that_a_crash_left_open_ends_when_the_server_is_seen_to_answer(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    began = clock.now()
    book.keep(Outage("Plex", "outage", AWAY.cause, began, step=2, next_probe_at=began + 10.0))
    clock.advance(86_400.0)

    assert gate_with(book, probed, patient=True).wait_until_open(stop)

    assert probed.asked == [("Plex", 86_400.0)]
    assert [one.ended_at for one in book.over] == [began + 86_400.0]


def test_asking_ends_with_what_a_server_still_says(book: Book, probed: Probed) -> None:
    book.keep(row(probed.clock))
    probed.answers += [AWAY]
    gate = gate_with(book, probed)

    with pytest.raises(Unreachable):
        gate.ask(threading.Event())

    assert book.open["Plex"].probes == 4
    assert book.open["Plex"].step == 5


def test_asking_a_server_that_is_back_ends_its_outage(book: Book, probed: Probed) -> None:
    book.keep(row(probed.clock))
    gate = gate_with(book, probed)

    gate.ask(threading.Event())

    assert not gate.closed_to_us
    assert len(book.over) == 1


def test_asking_asks_nobody_who_was_not_away(book: Book, probed: Probed) -> None:
    gate_with(book, probed).ask(threading.Event())

    assert probed.asked == []


def test_a_token_that_was_refused_before_is_tried_before_it_is_complained_of(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    book.keep(row(clock, "credentials"))
    assert gate_with(book, probed).wait_until_open(stop)

    book.keep(row(clock, "credentials"))
    probed.answers += [REFUSED]
    with pytest.raises(CredentialsRefused):
        gate_with(book, probed).wait_until_open(stop)


def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    book.keep(replace(row(clock), next_probe_at=clock.now() + 7200.0))

    assert gate_with(book, probed, patient=True).wait_until_open(stop)

    assert probed.asked == [("Plex", 60.0)]


def test_another_trouble_is_the_same_outage(
    book: Book, probed: Probed, clock: FakeClock, stop: threading.Event
) -> None:
    probed.answers += [REFUSED]
    began = clock.now()
    gate = gate_with(book, probed, patient=True)
    gate.failed(AWAY, 1)

    gate.wait_until_open(stop)

    (outage,) = book.over
    assert (outage.trouble, outage.started_at, outage.probes) == ("credentials", began, 2)


def test_each_server_has_its_own(book: Book, probed: Probed, stop: threading.Event) -> None:
    gate = gate_with(book, probed)
    gate.failed(AWAY, 1)
    gate.failed(Unreachable("Stash", "Stash cannot be reached."), None)
    assert set(book.open) == {"Plex", "Stash"}

    gate.wait_until_open(stop)

    assert {one.server for one in book.over} == {"Plex", "Stash"}


def test_hanging_up_ourselves_is_no_outage(book: Book, probed: Probed) -> None:
    gate = gate_with(book, probed)
    error = HungUp("Plex", "Stopped.")

    assert gate.failed(error, 1) is error
    assert not gate.closed_to_us
    assert book.open == {}


def test_a_taken_up_outage_is_told_once(
    book: Book, probed: Probed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    book.keep(row(probed.clock))

    gate_with(book, probed, patient=True)

    assert caplog.messages == [
        "Plex has been away for 60 s: Plex cannot be reached. Next try in 40 s."
    ]
