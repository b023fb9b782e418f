"""Whether the service lives, and whether it can do its work."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stashplex.core.answers import ReadyAnswer
from stashplex.core.errors import DataFolderError
from stashplex.core.service import Reading
from stashplex.web.replies import json_reply


def health_routes(reading: Reading) -> list[Route]:
    """Returns `/healthz`: the process answers; and `/readyz`: it can work, or why it cannot."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    def ready(_: Request) -> Response:
        answer = _readiness(reading)
        return json_reply(answer, HTTPStatus.OK if answer.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    return [Route("/healthz", alive), Route("/readyz", ready)]


def _readiness(reading: Reading) -> ReadyAnswer:
    try:
        return reading.ready()
    except DataFolderError as error:
        return ReadyAnswer(ready=False, reasons={"database": str(error)})
