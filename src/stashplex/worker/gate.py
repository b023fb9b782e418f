"""One breaker per server: while one is open nothing is sent but a probe now and then."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from stashplex.core.breaker import BreakerState
from stashplex.core.errors import (
    HungUp,
    RateLimited,
    ServerAway,
    ServerError,
    ServerFailed,
    StashplexError,
)
from stashplex.core.outage import Unkept
from stashplex.core.ports import Clock, OutageBook, PlexServer, StashServer, StopSignal
from stashplex.worker.door import Door, Manners
from stashplex.worker.halving import of_the_server

logger = logging.getLogger(__name__)

UNKEPT: Final = Unkept()
BETWEEN_LOOKS: Final = 15.0
"""Seconds between two looks whether a server is still busy with itself."""


class Gate:
    """Stands before both servers, for every thread of a run; says each change of state once."""

    def __init__(
        self,
        stash: StashServer,
        plex: PlexServer,
        clock: Clock,
        random: Callable[[], float],
        *,
        patient: bool = False,
        outages: OutageBook = UNKEPT,
    ) -> None:
        """Takes up the outages that the book says are going on.

        With `patient`, as a resident worker is, it also waits out what only a person can mend,
        instead of raising it, and goes on with a wait that an earlier process had begun.
        """
        self._clock = clock
        self.patient = patient
        manners = Manners(clock, random, outages, patient)
        # Not /identity alone: a probe needs the token and the database behind it.
        self._doors = {
            "Stash": Door("Stash", stash.count, manners),
            "Plex": Door("Plex", plex.sections, manners),
        }
        for outage in outages.going_on():
            self._doors[outage.server].take_up(outage)
        self._spared: set[int] = set()
        self._noting = threading.RLock()
        self._waiting = threading.Lock()
        """Held by the one thread that waits and probes: nobody need ask beside it."""
        self._quiet_until = 0.0
        """Until then, by the clock that is never set, a server asked not to be asked."""
        self._is_busy: Callable[[], bool] | None = None
        self._look_at = 0.0
        """When to look next whether it is still busy, for whoever does not wait here."""

    @property
    def closed_to_us(self) -> bool:
        """True while nothing may be sent."""
        if self._is_busy is not None or self._clock.monotonic() < self._quiet_until:
            return True
        return any(one.state is not BreakerState.CLOSED for one in self._doors.values())

    @property
    def plex_reopened_at(self) -> float | None:
        """When Plex's last outage ended, by the clock that is never set; None without one."""
        return self._doors["Plex"].reopened_at

    def states(self) -> dict[str, str]:
        """Returns the state of each server's breaker."""
        return {server: one.state.value for server, one in self._doors.items()}

    def succeeded(self, scene: int | None = None) -> None:
        """Records that a whole scene went well, which takes both servers."""
        with self._noting:
            for door in self._doors.values():
                door.succeeded(scene)

    def answered(self, server: str) -> None:
        """Records that a server answered what is no scene's, and no probe."""
        with self._noting:
            self._doors[server].answered()

    def failed(self, error: Exception, scene: int | None) -> Exception:
        """Records an error of a scene, or of a request for many; returns it as it is to be judged.

        Where a server is away for one scene alone, again and again, that is the scene's failure.
        """
        if not isinstance(error, StashplexError) or isinstance(error, HungUp):
            return error
        with self._noting:
            return self._judged(error, scene)

    def _judged(self, error: StashplexError, scene: int | None) -> StashplexError:
        if isinstance(error, RateLimited):
            self._keep_quiet(error)
        door = self._doors[error.server if isinstance(error, ServerError) else "Plex"]
        change = door.failed(error, scene)
        if change is not None:
            self._spared.update(change.give_back)
            if scene is not None:
                self._spared.add(scene)
        elif scene is not None and isinstance(error, ServerAway) and door.blames(scene):
            return ServerFailed(
                error.server,
                f"{error.message} It answers all but this scene.",
                f"Look into {error.server}'s own log, then retry.",
            )
        return error

    def gave_up(self, error: ServerError) -> None:
        """Records an outage that is not waited out: what needed the server ends, and tells it."""
        if not isinstance(error, HungUp | RateLimited):
            with self._noting:
                self._doors[error.server].gave_up(of_the_server(error))

    def take_spared(self) -> frozenset[int]:
        """Returns the scenes whose last attempt was the outage's fault, each once."""
        with self._noting:
            spared = frozenset(self._spared)
            self._spared.clear()
            return spared

    def trouble(self, *, mended_by_a_person: bool = False) -> StashplexError | None:
        """Returns what keeps one of the servers closed; with the flag, only what no wait mends."""
        troubles = (
            door.trouble(mended_by_a_person=mended_by_a_person) for door in self._doors.values()
        )
        return next(filter(None, troubles), None)

    def pause_while(self, is_busy: Callable[[], bool]) -> None:
        """Lets nothing pass until `is_busy`, which is asked now and then, says no."""
        self._look_at = self._clock.monotonic() + BETWEEN_LOOKS
        self._is_busy = is_busy

    def ask(self, stop: StopSignal) -> None:
        """Probes once each server that was away when it was last seen; raises what it meets."""
        for door in self._doors.values():
            if door.next_probe_at is not None and not stop.is_set() and door.may_probe():
                error = door.probe()
                if error is not None:
                    raise error

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits and probes until both servers answer; returns False when asked to stop.

        Raises the server's error where only a person can mend it, unless patient.
        """
        if self.closed_to_us:
            with self._waiting:
                self._wait_and_probe(stop)
        return not stop.is_set()

    def look(self, stop: StopSignal) -> None:
        """Does what is due while nothing passes, and waits for nothing.

        For whoever waits beside a worker: where that waits here it does so itself, and in its
        breaks nobody else would.
        """
        if self._waiting.acquire(blocking=False):
            try:
                self._do_what_is_due(stop)
            finally:
                self._waiting.release()

    def _do_what_is_due(self, stop: StopSignal) -> None:
        now = self._clock.monotonic()
        for door in self._doors.values():
            due_at = door.next_probe_at
            if due_at is not None and now >= max(due_at, self._quiet_until):
                self._probe(door, stop)
        is_shut = any(door.next_probe_at is not None for door in self._doors.values())
        if not is_shut and now >= max(self._look_at, self._quiet_until):
            self._look_at = now + BETWEEN_LOOKS
            self._look_whether_busy()

    def _wait_and_probe(self, stop: StopSignal) -> None:
        while self.closed_to_us and not stop.is_set():
            self._wait_until(self._quiet_until, stop)
            for door in self._doors.values():
                self._wait_for(door, stop)
            self._wait_while_busy(stop)

    def _wait_for(self, door: Door, stop: StopSignal) -> None:
        while door.next_probe_at is not None and not stop.is_set():
            error = door.needs_a_person
            if error is not None:
                raise error
            self._wait_until(max(door.next_probe_at, self._quiet_until), stop)
            self._probe(door, stop)

    def _probe(self, door: Door, stop: StopSignal) -> None:
        if not stop.is_set() and door.may_probe():
            met = door.probe()
            if isinstance(met, RateLimited):
                self._keep_quiet(met)

    def _wait_while_busy(self, stop: StopSignal) -> None:
        while self._is_busy is not None and not self._clock.wait(stop, BETWEEN_LOOKS):
            self._look_whether_busy()

    def _look_whether_busy(self) -> None:
        if self._is_busy is not None and not self._is_busy():
            self._is_busy = None

    def _wait_until(self, moment: float, stop: StopSignal) -> None:
        seconds = moment - self._clock.monotonic()
        if seconds > 0:
            self._clock.wait(stop, seconds)

    def _keep_quiet(self, error: RateLimited) -> None:
        until = self._clock.monotonic() + error.wait_seconds
        self._quiet_until = max(self._quiet_until, until)
        logger.warning("%s Waiting for %.0f s.", error.message, error.wait_seconds)
