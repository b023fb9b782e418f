"""What goes wrong, told to whoever asked: JSON to a program, a page to a person."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stashplex.core.answers import ErrorTold
from stashplex.core.errors import StashplexError
from stashplex.web.doors import Guessing
from stashplex.web.plain_pages import error_page
from stashplex.web.replies import error_reply, status_of, told, unforeseen

FOR_PROGRAMS: Final = ("/api/", "/healthz", "/readyz", "/metrics", "/events")
REASONS: Final = {
    HTTPStatus.NOT_FOUND: ("NotFound", "There is nothing here.", "Look at the address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("NotAllowed", "This cannot be done here.", ""),
}


def refuse(
    path: str, told: ErrorTold, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Answers a request for a path with an error."""
    answer = error_reply if is_for_programs(path) else error_page
    return answer(told, status, headers)


def is_for_programs(path: str) -> bool:
    """Tells whether programs ask for a path, and not people."""
    return path.startswith(FOR_PROGRAMS)


def on_our_error(request: Request, error: Exception) -> Response:
    """Tells an error of ours with the status that it stands for."""
    if not isinstance(error, StashplexError):
        return on_mistake(request, error)
    return refuse(request.scope["path"], told(error), status_of(error))


def on_http_error(request: Request, error: Exception) -> Response:
    """Tells what the framework refuses: an address that leads nowhere, say."""
    if not isinstance(error, HTTPException):
        return on_mistake(request, error)
    status = HTTPStatus(error.status_code)
    kind, message, remedy = REASONS.get(status, ("Refused", f"{status.phrase}.", ""))
    return refuse(request.scope["path"], ErrorTold(kind, message, remedy), status, error.headers)


def on_guessing(request: Request, error: Exception) -> Response:
    """Turns away whoever guessed wrong too often, without looking at what else is brought."""
    if not isinstance(error, Guessing):
        return on_mistake(request, error)
    told = ErrorTold(
        "TooManyGuesses",
        "Too many wrong tokens came from your address.",
        "Wait a little, then use the right one.",
    )
    wait = {"Retry-After": str(math.ceil(error.seconds))}
    return refuse(request.scope["path"], told, HTTPStatus.TOO_MANY_REQUESTS, wait)


def on_mistake(request: Request, error: Exception) -> Response:
    """Tells a mistake of ours without anything of its inside, which the log keeps."""
    told_to_them = told(unforeseen(error))
    return refuse(request.scope["path"], told_to_them, HTTPStatus.INTERNAL_SERVER_ERROR)
