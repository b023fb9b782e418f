"""The way in: one address for the set-up and for the service, behind one door."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from stashplex.app.doors import doors_of
from stashplex.app.measuring import Measuring
from stashplex.app.premises import Premises
from stashplex.app.reading import Reading
from stashplex.app.setup.hosted import HostedSetUp
from stashplex.config import Settings
from stashplex.core.ports import Clock
from stashplex.core.service import Service
from stashplex.web.doors import Keeper
from stashplex.web.server import WebServer
from stashplex.web.site import build_setup_site, build_site
from stashplex.web.turning import Shown, Turning

logger = logging.getLogger(__name__)


def service_of(premises: Premises) -> Service:
    """Returns the four sides of a service that the pages and the API open on."""
    settings, clock, store = premises.settings, premises.clock, premises.reader
    return Service(
        Reading(settings, store, premises, clock),
        premises,
        premises,
        Measuring(settings, store, premises),
    )


class Entrance:
    """Listens from the first site on, and shows one after another, until it is closed."""

    def __init__(self, setting_up: HostedSetUp, clock: Clock) -> None:
        self._setting_up = setting_up
        self._clock = clock
        self._keeper: Keeper | None = None
        self._turning: Turning | None = None
        self.server: WebServer | None = None
        """What listens, once there is something to show."""
        self._bound: tuple[str, int] = ("", 0)
        self.is_open = False
        """True once it answers."""
        self._guard = threading.Lock()
        self._closed = False

    def for_setting_up(self, settings: Settings) -> "Front":
        """Returns the way into the set-up; raises CannotListen."""
        return self._front(build_setup_site(self._setting_up, self._keeping(settings)), settings)

    def for_service(self, premises: Premises) -> "Front":
        """Returns the way into a service; raises CannotListen."""
        keeper = self._keeping(premises.settings)
        service = service_of(premises)
        site = build_site(service, keeper.doors, setting_up=self._setting_up, keeper=keeper)
        return self._front(site, premises.settings, self._setting_up.is_at_work)

    def close(self) -> None:
        """Ends every open answer; more than once is as good as once, and nothing is shown after."""
        with self._guard:
            self._closed = True
            if self.server is not None:
                self.server.stop()

    def _front(
        self, site: Shown, settings: Settings, on_start: Callable[[], None] = lambda: None
    ) -> "Front":
        wanted = (settings.web.host, settings.web.port)
        if self.server is None or self._turning is None:
            self._turning, self._bound = Turning(site), wanted
            self.server = WebServer(self._turning, *wanted)
        elif wanted != self._bound:
            logger.warning("web.host and web.port count from the next start on.")
        return Front(self, site, self.server.address, on_start)

    def show(self, site: Shown) -> None:
        """Shows a site from now on."""
        with self._guard:
            if self._closed or self._turning is None or self.server is None:
                return
            self._turning.turn_to(site)
            if not self.is_open:
                self.server.start()
                self.is_open = True

    def turn_away(self, settings: Settings) -> None:
        """Shows the set-up alone, while one service ends and another begins."""
        self.show(build_setup_site(self._setting_up, self._keeping(settings)))

    def _keeping(self, settings: Settings) -> Keeper:
        doors = doors_of(settings.web, settings.data_dir, self._clock)
        if self._keeper is None or self._keeper.doors != doors:
            self._keeper = Keeper(doors)
        return self._keeper


@dataclass(frozen=True, slots=True)
class Front:
    """The way into one of them, as long as it is shown."""

    entrance: Entrance
    site: Shown
    address: str
    on_start: Callable[[], None]

    def start(self) -> None:
        """Begins to answer."""
        self.on_start()
        self.entrance.show(self.site)

    def stop(self) -> None:
        """Leaves what follows to the entrance, which stays open for the next."""
