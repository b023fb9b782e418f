"""The routes of the API: thin, and all of them made from the table of operations."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stashplex.core.service import Service
from stashplex.web.api.asked import asked_of
from stashplex.web.api.document import openapi
from stashplex.web.api.operations import PREFIX, operations
from stashplex.web.api.pictures import picture_routes
from stashplex.web.api.shapes import Operation
from stashplex.web.api.streams import Streams, stream_routes
from stashplex.web.replies import json_reply


def api_routes(service: Service, closing: asyncio.Event) -> list[Route]:
    """Returns every route of the API; streams end when the service closes."""
    table = [
        Route(PREFIX + one.path, _answering(one, service), methods=[one.method])
        for one in operations()
    ]
    return [
        # Before the operations: what has a name comes before what has a number.
        *stream_routes(service, Streams(closing)),
        *picture_routes(service),
        Route(f"{PREFIX}/openapi.json", lambda _: json_reply(openapi())),
        *table,
    ]


def _answering(operation: Operation, service: Service) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = asked_of(operation, request)
        return json_reply(operation.carry_out(service, asked), operation.status)

    return answer
