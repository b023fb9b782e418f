"""The whole service in this process, behind its real doors, for a browser to come to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace
from tests.integration.serving import PATIENCE, eventually
from tests.way_in import open_web
from tests.worlds import FakeClock, open_test_house

from stashplex.app.premises import Premises
from stashplex.app.serving import Serve
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.web.server import WebServer
from stashplex.worker.watch import Watcher


@contextmanager
def standing(settings: Settings) -> Iterator[str]:
    """Yields the address of a service that is at work, on a free port; ends it afterwards."""
    webs: list[tuple[Premises, WebServer]] = []

    def open_here(premises: Premises) -> WebServer:
        webs.append((premises, open_web(premises)))
        return webs[0][1]

    web = replace(settings.web, port=0)
    service = Serve(replace(settings, web=web), SystemClock(), open_here)
    thread = threading.Thread(target=service.execute, name="service")
    thread.start()
    try:
        eventually(lambda: bool(webs) and webs[0][0].house is not None)
        yield webs[0][1].address
    finally:
        service.ask_to_stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def watched_before(settings: Settings, clock: FakeClock) -> None:
    """Has Stash watched and compared before, so that the service finds nothing new in it."""
    with open_test_house(settings, clock) as house:
        watcher = Watcher(house.parts, house.library, reconcile_hour=4)
        watcher.look()
        watcher.reconciled(SystemClock().now())
