"""A way into a service for tests: its whole site, on an address of its own."""

from stashplex.app.doors import doors_of
from stashplex.app.premises import Premises
from stashplex.app.way_in import service_of
from stashplex.web.server import WebServer
from stashplex.web.site import build_site


def open_web(premises: Premises) -> WebServer:
    """Returns the web server of a service, which listens already."""
    settings = premises.settings
    doors = doors_of(settings.web, settings.data_dir, premises.clock)
    site = build_site(service_of(premises), doors)
    return WebServer(site, settings.web.host, settings.web.port)
