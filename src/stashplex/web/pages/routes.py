"""Every page and every form of the face, by its address."""

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from stashplex.core.ports import Clock
from stashplex.core.service import Service
from stashplex.web.pages.drawing import STATIC
from stashplex.web.pages.home import Home
from stashplex.web.pages.page import Pages


def page_routes(service: Service, clock: Clock) -> list[BaseRoute]:
    """Returns the pages of a service."""
    pages = Pages(clock, service.reading)
    home = Home(pages, service)
    return [
        Route("/", pages.guarded(home.show)),
        Route("/check", pages.guarded(home.check)),
        *static_routes(),
    ]


def static_routes() -> list[BaseRoute]:
    """Returns what pages load: the style, the script and the icon."""
    return [Mount("/static", StaticFiles(directory=STATIC))]
