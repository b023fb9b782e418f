"""The gate before both servers: nothing passes while one of them is away, but one probe a step."""

import logging
import threading
from dataclasses import dataclass, field

import pytest
from tests.worlds import FakeClock

from stashplex.core.errors import (
    AmbiguousMatch,
    CredentialsRefused,
    Incompatible,
    RateLimited,
    ServerFailed,
    StashplexError,
    Unavailable,
    Unreachable,
)
from stashplex.core.ports import StopSignal
from stashplex.worker.gate import Gate

AWAY = Unreachable("Plex", "Plex cannot be reached.")
REFUSED = CredentialsRefused("Plex", "Plex refuses our token.", "Set plex.token.")


@dataclass
class Probed:
    """Both servers as a probe sees them: what they answer, and when they were asked."""

    clock: FakeClock
    answers: list[StashplexError | None] = field(default_factory=list)
    """What the next probes meet; afterwards all is well."""
    asked: list[tuple[str, float]] = field(default_factory=list)

    def count(self) -> int:
        self._meet("Stash")
        return 0

    def sections(self) -> tuple[()]:
        self._meet("Plex")
        return ()

    def _meet(self, server: str) -> None:
        self.asked.append((server, self.clock.monotonic()))
        error = self.answers.pop(0) if self.answers else None
        if error is not None:
            raise error


@pytest.fixture
def probed(clock: FakeClock) -> Probed:
    return Probed(clock)


def gate_of(probed: Probed, *, patient: bool = False) -> Gate:
    return Gate(probed, probed, probed.clock, lambda: 0.0, patient=patient)  # type: ignore[arg-type]  # only probes are asked


