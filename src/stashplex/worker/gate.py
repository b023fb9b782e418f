"""One breaker per server: while one is open nothing is sent but a probe now and then."""

import logging
from collections.abc import Callable

from stashplex.core.breaker import Breaker, BreakerState, Closed, Opened, Trouble
from stashplex.core.errors import RateLimited, ServerError, StashplexError
from stashplex.core.ports import Clock, PlexServer, StashServer, StopSignal

logger = logging.getLogger(__name__)


class Gate:
    """Stands before both servers; says each change of state once."""

    def __init__(
        self,
        stash: StashServer,
        plex: PlexServer,
        clock: Clock,
        random: Callable[[], float],
        *,
        patient: bool = False,
    ) -> None:
        """With `patient` it also waits out what only a person can mend, instead of raising it."""
        self._clock = clock
        self._patient = patient
        self._breakers = {"Stash": Breaker(random), "Plex": Breaker(random)}
        # Not /identity alone: a probe needs the token and the database behind it.
        self._probes: dict[str, Callable[[], object]] = {
            "Stash": stash.count,
            "Plex": plex.sections,
        }
        self._spared: set[int] = set()
        self._errors: dict[str, StashplexError] = {}
        self._quiet_until = 0.0
        """Until then a server asked not to be asked."""

    @property
    def closed_to_us(self) -> bool:
        """True while nothing may be sent."""
        if self._clock.now() < self._quiet_until:
            return True
        return any(one.state is not BreakerState.CLOSED for one in self._breakers.values())

    def states(self) -> dict[str, str]:
        """Returns the state of each server's breaker."""
        return {server: one.state.value for server, one in self._breakers.items()}

    def succeeded(self) -> None:
        """Records that a whole scene went well, which takes both servers."""
        for server, breaker in self._breakers.items():
            self._tell(server, breaker.succeeded())

    def failed(self, error: Exception, scene: int | None) -> None:
        """Records an error of a scene, or of a request for many of them."""
        if not isinstance(error, StashplexError):
            return
        server = error.server if isinstance(error, ServerError) else "Plex"
        now = self._clock.now()
        if isinstance(error, RateLimited):
            self._quiet_until = max(self._quiet_until, now + error.wait_seconds)
            logger.warning("%s Waiting for %.0f s.", error.message, error.wait_seconds)
        change = self._breakers[server].failed(error, now, scene)
        if isinstance(change, Opened):
            self._errors[server] = error
            self._spared.update(change.give_back)
            if scene is not None:
                self._spared.add(scene)
        self._tell(server, change)

    def take_spared(self) -> frozenset[int]:
        """Returns the scenes whose last attempt was the outage's fault, each once."""
        spared = frozenset(self._spared)
        self._spared.clear()
        return spared

    def wait_until_open(self, stop: StopSignal) -> bool:
        """Waits and probes until both servers answer; returns False when asked to stop.

        Raises the server's error where only a person can mend it, unless patient.
        """
        while self.closed_to_us and not stop.is_set():
            self._wait_until(self._quiet_until, stop)
            for server, breaker in self._breakers.items():
                self._wait_for(server, breaker, stop)
        return not stop.is_set()

    def _wait_for(self, server: str, breaker: Breaker, stop: StopSignal) -> None:
        while breaker.next_probe_at is not None:
            if not self._will_pass(breaker.trouble):
                raise self._errors[server]
            self._wait_until(max(breaker.next_probe_at, self._quiet_until), stop)
            if stop.is_set():
                return
            if breaker.may_send(self._clock.now()):
                self._probe(server)

    def _wait_until(self, moment: float, stop: StopSignal) -> None:
        seconds = moment - self._clock.now()
        if seconds > 0:
            self._clock.wait(stop, seconds)

    def _will_pass(self, trouble: Trouble | None) -> bool:
        return self._patient or trouble not in (Trouble.CREDENTIALS, Trouble.INCOMPATIBLE)

    def _probe(self, server: str) -> None:
        try:
            self._probes[server]()
        except StashplexError as error:
            self.failed(error, None)
        else:
            self._tell(server, self._breakers[server].succeeded())

    def _tell(self, server: str, change: Opened | Closed | None) -> None:
        now = self._clock.now()
        if isinstance(change, Opened):
            wait = max(change.next_probe_at - now, 0.0)
            next_try = f" Next try in {wait:.0f} s." if self._will_pass(change.trouble) else ""
            logger.warning("%s Nothing more is sent.%s", change.cause.message, next_try)
        elif isinstance(change, Closed):
            logger.info("%s answers again, after %.0f s.", server, now - change.since)
