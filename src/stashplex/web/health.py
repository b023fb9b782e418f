"""Whether the service lives, and whether it can do its work."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stashplex.core.answers import ReadyAnswer
from stashplex.core.errors import DataFolderError
from stashplex.core.service import Reading
from stashplex.web.replies import json_reply

SET_UP: Final = ReadyAnswer(
    ready=False, reasons={"configuration": "Nothing is configured yet: set it up on its pages."}
)


def alive_routes() -> list[Route]:
    """Returns the same two for a service that waits to be set up: alive, and not ready."""

    async def ready(_: Request) -> Response:
        return json_reply(SET_UP, HTTPStatus.SERVICE_UNAVAILABLE)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


def health_routes(reading: Reading) -> list[Route]:
    """Returns `/healthz`: the process answers; and `/readyz`: it can work, or why it cannot."""

    def ready(_: Request) -> Response:
        answer = _readiness(reading)
        return json_reply(answer, HTTPStatus.OK if answer.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


async def _alive(_: Request) -> Response:
    return PlainTextResponse("alive\n")


def _readiness(reading: Reading) -> ReadyAnswer:
    try:
        return reading.ready()
    except DataFolderError as error:
        return ReadyAnswer(ready=False, reasons={"database": str(error)})
