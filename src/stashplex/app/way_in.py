"""The way into the service: what answers, behind its doors, from a thread of its own."""

from stashplex.app.doors import doors_of
from stashplex.app.measuring import Measuring
from stashplex.app.premises import Premises
from stashplex.app.reading import Reading
from stashplex.core.service import Service
from stashplex.web.server import WebServer
from stashplex.web.site import build_site


def open_web(premises: Premises) -> WebServer:
    """Returns the web server of a service, which listens already; raises CannotListen."""
    settings, clock, store = premises.settings, premises.clock, premises.reader
    service = Service(
        Reading(settings, store, premises, clock),
        premises,
        premises,
        Measuring(settings, store, premises, clock),
    )
    site = build_site(service, doors_of(settings.web, settings.data_dir, clock))
    return WebServer(site, settings.web.host, settings.web.port)
