"""What the service answers in JSON, and how our errors are told over HTTP."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from stashplex.core.answers import ErrorAnswer, ErrorTold
from stashplex.core.errors import (
    DatabaseAway,
    DataFolderBusy,
    DataFolderError,
    NotNow,
    NotUnderstood,
    RateLimited,
    ServerChanged,
    ServerError,
    StashplexError,
    TooMuchAtOnce,
    Unforeseen,
    UnknownId,
    WrongUsage,
)
from stashplex.core.remedies import remedy_of

logger = logging.getLogger(__name__)


JSON: Final = "application/json"
STATUSES: Final[tuple[tuple[type[StashplexError], HTTPStatus], ...]] = (
    (NotUnderstood, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WrongUsage, HTTPStatus.BAD_REQUEST),
    (UnknownId, HTTPStatus.NOT_FOUND),
    (DataFolderBusy, HTTPStatus.CONFLICT),
    (ServerChanged, HTTPStatus.CONFLICT),
    (TooMuchAtOnce, HTTPStatus.CONFLICT),
    (NotNow, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatabaseAway, HTTPStatus.SERVICE_UNAVAILABLE),
    (DataFolderError, HTTPStatus.SERVICE_UNAVAILABLE),
    (RateLimited, HTTPStatus.SERVICE_UNAVAILABLE),
    (ServerError, HTTPStatus.BAD_GATEWAY),
)
"""The first that fits decides; whatever fits none is a mistake of ours."""


def json_reply(
    answer: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """Answers with any of our shapes as JSON."""
    return Response(msgspec.json.encode(answer), status, headers, media_type=JSON)


def status_of(error: StashplexError) -> HTTPStatus:
    """Returns the status that an error is told with."""
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def told(error: StashplexError) -> ErrorTold:
    """Returns an error as a person should read it."""
    return ErrorTold(error.error_type, error.message, remedy_of(error))


def unforeseen(error: Exception) -> Unforeseen:
    """Keeps what nobody thought of in the log, and returns it without anything of its inside."""
    logger.error("A mistake in stashplex itself, while answering", exc_info=error)
    return Unforeseen(
        f"A mistake in stashplex itself ({type(error).__name__}).",
        "The log tells more; please report it with the lines around it.",
    )


def error_reply(told: ErrorTold, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answers with an error as JSON."""
    return json_reply(ErrorAnswer(told), status, headers)
