"""Pages that need nothing of the service: for whoever is not in yet, and for what goes wrong."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus

from jinja2 import Environment
from starlette.responses import HTMLResponse, Response

from stashplex.core.answers import ErrorTold
from stashplex.web.pages.drawing import make_environment


def plain_page(template: str, status: int = HTTPStatus.OK, **told: object) -> HTMLResponse:
    """Returns a page without the way to the others."""
    frame = {"bare": True, "live": None, "notice": "", "csrf": "", "here": ""}
    return HTMLResponse(_templates().get_template(template).render(frame | told), status)


def error_page(told: ErrorTold, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Tells a person what is wrong and what to do about it."""
    page = plain_page("error.html", status, error=told)
    page.headers.update(headers or {})
    return page


def passing_page(title: str, onward: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    """Leads on at once, as a step of our own site.

    A redirect would count as the step of whoever linked here, and take no cookie along.
    """
    return plain_page("passing.html", status, title=title, onward=onward)


def sign_in_page(
    proof: str, onward: str, *, trouble: str = "", status: int = HTTPStatus.OK
) -> HTMLResponse:
    """Asks for the token, and says where it is to be found."""
    return plain_page("sign_in.html", status, csrf=proof, onward=onward, trouble=trouble)


@cache
def _templates() -> Environment:
    return make_environment()
