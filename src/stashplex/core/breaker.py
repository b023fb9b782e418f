"""Stops asking a server that is away, refuses us or fails, and finds out when it is back.

closed ──(away · refused · incompatible · three scenes in a row fail)──▶ open
open ──(the wait is over: one probe)──▶ half_open ──(it fails)──▶ open, for longer
open, half_open ──(anything is answered)──▶ closed
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from stashplex.core.backoff import probe_wait
from stashplex.core.errors import (
    CredentialsRefused,
    HungUp,
    Incompatible,
    ItemGone,
    NotTaken,
    PlexRejected,
    RequestTimedOut,
    ServerAway,
    ServerError,
    ServerFailed,
    StashplexError,
)
from stashplex.core.outcome import Cause
from stashplex.core.suspects import Suspects

SCENES_IN_A_ROW: Final = 3
"""One scene the server cannot take is the scene's trouble; this many are the server's."""
PROBE_PATIENCE: Final = 60.0
"""Seconds after which a probe that was never answered is taken for lost."""


class BreakerState(StrEnum):
    """Whether requests are sent: all, none, or one to see."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Trouble(StrEnum):
    """Why nothing is sent."""

    OUTAGE = "outage"
    CREDENTIALS = "credentials"
    INCOMPATIBLE = "incompatible"


class Opened(Struct, frozen=True):
    """Nothing more is sent to a server, or for another reason than before."""

    trouble: Trouble
    cause: Cause
    next_probe_at: float
    give_back: tuple[int, ...] = ()
    """The scenes that just used an attempt in vain, once per attempt, oldest first; the scene whose
    failure opened the breaker is not among them, since its attempt is not used yet."""


class Closed(Struct, frozen=True):
    """The server answers again."""

    trouble: Trouble
    """What it was."""
    since: float
    """When it began."""


class Breaker:
    """Watches over the requests to one server; used by one thread at a time."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._half_open = False
        self._trouble: Trouble | None = None
        self._since = 0.0
        self._next_probe_at = 0.0
        self._step = 0
        self._failed: list[int] = []
        self._given_back: set[int] = set()
        self._suspects = Suspects()

    def take_up(self, trouble: Trouble, since: float, step: int, next_probe_at: float) -> None:
        """Goes on with an outage that began before this process did."""
        self._trouble = trouble
        self._since = since
        self._step = step
        self._next_probe_at = next_probe_at

    @property
    def state(self) -> BreakerState:
        """Whether requests are sent."""
        if self._trouble is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self._half_open else BreakerState.OPEN

    @property
    def trouble(self) -> Trouble | None:
        """Why nothing is sent, or None while the breaker is closed."""
        return self._trouble

    @property
    def step(self) -> int:
        """How many waits there were since a scene went well."""
        return self._step

    def blames(self, scene: int) -> bool:
        """Tells whether it is this scene, and not the server, that is met by no answer."""
        return scene in self._suspects

    @property
    def next_probe_at(self) -> float | None:
        """When asking `may_send` is worth it next, or None while the breaker is closed."""
        return None if self._trouble is None else self._next_probe_at

    def may_send(self, now: float) -> bool:
        """Says whether to send; while the breaker is open, True allows exactly one probe.

        A probe asks something that has nothing to do with a scene: a scene that the server can
        never take would keep the breaker open for ever.
        """
        if self._trouble is None:
            return True
        if now < self._next_probe_at:
            return False
        self._half_open = True
        self._next_probe_at = now + PROBE_PATIENCE
        return True

    def succeeded(self, scene: int | None = None) -> Closed | None:
        """Records an answer, to a scene or a probe; returns what ended if that closes the breaker.

        While it is open only a probe's answer counts, and not one to an older request. The waits
        start over, and attempts may be given back again, only with the first answer after it
        closed: a server that answers every probe and fails every scene is not well.
        """
        if self._trouble is None:
            self._failed.clear()
            self._given_back.clear()
            self._step = 0
            if scene is not None:
                self._suspects.went_well(scene)
            return None
        if not self._half_open:
            return None
        ended = Closed(self._trouble, self._since)
        self._trouble = None
        self._half_open = False
        return ended

    def answered(self) -> None:
        """Records an answer to what is no scene's: the waits start over, unless scenes fail."""
        if self._trouble is None and not (self._failed or self._given_back):
            self._step = 0

    def failed(
        self, error: StashplexError, now: float, scene: int | None = None
    ) -> Opened | Closed | None:
        """Records an error, of a scene or of a probe; returns the change if it makes one.

        A server that refuses one scene answers, which is a success here; a scene that has no item,
        or several, says nothing about a server. Nor does one that finds it away again and again
        while it answers all else: see `blames`.
        """
        if isinstance(error, PlexRejected | ItemGone | NotTaken):
            return self.succeeded(scene)
        if not isinstance(error, ServerError) or isinstance(error, HungUp):
            return None
        trouble = self._trouble_of(error, scene)
        if self._half_open:
            return self._open(trouble or self._trouble or Trouble.OUTAGE, error, now)
        if self._trouble is None and trouble is None and self._is_one_too_many(error, scene):
            trouble = Trouble.OUTAGE
        if trouble is None or trouble is self._trouble:
            return None
        return self._open(trouble, error, now)

    def _trouble_of(self, error: ServerError, scene: int | None) -> Trouble | None:
        """Returns what an error says of the whole server, or None where it may be one scene's."""
        if self._trouble is None and scene is not None and isinstance(error, ServerAway):
            self._suspects.met(scene)
            return None if self.blames(scene) else Trouble.OUTAGE
        return _trouble(error)

    def _is_one_too_many(self, error: ServerError, scene: int | None) -> bool:
        """Counts a failure of a scene, unless it is the one that opens the breaker."""
        if scene is None or not isinstance(error, ServerFailed | RequestTimedOut | ServerAway):
            return False
        if len({*self._failed, scene}) >= SCENES_IN_A_ROW:
            return True
        self._failed.append(scene)
        return False

    def _open(self, trouble: Trouble, error: ServerError, now: float) -> Opened | None:
        before, self._trouble = self._trouble, trouble
        if before is None:
            self._since = now
        self._half_open = False
        self._next_probe_at = now + probe_wait(self._step, self._random)
        self._step += 1
        give_back = self._take_back()
        if before is trouble:
            return None
        return Opened(trouble, error.cause, self._next_probe_at, give_back)

    def _take_back(self) -> tuple[int, ...]:
        """Returns the scenes that get their attempts back: each of them once until a success.

        Three scenes that the server can never take look like an outage; given back every time,
        their attempts would never run out.
        """
        scenes = tuple(scene for scene in self._failed if scene not in self._given_back)
        self._given_back.update(scenes)
        self._failed.clear()
        return scenes


def _trouble(error: ServerError) -> Trouble | None:
    """Returns what an error says of the whole server, or None where it may be one request's."""
    if isinstance(error, ServerAway):
        return Trouble.OUTAGE
    if isinstance(error, CredentialsRefused):
        return Trouble.CREDENTIALS
    return Trouble.INCOMPATIBLE if isinstance(error, Incompatible) else None
