"""What every page has: the frame around it, the notice of the last form, and how errors look."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from stashplex.core.answers import ErrorTold, LiveAnswer
from stashplex.core.errors import StashplexError
from stashplex.core.ports import Clock
from stashplex.core.service import Reading
from stashplex.web.given import caller_of
from stashplex.web.pages.drawing import make_environment
from stashplex.web.pages.forms import NOTICE, notice_of
from stashplex.web.pages.moments import Moments
from stashplex.web.replies import status_of, told, unforeseen

logger = logging.getLogger(__name__)

NOT_FOUND: Final = ErrorTold(
    "NotFound", "There is no such page.", "The link may be old: start from Home."
)
Given = ParamSpec("Given")
Guarded = Callable[Concatenate[Request, Given], Response]


class Pages:
    """Draws pages in the common frame."""

    def __init__(self, clock: Clock, reading: Reading | None = None) -> None:
        self._reading = reading
        self.moments = Moments(clock)
        self._templates = make_environment(self.moments)

    def draw(
        self, request: Request, template: str, status: int = HTTPStatus.OK, **told: object
    ) -> Response:
        """Returns a page; the frame is told how all stands, where that can be known."""
        if "live" not in told:
            told["live"] = self._live() if self._reading else None
        return self._finish(request, template, status, told)

    def bare(
        self, request: Request, template: str, status: int = HTTPStatus.OK, **told: object
    ) -> Response:
        """Returns a page without the way to the others: before the sign-in, and in the set-up."""
        return self._finish(request, template, status, told | {"live": None, "bare": True})

    def error(self, request: Request, error: ErrorTold, status: int) -> Response:
        """Returns the page of an error: what is wrong, and what to do."""
        return self.draw(request, "error.html", status, error=error)

    def guarded(self, endpoint: Callable[Concatenate[Request, Given], Response]) -> Guarded[Given]:
        """Returns an endpoint of which every error is a page for a person."""

        def answer(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> Response:
            try:
                return endpoint(request, *args, **kwargs)
            except StashplexError as error:
                return self.error(request, told(error), status_of(error))
            except Exception as error:  # noqa: BLE001  a person gets a page, the log gets the rest
                mistake = unforeseen(error)
                return self.error(request, told(mistake), status_of(mistake))

        return answer

    def _live(self) -> LiveAnswer | None:
        try:
            return self._reading.live() if self._reading else None
        except StashplexError as error:
            logger.debug("How it stands cannot be told now: %s", error)
            return None

    def _finish(
        self, request: Request, template: str, status: int, told: dict[str, object]
    ) -> Response:
        notice = notice_of(request)
        frame = {
            "bare": False,
            "notice": notice,
            "csrf": getattr(request.state, "csrf", ""),
            "here": "/" + request.url.path.split("/")[1],
            "signed_in": caller_of(request).session is not None,
        }
        text = self._templates.get_template(template).render(frame | told)
        response = HTMLResponse(text, status)
        response.headers["Cache-Control"] = "no-store"
        if notice:
            response.delete_cookie(NOTICE, httponly=True, samesite="strict")
        return response
