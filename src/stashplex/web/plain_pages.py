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
<title>{title} - stashplex</title>{more}</head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


def plain_page(
    title: str, body: str, status: int = HTTPStatus.OK, *, more: str = ""
) -> HTMLResponse:
    """Returns a page; its body and what more its head holds are HTML, its title is any text."""
    return HTMLResponse(PAGE.format(title=escape(title), body=body, more=more), status)


def error_page(told: ErrorTold, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Tells a person what is wrong and what to do about it."""
    lines = [told.message, told.remedy]
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)
    page = plain_page(
        HTTPStatus(status).phrase, f'{body}\n<p><a href="/">To the front page</a></p>', status
    )
    page.headers.update(headers or {})
    return page


def passing_page(title: str, onward: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    """Leads on at once, as a step of our own site.

    A redirect would count as the step of whoever linked here, and take no cookie along.
    """
    where = escape(onward)
    return plain_page(
        title,
        f'<p><a href="{where}">Go on</a></p>',
        status,
        more=f'\n<meta http-equiv="refresh" content="0; url={where}">',
    )


def sign_in_page(
    proof: str, onward: str, *, trouble: str = "", status: int = HTTPStatus.OK
) -> HTMLResponse:
    """Asks for the token, and says where it is to be found."""
    alert = f'<p role="alert">{escape(trouble)}</p>' if trouble else ""
    return plain_page(
        "Sign in",
        f"""{alert}
<form method="post" action="/sign-in">
<input type="hidden" name="csrf" value="{escape(proof)}">
<input type="hidden" name="next" value="{escape(onward)}">
<label>Token <input type="password" name="token" autocomplete="current-password" required
  autofocus></label>
<button>Sign in</button>
</form>
<p>A link that signs you in once stands in the log of stashplex. The token itself is
<code>web.token</code> of the configuration, or else stands in the file <code>web-token</code> of
its data folder.</p>""",
        status,
    )
