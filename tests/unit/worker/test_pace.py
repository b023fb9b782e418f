"""Writing at full speed as a rule, gently after an outage, and not at all while Plex is busy."""

import threading
from dataclasses import dataclass, field

import pytest
from tests.worlds import FakeClock

from stashplex.core.errors import BadAnswer, CredentialsRefused, HungUp, StashplexError, Unreachable
from stashplex.worker.gate import Gate
from stashplex.worker.pace import Pace

AWAY = Unreachable("Plex", "Plex cannot be reached.")
REFUSED = CredentialsRefused("Plex", "Plex refuses our token.", "Set plex.token.")


@dataclass
class Busy:
    """A Plex that says what it is busy with."""

    clock: FakeClock
    answers: list[str | StashplexError] = field(default_factory=list)
    """What it says next; afterwards it has nothing to do."""
    asked: list[float] = field(default_factory=list)

    def busy_with(self) -> str:
        self.asked.append(self.clock.monotonic())
        says = self.answers.pop(0) if self.answers else ""
        if isinstance(says, StashplexError):
            raise says
        return says

    def sections(self) -> tuple[()]:
        return ()

    def count(self) -> int:
        return 0


@pytest.fixture
def busy(clock: FakeClock) -> Busy:
    return Busy(clock)


@pytest.fixture
def gate(busy: Busy, clock: FakeClock) -> Gate:
    return Gate(busy, busy, clock, lambda: 0.0)  # type: ignore[arg-type]  # only probes are asked


@pytest.fixture
def pace(busy: Busy, gate: Gate, clock: FakeClock) -> Pace:
    return Pace(busy, gate, clock)  # type: ignore[arg-type]  # nothing else is asked


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def after_an_outage(gate: Gate, stop: threading.Event) -> None:
    gate.failed(AWAY, 1)
    gate.wait_until_open(stop)


def write(pace: Pace, clock: FakeClock, stop: threading.Event, seconds: float = 0.0) -> None:
    pace.before_write(stop)
    clock.advance(seconds)
    pace.wrote(seconds)


def test_an_outage_that_was_over_long_ago_holds_nothing_back(
    pace: Pace,
    gate: Gate,
    clock: FakeClock,
    stop: threading.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    after_an_outage(gate, stop)
    clock.advance(3 * 86400.0)
    clock.waits.clear()

    for _ in range(50):
        write(pace, clock, stop, 0.01)

    assert clock.waits == []
    assert [line for line in caplog.messages if "gently" in line] == []


def test_normally_nothing_is_held_back_and_nobody_is_asked(
    pace: Pace, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    for _ in range(250):
        write(pace, clock, stop, 0.1)

    assert clock.waits == []
    assert len(busy.asked) == 0


def test_while_it_writes_plex_is_asked_twice_a_minute_what_it_is_doing(
    pace: Pace, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    for _ in range(1000):
        write(pace, clock, stop, 0.1)

    assert len(busy.asked) == 3


def test_after_an_outage_it_begins_gently_and_ends_at_full_speed(
    pace: Pace, gate: Gate, clock: FakeClock, stop: threading.Event
) -> None:
    after_an_outage(gate, stop)
    began, moments = clock.monotonic(), []
    while clock.monotonic() < began + 290:
        write(pace, clock, stop)
        moments.append(clock.monotonic() - began)

    first = sum(at < 10 for at in moments)
    last = sum(280 <= at < 290 for at in moments)
    assert first == pytest.approx(52, abs=4)
    assert last == pytest.approx(195, abs=6)
    clock.advance(20)
    clock.waits.clear()
    for _ in range(100):
        write(pace, clock, stop)
    assert clock.waits == []


def test_after_credentials_were_refused_nothing_is_held_back(
    pace: Pace, gate: Gate, clock: FakeClock, stop: threading.Event
) -> None:
    gate.failed(REFUSED, None)
    clock.advance(10)
    gate.ask(stop)
    assert not gate.closed_to_us

    for _ in range(100):
        write(pace, clock, stop)

    assert clock.waits == []


def test_trouble_on_the_way_up_halves_the_pace(
    pace: Pace, gate: Gate, clock: FakeClock, stop: threading.Event
) -> None:
    after_an_outage(gate, stop)
    for _ in range(7):
        write(pace, clock, stop)
    before = clock.waits[-1]
    pace.failed()
    for _ in range(2):
        write(pace, clock, stop)

    assert clock.waits[-1] == pytest.approx(2 * before, rel=0.05)


def test_a_write_that_took_too_long_is_followed_by_a_rest(
    pace: Pace, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    for _ in range(20):
        write(pace, clock, stop, 0.1)
    write(pace, clock, stop, 0.5)
    write(pace, clock, stop, 0.1)
    write(pace, clock, stop, 0.1)

    assert clock.waits == [pytest.approx(0.4)]
    assert len(busy.asked) == 1, "it is asked whether it is busy"


def test_while_plex_scans_the_gate_is_closed_and_opens_when_it_is_done(
    pace: Pace, gate: Gate, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    busy.answers += ["Scanning Videos", "Scanning Videos", "Scanning Videos"]
    clock.advance(30)

    pace.before_write(stop)

    assert gate.closed_to_us
    assert gate.wait_until_open(stop)
    assert busy.asked == [30.0, 45.0, 60.0, 75.0]
    write(pace, clock, stop)
    assert not gate.closed_to_us


def test_a_scan_that_never_ends_is_not_waited_for_for_ever(
    pace: Pace, gate: Gate, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    busy.answers += ["Scanning Videos"] * 1000
    clock.advance(30)
    pace.before_write(stop)

    assert gate.wait_until_open(stop)

    assert clock.monotonic() == 30.0 + 900.0
    for _ in range(10):
        write(pace, clock, stop)
    assert not gate.closed_to_us


@pytest.mark.parametrize("error", [BadAnswer("Plex", "not JSON"), HungUp("Plex", "stopped")])
def test_a_plex_that_does_not_say_is_taken_for_idle(
    error: StashplexError,
    pace: Pace,
    gate: Gate,
    busy: Busy,
    clock: FakeClock,
    stop: threading.Event,
) -> None:
    busy.answers += [error]
    clock.advance(30)

    pace.before_write(stop)

    assert not gate.closed_to_us


def test_a_plex_that_is_away_when_it_is_asked_is_away(
    pace: Pace, gate: Gate, busy: Busy, clock: FakeClock, stop: threading.Event
) -> None:
    busy.answers += [AWAY]
    clock.advance(30)

    pace.before_write(stop)

    assert gate.states()["Plex"] == "open"


def test_a_stop_is_not_held_up(
    pace: Pace, gate: Gate, clock: FakeClock, stop: threading.Event
) -> None:
    after_an_outage(gate, stop)
    stop.set()
    for _ in range(100):
        write(pace, clock, stop)

    assert clock.monotonic() == 5.0
