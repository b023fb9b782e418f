"""The way to both servers, as a run beside a resident worker sees it."""

import threading

import pytest
from tests.unit.worker.test_gate import AWAY, REFUSED, Probed, gate_of
from tests.worlds import FakeClock

from stashplex.core.errors import CredentialsRefused, RateLimited
from stashplex.worker.gate import Gate
from stashplex.worker.passage import GateBeside, GateWithBreaks


@pytest.fixture
def probed(clock: FakeClock) -> Probed:
    return Probed(clock)


@pytest.fixture
def gate(probed: Probed) -> Gate:
    return gate_of(probed, patient=True)


@pytest.fixture
def beside(gate: Gate, clock: FakeClock) -> GateBeside:
    return GateBeside(gate, clock)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


class TestInABreakOfTheWorker:
    """Whoever has the break waits at the gate; the worker waits for the end of the break."""

    def test_an_outage_ends_though_the_worker_probes_nothing(
        self, gate: Gate, beside: GateBeside, probed: Probed, stop: threading.Event
    ) -> None:
        probed.answers += [AWAY, AWAY]
        gate.failed(AWAY, 1)

        assert beside.wait_until_open(stop)

        moments = [round(at) for _, at in probed.asked]
        assert moments == [5, 15, 35]
        assert not gate.closed_to_us

    def test_writing_goes_on_once_plex_is_not_busy_any_more(
        self, gate: Gate, beside: GateBeside, clock: FakeClock, stop: threading.Event
    ) -> None:
        looks: list[float] = []

        def is_busy() -> bool:
            looks.append(clock.monotonic())
            return len(looks) < 3

        gate.pause_while(is_busy)

        assert beside.wait_until_open(stop)
        assert looks == [15.0, 30.0, 45.0]

    def test_a_server_that_asked_for_quiet_is_not_asked_before(
        self, gate: Gate, beside: GateBeside, probed: Probed, stop: threading.Event
    ) -> None:
        probed.answers += [RateLimited("Plex", "Too many requests.", wait_seconds=90.0)]
        gate.failed(AWAY, 1)

        assert beside.wait_until_open(stop)

        assert [round(at) for _, at in probed.asked] == [5, 95]

    def test_what_only_a_person_can_mend_is_told(
        self, gate: Gate, beside: GateBeside, probed: Probed, stop: threading.Event
    ) -> None:
        probed.answers += [REFUSED]
        gate.failed(AWAY, 1)

        with pytest.raises(CredentialsRefused):
            beside.wait_until_open(stop)


class TestWhileTheWorkerWaits:
    """Its break is wanted: it leaves the gate for it, and comes back."""

    def test_it_leaves_for_its_break(
        self, gate: Gate, probed: Probed, clock: FakeClock, stop: threading.Event
    ) -> None:
        wanted = threading.Event()
        gate.failed(AWAY, 1)
        clock.after(2.0, wanted.set)

        assert not GateWithBreaks(gate, wanted.is_set).wait_until_open(stop)

        assert probed.asked == []
        assert gate.closed_to_us

    def test_a_gate_that_is_open_keeps_nobody_from_working_on(
        self, gate: Gate, stop: threading.Event
    ) -> None:
        assert GateWithBreaks(gate, lambda: True).wait_until_open(stop)

    def test_plex_is_busy_as_before_when_it_comes_back(
        self, gate: Gate, clock: FakeClock, stop: threading.Event
    ) -> None:
        wanted = threading.Event()
        gate.pause_while(lambda: True)
        clock.after(2.0, wanted.set)

        assert not GateWithBreaks(gate, wanted.is_set).wait_until_open(stop)

        assert gate.closed_to_us
