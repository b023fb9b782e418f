"""What was asked for, read from a request; whatever does not fit is told in one line."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import fields
from starlette.requests import Request

from stashplex.core.errors import NotUnderstood
from stashplex.web.api.shapes import Asked, Operation, Parameter
from stashplex.web.given import body_of

LARGEST: Final = 2**53
SWITCHES: Final = {"true": True, "1": True, "false": False, "0": False, "": True}


def asked_of(operation: Operation, request: Request) -> Asked:
    """Returns what a request asks for; raises NotUnderstood where that does not fit."""
    problems = list(_unknown(operation, request))
    if problems:
        raise NotUnderstood(problems[0], "See the document of this API: /api/v1/openapi.json")
    return Asked(
        {name: _number(name, request.path_params[name]) for name in operation.numbers},
        {one.name: _told(one, request.query_params.get(one.name)) for one in operation.query},
        None if operation.body is None else record_of(operation.body, body_of(request)),
    )


def record_of(kind: type, body: bytes) -> Any:  # noqa: ANN401  of the kind that was asked for
    """Returns a body as a record; an empty one says nothing of any key."""
    remedy = "Send a JSON object with these keys and no others."
    try:
        told = msgspec.json.decode(body or b"{}")
        if isinstance(told, dict) and issubclass(kind, Struct):
            known = [one.name for one in fields(kind)]
            for name in told:
                if name not in known:
                    line = f"The body has no key {str(name)[:60]!r}; there are {', '.join(known)}."
                    raise NotUnderstood(line, remedy)
        return msgspec.convert(told, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotUnderstood(f"The body is not understood: {error}.", remedy) from error


def _unknown(operation: Operation, request: Request) -> Iterator[str]:
    known = {one.name for one in operation.query}
    for name in request.query_params:
        if name not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "there is none"
            yield f"The query has no {name[:60]!r}; {there}."


def _number(name: str, text: str) -> int:
    return _within(name, text, 1, LARGEST)


def _told(parameter: Parameter, text: str | None) -> object:
    if text is None:
        return parameter.default
    if isinstance(parameter.default, bool):
        return _switch(parameter.name, text)
    if isinstance(parameter.default, str):
        return _text(parameter, text)
    return _within(parameter.name, text, parameter.least, parameter.most)


def _text(parameter: Parameter, text: str) -> str:
    if parameter.among and text not in parameter.among:
        raise NotUnderstood(
            f"{parameter.name} cannot be {text[:60]!r}.",
            f"It is one of {', '.join(one for one in parameter.among if one)}.",
        )
    return text


def _switch(name: str, text: str) -> bool:
    if text.lower() not in SWITCHES:
        raise NotUnderstood(f"{name} cannot be {text[:60]!r}.", "It is true or false.")
    return SWITCHES[text.lower()]


def _within(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 17 and least <= int(text) <= most):  # noqa: PLR2004  longer than the largest
        raise NotUnderstood(
            f"{name} cannot be {text[:60]!r}.", f"It is a whole number from {least} to {most}."
        )
    return int(text)
