"""What a form sends, and the way back from it: a redirect with one line of what happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stashplex.core.errors import WrongUsage
from stashplex.web.given import body_of

NOTICE: Final = "stashplex-notice"
"""The cookie that carries one line to the next page."""
NOTICE_SECONDS: Final = 60
LONGEST_NOTICE: Final = 300
HIGHEST_ID: Final = 2**53


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """Returns a field; empty where it was left out."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def ticked(self, name: str) -> bool:
        """Returns True where a box was ticked, or a button of that name pressed."""
        return bool(self.text(name))

    def number(self, name: str) -> int:
        """Returns a field that has to be a number."""
        return _number(self.text(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        """Returns all fields of a name as numbers; commas or blanks part several in one."""
        texts = (text.replace(",", " ").split() for text in self.fields.get(name, ()))
        return tuple(_number(part) for parts in texts for part in parts)


Answering = Callable[[Request, Form], Response]


def posted(answering: Answering) -> Callable[[Request], Response]:
    """Returns an endpoint that reads the form."""

    def endpoint(request: Request) -> Response:
        text = body_of(request).decode("ascii", "replace")
        return answering(request, Form(parse_qs(text, keep_blank_values=True)))

    return endpoint


def back_to(address: str, notice: str = "") -> Response:
    """Returns the way to the next page, which shows the notice once."""
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    if notice:
        response.set_cookie(
            NOTICE,
            quote(notice[:LONGEST_NOTICE]),
            max_age=NOTICE_SECONDS,
            httponly=True,
            samesite="strict",
        )
    return response


def notice_of(request: Request) -> str:
    """Returns the line that the last form left for this page."""
    return unquote(request.cookies.get(NOTICE, ""))


def _number(text: str) -> int:
    if text.strip().isdecimal() and int(text) < HIGHEST_ID:
        return int(text)
    said = f"{text[:40]!r} is none" if text else "nothing is there"
    raise WrongUsage(f"A whole number is expected, and {said}.", "Go back and correct it.")
