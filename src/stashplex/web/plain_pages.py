"""Pages that need nothing but themselves, for when there is no better one."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from starlette.responses import HTMLResponse, Response

from stashplex.core.answers import ErrorTold

PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} - stashplex</title></head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


def plain_page(title: str, body: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    """Returns a page; its body is HTML, its title any text."""
    return HTMLResponse(PAGE.format(title=escape(title), body=body), status)


def error_page(told: ErrorTold, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Tells a person what is wrong and what to do about it."""
    lines = [told.message, told.remedy]
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)
    page = plain_page(
        HTTPStatus(status).phrase, f'{body}\n<p><a href="/">To the front page</a></p>', status
    )
    page.headers.update(headers or {})
    return page
