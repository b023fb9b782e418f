"""What `serve` does: it is set up where nothing is configured, and then it serves."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stashplex.app.serving import Serve
from stashplex.app.setup.hosted import HostedSetUp
from stashplex.app.setup.set_up import OpenPlexTv, plex_tv
from stashplex.app.setup.written import Keeping
from stashplex.app.way_in import Entrance
from stashplex.app.working import told_work
from stashplex.config import Settings
from stashplex.core.answers import WorkAnswer
from stashplex.core.errors import StashplexError
from stashplex.core.ports import Clock

logger = logging.getLogger(__name__)

PATIENCE: Final = 3.5
"""Seconds that a stop waits for what is looked at or written in the set-up."""


@dataclass(frozen=True, slots=True)
class Configured:
    """What is configured now: enough to serve, or only enough to be set up."""

    settings: Settings
    is_complete: bool


class Attend:
    """Keeps one address open, behind which it is set up, serves, and serves anew."""

    def __init__(
        self,
        load: Callable[[], Configured],
        keeping: Keeping,
        clock: Clock,
        *,
        open_plex_tv: OpenPlexTv = plex_tv,
    ) -> None:
        self._load = load
        self._clock = clock
        self._stop = threading.Event()
        self._turn = threading.Event()
        """Set where something else is to begin: the service, or its end."""
        self._guard = threading.Lock()
        self._service: Serve | None = None
        self.setting_up = HostedSetUp(keeping, clock, self._begin, open_plex_tv=open_plex_tv)
        self.entrance = Entrance(self.setting_up, clock)

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes, which no server and no browser can hold up."""
        self._stop.set()
        self.setting_up.ask_to_stop()
        self._turn_over()
        self.entrance.close()

    def execute(self) -> WorkAnswer:
        """Serves until asked to stop; raises what keeps it from beginning at all."""
        started = self._clock.monotonic()
        answer: WorkAnswer | None = None
        try:
            while not self._stop.is_set():
                configured = self._load()
                if configured.is_complete:
                    answer = self._served(configured.settings)
                else:
                    self._wait_to_be_set_up(configured.settings)
        finally:
            self.entrance.close()
            self.setting_up.background.wait(PATIENCE)
            self.setting_up.close()
        return answer or told_work(None, self._clock.monotonic() - started)

    def _wait_to_be_set_up(self, settings: Settings) -> None:
        self._turn.clear()
        if self._stop.is_set():
            return
        self.entrance.for_setting_up(settings).start()
        self._turn.wait()

    def _served(self, settings: Settings) -> WorkAnswer | None:
        """Serves; what keeps it from beginning is told on the pages, if it was asked for there."""
        was_asked_for = self._turn.is_set()
        try:
            return self._serve(settings)
        except StashplexError as error:
            if not was_asked_for:
                raise
            logger.warning("The service cannot begin: %s", error)
            self.setting_up.cannot_begin(error)
            self._wait_to_be_set_up(settings)
            return None

    def _serve(self, settings: Settings) -> WorkAnswer:
        with self._guard:
            self._turn.clear()
            service = self._service = Serve(settings, self._clock, self.entrance.for_service)
            if self._stop.is_set():
                service.ask_to_stop()
        try:
            return service.execute()
        finally:
            with self._guard:
                self._service = None
            if self._turn.is_set() and not self._stop.is_set():
                self.entrance.turn_away(settings)

    def _begin(self) -> None:
        """Has the service begin, or begin anew with what is configured by now."""
        threading.Thread(target=self._turn_over, name="stashplex-turn").start()

    def _turn_over(self) -> None:
        with self._guard:
            self._turn.set()
            if self._service is not None:
                self._service.ask_to_stop()
