"""The whole site: every door that leads to the service, and what stands before it."""

import asyncio

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from stashplex.core.errors import StashplexError
from stashplex.core.service import Service
from stashplex.web.doors import Doors
from stashplex.web.events import event_routes
from stashplex.web.health import health_routes
from stashplex.web.metrics import metric_routes
from stashplex.web.refusals import on_http_error, on_mistake, on_our_error


def build_site(service: Service, doors: Doors) -> Starlette:
    """Returns the site of a service; its `state.closing` is set when the server stops."""
    closing = asyncio.Event()
    site = Starlette(
        routes=[
            *health_routes(service.reading),
            *metric_routes(service.measuring),
            *event_routes(service.reading, closing),
        ],
        exception_handlers={
            StashplexError: on_our_error,
            HTTPException: on_http_error,
            Exception: on_mistake,
        },
    )
    site.state.closing = closing
    site.state.doors = doors
    return site