@pytest.fixture
def gate(probed: Probed) -> Gate:
    return gate_of(probed)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def test_an_open_gate_lets_pass_without_a_word(
    gate: Gate, probed: Probed, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    assert gate.wait_until_open(stop)
    assert not gate.closed_to_us
    assert gate.states() == {"Stash": "closed", "Plex": "closed"}
    assert (probed.asked, probed.clock.waits, caplog.messages) == ([], [], [])


def test_a_server_that_is_away_is_asked_once_each_step(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    probed.answers += [AWAY] * 6
    gate.failed(AWAY, 1)
    assert gate.closed_to_us

    assert gate.wait_until_open(stop)

    assert probed.asked == [("Plex", at) for at in (5, 15, 35, 75, 135, 195, 255)]
    assert not gate.closed_to_us


def test_each_change_is_told_once(
    gate: Gate, probed: Probed, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    probed.answers += [AWAY, AWAY]
    gate.failed(AWAY, 1)
    gate.failed(AWAY, 2)

    gate.wait_until_open(stop)

    assert caplog.messages == [
        "Plex cannot be reached. Nothing more is sent. Next try in 5 s.",
        "Plex answers again, after 35 s.",
    ]


def test_the_probe_goes_to_the_server_that_is_away(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    gate.failed(Unavailable("Stash", "Stash is not ready."), None)

    assert gate.wait_until_open(stop)
    assert [server for server, _ in probed.asked] == ["Stash"]


def test_a_stop_ends_the_waiting(gate: Gate, probed: Probed, stop: threading.Event) -> None:
    gate.failed(AWAY, 1)
    probed.clock.after(2.0, stop.set)

    assert not gate.wait_until_open(stop)
    assert probed.asked == []


def test_a_gate_that_is_stopped_lets_nobody_pass(gate: Gate, stop: threading.Event) -> None:
    stop.set()

    assert not gate.wait_until_open(stop)


@pytest.mark.parametrize("error", [REFUSED, Incompatible("Plex", "Plex speaks another tongue.")])
def test_what_only_a_person_can_mend_is_raised(
    error: StashplexError,
    gate: Gate,
    probed: Probed,
    stop: threading.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate.failed(error, 1)

    with pytest.raises(type(error)):
        gate.wait_until_open(stop)

    assert caplog.messages == [f"{error} Nothing more is sent."]
    assert (probed.asked, probed.clock.waits) == ([], [])


def test_a_patient_gate_waits_for_a_person_too(
    probed: Probed, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    gate = gate_of(probed, patient=True)
    probed.answers += [REFUSED, REFUSED]
    gate.failed(REFUSED, 1)

    assert gate.wait_until_open(stop)
    assert len(probed.asked) == 3
    assert caplog.messages == [f"{REFUSED} Nothing more is sent. Next try in 5 s."]


def test_each_server_keeps_its_own_trouble(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    no_key = CredentialsRefused("Stash", "Stash refuses our key.")
    gate.failed(no_key, None)
    gate.failed(AWAY, 1)

    with pytest.raises(CredentialsRefused, match="our key"):
        gate.wait_until_open(stop)

    assert probed.asked == []


def test_an_outage_that_turns_out_to_be_a_wrong_token_is_raised(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    probed.answers.append(REFUSED)
    gate.failed(AWAY, 1)

    with pytest.raises(CredentialsRefused):
        gate.wait_until_open(stop)


def test_three_scenes_failing_in_a_row_close_it_and_are_spared(gate: Gate) -> None:
    for scene in (1, 2, 2):
        gate.failed(ServerFailed("Plex", "500"), scene)
    assert gate.states()["Plex"] == "closed"

    gate.failed(ServerFailed("Plex", "500"), 3)

    assert gate.states()["Plex"] == "open"
    assert gate.take_spared() == {1, 2, 3}
    assert gate.take_spared() == set()


def test_a_scene_that_goes_well_in_between_keeps_it_open(gate: Gate) -> None:
    for scene in range(10):
        gate.failed(ServerFailed("Plex", "500"), scene)
        gate.succeeded()

    assert not gate.closed_to_us
    assert gate.take_spared() == set()


@pytest.mark.parametrize("error", [ZeroDivisionError(), AmbiguousMatch("two items")])
def test_what_says_nothing_of_a_server_leaves_it_open(error: Exception, gate: Gate) -> None:
    for scene in range(10):
        gate.failed(error, scene)

    assert not gate.closed_to_us


def test_a_server_that_asks_for_quiet_is_left_alone_so_long(
    gate: Gate, probed: Probed, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    gate.failed(RateLimited("Plex", "Plex asks us to slow down.", wait_seconds=40), 1)
    gate.failed(RateLimited("Plex", "Plex asks us to slow down.", wait_seconds=10), 2)
    assert gate.closed_to_us

    assert gate.wait_until_open(stop)

    assert probed.clock.waits == [40.0]
    assert probed.asked == []
    assert caplog.messages[0] == "Plex asks us to slow down. Waiting for 40 s."


def test_a_probe_that_is_asked_for_quiet_keeps_it(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    probed.answers.append(RateLimited("Plex", "Plex asks us to slow down.", wait_seconds=100))
    gate.failed(AWAY, 1)

    assert gate.wait_until_open(stop)

    assert [at for _, at in probed.asked] == [5.0, 105.0]


def test_a_wait_that_ends_too_soon_probes_no_sooner(probed: Probed, stop: threading.Event) -> None:
    class Drowsy(FakeClock):
        """Wakes up after half of every wait that is longer than a second."""

        def wait(self, stop: StopSignal, seconds: float) -> bool:
            return super().wait(stop, seconds / 2 if seconds > 1 else seconds)

    probed.clock = Drowsy()
    drowsy = gate_of(probed)
    drowsy.failed(AWAY, 1)

    assert drowsy.wait_until_open(stop)
    assert probed.asked == [("Plex", 5.0)]


def test_a_scene_that_finds_it_away_all_alone_fails_by_itself(
    gate: Gate, stop: threading.Event
) -> None:
    judged = []
    for _ in range(4):
        judged.append(gate.failed(AWAY, 7))
        gate.wait_until_open(stop)

    assert judged[:2] == [AWAY, AWAY]
    assert [type(error) for error in judged[2:]] == [ServerFailed, ServerFailed]
    assert "It answers all but this scene." in str(judged[2])


def test_whatever_else_happens_is_judged_as_it_is(gate: Gate) -> None:
    for error in (ZeroDivisionError(), AmbiguousMatch("two items"), AWAY, REFUSED):
        assert gate.failed(error, 1) is error


def test_while_plex_is_busy_nothing_passes(
    gate: Gate, probed: Probed, stop: threading.Event
) -> None:
    answers = [True, True, False]
    gate.pause_while(lambda: answers.pop(0))
    assert gate.closed_to_us

    assert gate.wait_until_open(stop)

    assert probed.clock.waits == [15.0, 15.0, 15.0]
    assert not gate.closed_to_us


def test_a_stop_ends_a_pause(gate: Gate, probed: Probed, stop: threading.Event) -> None:
    gate.pause_while(lambda: True)
    probed.clock.after(20.0, stop.set)

    assert not gate.wait_until_open(stop)
