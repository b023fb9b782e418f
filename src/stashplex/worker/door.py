"""The way to one server: its breaker, its probe, and the record of the outage that goes on."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.backoff import PROBE_CAP
from stashplex.core.breaker import Breaker, BreakerState, Closed, Opened, Trouble
from stashplex.core.errors import HungUp, ServerError, StashplexError, Unavailable
from stashplex.core.outage import Outage
from stashplex.core.ports import Clock, OutageBook

logger = logging.getLogger(__name__)

MENDED_BY_A_PERSON: Final = (Trouble.CREDENTIALS, Trouble.INCOMPATIBLE)


class Manners(Struct, frozen=True):
    """What the doors to both servers share."""

    clock: Clock
    random: Callable[[], float]
    book: OutageBook
    patient: bool
    """Whether what only a person can mend is waited out as well."""


class Door:
    """Stands before one server, says each change once, and keeps it in the book."""

    def __init__(self, server: str, ask: Callable[[], object], manners: Manners) -> None:
        self._server = server
        self._ask = ask
        self._clock = manners.clock
        self._book = manners.book
        self._patient = manners.patient
        # It goes by the clock that is never set, so that no wait grows when the other one is.
        self._breaker = Breaker(manners.random)
        self._noting = threading.RLock()
        self._outage: Outage | None = None
        self._is_in_the_book = False
        """False also where the book keeps nothing: then nobody else can know more."""
        self._error: StashplexError | None = None
        self.reopened_at: float | None = None
        """When the last outage ended, by the clock that is never set."""

    @property
    def state(self) -> BreakerState:
        """Whether requests pass."""
        return self._breaker.state

    @property
    def next_probe_at(self) -> float | None:
        """When to probe, by the clock that is never set; None while requests pass."""
        return self._breaker.next_probe_at

    def trouble(self, *, mended_by_a_person: bool) -> StashplexError | None:
        """Returns what keeps requests from passing; with the flag, only what no wait mends."""
        if self._breaker.state is BreakerState.CLOSED or (
            mended_by_a_person and self._breaker.trouble not in MENDED_BY_A_PERSON
        ):
            return None
        told = self._outage.latest or self._outage.cause.message if self._outage else ""
        return self._error or Unavailable(self._server, told)

    @property
    def needs_a_person(self) -> StashplexError | None:
        """What was met, where waiting is no use."""
        return None if self._will_pass(self._breaker.trouble) else self._error

    def take_up(self, outage: Outage) -> None:
        """Goes on with an outage that was going on when the last process ended.

        A patient one keeps the wait that was begun. Else a person asks, and is not to wait for
        what may be over since: the first probe is due at once.
        """
        now, wall = self._clock.monotonic(), self._clock.now()
        wait = min(max(outage.next_probe_at - wall, 0.0), PROBE_CAP) if self._patient else 0.0
        since = now - outage.seconds(wall)
        self._breaker.take_up(Trouble(outage.trouble), since, outage.step, now + wait)
        self._outage = outage
        self._is_in_the_book = True
        logger.warning(
            "%s has been away for %.0f s: %s Next try in %.0f s.",
            self._server,
            outage.seconds(wall),
            outage.latest or outage.cause.message,
            wait,
        )

    def blames(self, scene: int) -> bool:
        """Tells whether it is this scene, and not the server, that is met by no answer."""
        return self._breaker.blames(scene)

    def succeeded(self, scene: int | None = None) -> None:
        """Records an answer, to a scene or to a probe."""
        with self._noting:
            self._note(self._breaker.succeeded(scene))

    def answered(self) -> None:
        """Records an answer to what is no scene's."""
        with self._noting:
            self._breaker.answered()

    def failed(
        self, error: StashplexError, scene: int | None, *, tells: bool = True
    ) -> Opened | None:
        """Records an error, and tells it; returns the change where nothing is sent any more."""
        with self._noting:
            change = self._breaker.failed(error, self._clock.monotonic(), scene)
            if isinstance(change, Opened):
                self._error = error
            self._note(change, tells=tells)
        return change if isinstance(change, Opened) else None

    def gave_up(self, error: ServerError) -> None:
        """Records what ends a command, which tells it; in an outage it is as good as a probe."""
        with self._noting:
            probed = self.next_probe_at is not None and self.may_probe()
            if probed:
                self._keep(probes=1)
            self.failed(error, None, tells=False)
            if probed:
                self._keep(latest=error.message)

    def may_probe(self) -> bool:
        """Says whether the time of the next probe has come, and no other process was faster."""
        with self._noting:
            return not self._follows() and self._breaker.may_send(self._clock.monotonic())

    def probe(self) -> StashplexError | None:
        """Asks the server once; returns what it met, or None where it answered."""
        # Kept before it is sent: a process that dies of it must not ask again at once.
        self._keep(probes=1)
        try:
            self._ask()
        except HungUp as error:
            return error
        except ServerError as error:
            self._error = error
            self.failed(error, None)
            self._keep(latest=error.message)
            return error
        self.succeeded()
        return None

    def _follows(self) -> bool:
        """Goes by what another process found out of the same outage, where it knows more."""
        if self._outage is None or not self._is_in_the_book:
            return False
        kept = self._kept()
        if kept is None:
            if self._breaker.may_send(self._clock.monotonic()):
                self._note(self._breaker.succeeded())
            return True
        return kept.probes > self._outage.probes and self._waits_as(kept)

    def _waits_as(self, kept: Outage) -> bool:
        """Takes over how far others came; returns whether their wait is not over yet."""
        self._outage = kept
        wait = min(kept.next_probe_at - self._clock.now(), PROBE_CAP)
        if wait <= 0:
            return False
        now = self._clock.monotonic()
        since = now - kept.seconds(self._clock.now())
        self._breaker.take_up(Trouble(kept.trouble), since, kept.step, now + wait)
        return True

    def _kept(self) -> Outage | None:
        return next((one for one in self._book.going_on() if one.server == self._server), None)

    def _note(self, change: Opened | Closed | None, *, tells: bool = True) -> None:
        if isinstance(change, Opened):
            if tells:
                self._tell(change)
            self._begin(change)
        elif isinstance(change, Closed):
            self._end(change)

    def _tell(self, change: Opened) -> None:
        wait = change.next_probe_at - self._clock.monotonic()
        next_try = f" Next try in {wait:.0f} s." if self._will_pass(change.trouble) else ""
        logger.warning("%s Nothing more is sent.%s", change.cause.message, next_try)

    def _begin(self, change: Opened) -> None:
        known = self._outage or self._kept()
        if known is not self._outage and known is not None and known.trouble == change.trouble:
            self._is_in_the_book = True
            if self._waits_as(known):
                return
        started = self._clock.now() if known is None else known.started_at
        probes = 0 if known is None else known.probes
        self._outage = Outage(
            self._server, change.trouble.value, change.cause, started, probes=probes
        )
        self._keep()

    def _end(self, change: Closed) -> None:
        now = self._clock.monotonic()
        logger.info("%s answers again, after %.0f s.", self._server, now - change.since)
        if change.trouble is Trouble.OUTAGE:
            # One that only refused us was never out of breath.
            self.reopened_at = now
        self._outage = None
        self._is_in_the_book = False
        self._book.end(self._server, self._clock.now())

    def _keep(self, *, probes: int = 0, latest: str = "") -> None:
        with self._noting:
            if self._outage is not None and self._breaker.next_probe_at is not None:
                self._keep_open(self._outage, self._breaker.next_probe_at, probes, latest)

    def _keep_open(self, outage: Outage, next_probe_at: float, probes: int, latest: str) -> None:
        wait = next_probe_at - self._clock.monotonic()
        self._outage = replace(
            outage,
            probes=outage.probes + probes,
            latest=latest or outage.latest,
            step=self._breaker.step,
            next_probe_at=self._clock.now() + wait,
        )
        self._book.keep(self._outage)
        self._is_in_the_book = self._kept() is not None

    def _will_pass(self, trouble: Trouble | None) -> bool:
        return self._patient or trouble not in MENDED_BY_A_PERSON
