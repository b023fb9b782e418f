"""What stands in the address of a page, taken for what it can mean."""

from typing import Final

from starlette.requests import Request

from stashplex.web.pages.forms import HIGHEST_ID

LONGEST: Final = 1000


def text_in(request: Request, name: str) -> str:
    """Returns a text of the address; empty where there is none."""
    return request.query_params.get(name, "").strip()[:LONGEST]


def number_in(request: Request, name: str, otherwise: int = 0) -> int:
    """Returns a number of the address, or another where there is none that can be meant."""
    text = text_in(request, name)
    return min(int(text), HIGHEST_ID) if text.isdecimal() and text.isascii() else otherwise
