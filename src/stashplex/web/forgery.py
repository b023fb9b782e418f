"""Whether a request comes from a page of ours, from a program, or from somebody else's page."""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
FIELD: Final = "csrf"
HEADER: Final = "X-CSRF-Token"
MOST_FIELDS: Final = 1000


def is_foreign(method: str, headers: Headers) -> bool:
    """Tells whether a page of another site asks; following its link to a page of ours is fine."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        follows = method in SAFE and headers.get("sec-fetch-mode") == "navigate"
        return site not in ("same-origin", "none") and not follows
    origin = headers.get("origin")
    return origin is not None and not _is_of(origin, headers.get("host", ""))


def is_program(headers: Headers, body: bytes) -> bool:
    """Tells whether no browser asks on behalf of any page.

    Every browser says where a request comes from that is more than a link, and asks before it
    sends JSON to another site. What says nothing and sends JSON, or nothing, is a program.
    """
    says = any(name in headers for name in ("origin", "sec-fetch-site", "referer", "cookie"))
    return not says and (not body or kind_of(headers) == JSON)


def proof_in(headers: Headers, body: bytes) -> str:
    """Returns what a request brings to show that it comes from a page of ours."""
    given = headers.get(HEADER)
    if given is not None:
        return given
    return form_in(headers, body).get(FIELD, "")


def form_in(headers: Headers, body: bytes) -> dict[str, str]:
    """Returns the fields of a form, of each the last; nothing where the body is no form."""
    if kind_of(headers) != FORM:
        return {}
    try:
        fields = parse_qs(
            body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def kind_of(headers: Headers) -> str:
    """Returns the kind of a body, without what may follow it."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_of(origin: str, host: str) -> bool:
    scheme, found, authority = origin.partition("://")
    return bool(found) and _whole(authority, scheme) == _whole(host, scheme)


def _whole(authority: str, scheme: str) -> str:
    """Returns an authority with its port left out where the scheme says it."""
    usual = {"http": ":80", "https": ":443"}.get(scheme, "")
    return authority.lower().removesuffix(usual) if usual else authority.lower()
