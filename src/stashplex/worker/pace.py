"""The pace of writing: full speed as a rule, gentle after an outage, none while Plex is busy."""

import logging
import threading
from typing import Final

from stashplex.core.errors import HungUp, ServerAway, ServerError
from stashplex.core.pace import RAMP_SECONDS, Ramp, Usual
from stashplex.core.ports import Clock, PlexServer, StopSignal
from stashplex.worker.passage import Passage

logger = logging.getLogger(__name__)

BETWEEN_LOOKS: Final = 30.0
"""Seconds of writing between two looks whether Plex is busy with itself."""
LONGEST_PAUSE: Final = 900.0
"""Seconds after which writing goes on, gently: a scan that hangs is not to hold it up for ever."""


class Pace:
    """Holds every write back as long as politeness asks; normally not at all."""

    def __init__(self, plex: PlexServer, gate: Passage, clock: Clock) -> None:
        self._plex = plex
        self._gate = gate
        self._clock = clock
        self._noting = threading.Lock()
        self._usual = Usual()
        self._ramp: Ramp | None = None
        self._reopened_at: float | None = None
        self._rest = 0.0
        self._look_at = clock.monotonic() + BETWEEN_LOOKS
        self._paused_at = 0.0

    def before_write(self, stop: StopSignal) -> None:
        """Waits before a write, at most some seconds; or closes the gate while Plex is busy."""
        now = self._clock.monotonic()
        if self._gate.plex_reopened_at != self._reopened_at:
            self._begin_gently(now)
        if now >= self._look_at:
            self._look(now)
        if self._ramp is not None or self._rest:
            self._wait(now, stop)

    def wrote(self, seconds: float) -> None:
        """Records what a write took: one that took too long is followed by a rest."""
        with self._noting:
            self._rest = self._usual.rest_after(seconds)
        if self._rest:
            now = self._clock.monotonic()
            self._look_at = now
            if self._ramp is not None:
                self._ramp.fall_back(now)

    def failed(self) -> None:
        """Records that a server failed at a write."""
        if self._ramp is not None:
            self._ramp.fall_back(self._clock.monotonic())

    def _begin_gently(self, now: float) -> None:
        reopened_at = self._reopened_at = self._gate.plex_reopened_at
        if reopened_at is None or now - reopened_at >= RAMP_SECONDS:
            return  # whoever begins to write long after it need not be gentle
        self._ramp = Ramp(now)
        logger.info("Writing begins gently, and is at full speed in five minutes.")

    def _wait(self, now: float, stop: StopSignal) -> None:
        seconds, self._rest = self._rest, 0.0
        if self._ramp is not None:
            if self._ramp.is_over(now):
                self._ramp = None
            else:
                seconds = max(seconds, self._ramp.wait(now))
        if seconds > 0:
            self._clock.wait(stop, seconds)

    def _look(self, now: float) -> None:
        self._look_at = now + BETWEEN_LOOKS
        busy = self._busy_with()
        if not busy:
            return
        logger.info("Plex is busy (%s); nothing is written meanwhile.", busy)
        self._paused_at = now
        self._gate.pause_while(self._is_still_busy)

    def _is_still_busy(self) -> bool:
        now, began = self._clock.monotonic(), self._paused_at
        is_late = now - began >= LONGEST_PAUSE
        self._look_at = now + (LONGEST_PAUSE if is_late else BETWEEN_LOOKS)
        if not is_late and self._busy_with():
            return True
        self._ramp = Ramp(now)
        logger.info(
            "Writing goes on, gently, %s.",
            "though Plex is still busy" if is_late else f"after {now - began:.0f} s",
        )
        return False

    def _busy_with(self) -> str:
        """Returns what Plex is busy with, or nothing; one that cannot say is not asked again."""
        try:
            return self._plex.busy_with()
        except HungUp:
            return ""
        except ServerAway as error:
            self._gate.failed(error, None)
        except ServerError as error:
            # What it does is good to know, and no reason to stop: a proxy may hide it.
            logger.debug("Plex does not say what it is busy with: %s", error)
            self._look_at = float("inf")
        return ""
