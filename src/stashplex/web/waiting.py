"""What stands in the place of a service that waits to be set up: every way leads to the set-up."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stashplex.core.answers import ErrorTold
from stashplex.web.pages.setup import lead_to_setup
from stashplex.web.refusals import is_for_programs, refuse

NOT_SET_UP: Final = ErrorTold(
    "NotNow", "The service is not set up yet.", "Open its pages, or run: stashplex setup"
)
AGAIN: Final = {"Retry-After": "5"}
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def every_other_way() -> Route:
    """Returns what answers wherever nothing else does."""
    return Route("/{path:path}", _lead, methods=METHODS)


async def _lead(request: Request) -> Response:
    """Leads a person to the set-up, and tells a program that there is nothing to serve yet."""
    path = request.scope["path"]
    if is_for_programs(path):
        return refuse(path, NOT_SET_UP, HTTPStatus.SERVICE_UNAVAILABLE, AGAIN)
    return await lead_to_setup(request)
