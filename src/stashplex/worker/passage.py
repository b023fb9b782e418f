"""The way to both servers, as whoever sends something sees it."""

from collections.abc import Callable
from typing import Final, Protocol

from stashplex.core.errors import ServerError
from stashplex.core.ports import Clock, StopSignal
from stashplex.worker.gate import Gate

BETWEEN_LOOKS: Final = 0.5
"""Seconds between two looks whether the one that probes has found the way open."""


class Passage(Protocol):
    """Stands before both servers: nothing is sent while it is closed."""

    @property
    def closed_to_us(self) -> bool:
        """True while nothing may be sent."""

    @property
    def patient(self) -> bool:
        """True where nobody waits: even what a server meets at the start is waited out."""

    @property
    def plex_reopened_at(self) -> float | None:
        """When Plex's last outage ended, by the clock that is never set; None without one."""

    def succeeded(self, scene: int | None = None) -> None:
        """Records that a whole scene went well, which takes both servers."""

    def failed(self, error: Exception, scene: int | None) -> Exception:
        """Records an error of a scene, or of many; returns it as it is to be judged."""

    def gave_up(self, error: ServerError) -> None:
        """Records an outage that is not waited out: what needed the server ends, and tells it."""

    def take_spared(self) -> frozenset[int]:
        """Returns the scenes whose last attempt was the outage's fault, each once."""

    def pause_while(self, is_busy: Callable[[], bool]) -> None:
        """Lets nothing pass until `is_busy`, which is asked now and then, says no."""

    def ask(self, stop: StopSignal) -> None:
        """Raises what is met, or known, of a server that was away when it was last seen."""

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits until both servers answer; returns False when asked to stop."""


class _Before:
    """Stands before a gate and leaves it as it is."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @property
    def closed_to_us(self) -> bool:
        """True while nothing may be sent."""
        return self._gate.closed_to_us

    @property
    def patient(self) -> bool:
        """True where nobody waits: even what a server meets at the start is waited out."""
        return self._gate.patient

    @property
    def plex_reopened_at(self) -> float | None:
        """When Plex's last outage ended, by the clock that is never set; None without one."""
        return self._gate.plex_reopened_at

    def succeeded(self, scene: int | None = None) -> None:
        """Records that a whole scene went well, which takes both servers."""
        self._gate.succeeded(scene)

    def failed(self, error: Exception, scene: int | None) -> Exception:
        """Records an error of a scene, or of many; returns it as it is to be judged."""
        return self._gate.failed(error, scene)

    def gave_up(self, error: ServerError) -> None:
        """Records an outage that is not waited out: what needed the server ends, and tells it."""
        self._gate.gave_up(error)

    def take_spared(self) -> frozenset[int]:
        """Returns the scenes whose last attempt was the outage's fault, each once."""
        return self._gate.take_spared()

    def pause_while(self, is_busy: Callable[[], bool]) -> None:
        """Lets nothing pass until `is_busy`, which is asked now and then, says no."""
        self._gate.pause_while(is_busy)

    def ask(self, stop: StopSignal) -> None:
        """Raises what is met of a server that was away when it was last seen."""
        self._gate.ask(stop)

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits until both servers answer; returns False when asked to stop."""
        return self._gate.wait_until_open(stop)


class GateWithBreaks(_Before):
    """The gate of a resident worker, which gives breaks also where it waits for a server."""

    def __init__(self, gate: Gate, wants_a_break: Callable[[], bool]) -> None:
        super().__init__(gate)
        self._wants_a_break = wants_a_break

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits until both servers answer; returns False where a stop or a break comes first."""
        if not self._gate.closed_to_us:
            return not stop.is_set()
        return self._gate.wait_until_open(_Either(stop, self._wants_a_break))


class _Either:
    """A signal to leave: a stop, or a wish that is looked at now and then."""

    def __init__(self, stop: StopSignal, is_wished: Callable[[], bool]) -> None:
        self._stop = stop
        self._is_wished = is_wished

    def is_set(self) -> bool:
        return self._stop.is_set() or self._is_wished()

    def wait(self, timeout: float | None = None) -> bool:
        left = float("inf") if timeout is None else timeout
        while left > 0 and not self.is_set():
            self._stop.wait(min(left, BETWEEN_LOOKS))
            left -= BETWEEN_LOOKS
        return self.is_set()


class GateBeside(_Before):
    """The gate of a resident worker, as a run sees it that somebody follows.

    The resident probes, so that nobody asks beside it; only in its breaks the run does. Who follows
    a run is told at once what is away when it begins, and what only a person can mend; an outage on
    the way is waited out.
    """

    def __init__(self, gate: Gate, clock: Clock) -> None:
        super().__init__(gate)
        self._clock = clock

    @property
    def patient(self) -> bool:
        """False: somebody follows the run."""
        return False

    def take_spared(self) -> frozenset[int]:
        """Returns no scene: the resident settles them all."""
        return frozenset()

    def ask(self, stop: StopSignal) -> None:
        """Raises what is known of a server that is away."""
        del stop
        trouble = self._gate.trouble()
        if trouble is not None:
            raise trouble

    def expect_no_person(self) -> None:
        """Raises the error that only a person can mend, where there is one."""
        trouble = self._gate.trouble(mended_by_a_person=True)
        if trouble is not None:
            raise trouble

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits until both servers answer; returns False when asked to stop."""
        while self._gate.closed_to_us and not stop.is_set():
            self.expect_no_person()
            self._gate.look(stop)
            self._clock.wait(stop, BETWEEN_LOOKS)
        return not stop.is_set()
