"""The description of the API in OpenAPI 3.1, made from the table of operations."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args

import msgspec
from msgspec.structs import fields

from stashplex import __version__
from stashplex.core.answers import (
    DoneTold,
    ErrorAnswer,
    ErrorTold,
    ReconcileAnswer,
    RecoverAnswer,
    SyncAnswer,
    UndoAnswer,
)
from stashplex.core.service import Told
from stashplex.web.api.operations import PREFIX, operations
from stashplex.web.api.pictures import PICTURES
from stashplex.web.api.plugin_tasks import PLUGIN_TASKS, Line
from stashplex.web.api.shapes import Operation, Parameter
from stashplex.web.api.streams import EVENTS

Node = dict[str, Any]
Answer = SyncAnswer | ReconcileAnswer | UndoAnswer | RecoverAnswer
TOLD: Final = frozenset(get_args(Told)) - {DoneTold}
REFS: Final = "#/components/schemas/{name}"
REFUSED: Final = {
    "400": "What is asked for makes no sense.",
    "401": "The token is missing or wrong.",
    "403": "A page of another site asks, or the form is stale.",
    "404": "There is no such thing.",
    "409": "It cannot be done as things stand.",
    "405": "That is not done there.",
    "413": "The body is larger than 64 KiB.",
    "421": "The service does not go by that name.",
    "422": "Something does not fit what is asked for.",
    "429": "Too many wrong tokens came from there.",
    "500": "A mistake in stashplex itself.",
    "502": "Stash or Plex is in the way.",
    "503": "It cannot be answered now; later it can.",
}


@cache
def openapi() -> Node:
    """Returns the whole document."""
    shapes = {one.answers for one in operations()} | set(get_args(Answer))
    bodies = {one.body for one in operations() if one.body is not None}
    _, schemas = msgspec.json.schema_components(
        [*sorted(shapes | bodies | TOLD, key=_by_name), ErrorAnswer, Line],
        schema_hook=lambda _: {"description": "Anything."},
        ref_template=REFS,
    )
    schemas |= _events()
    for one in bodies:
        schemas[one.__name__]["additionalProperties"] = False
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "stashplex",
            "version": __version__,
            "description": "Everything the pages do. A token, where the service asks for one, "
            "travels as a bearer token.",
        },
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "responses": {code: _refusal(meaning) for code, meaning in REFUSED.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _events() -> Node:
    """Returns what stands for records that may hold one of several."""
    number: Node = {"type": "integer", "minimum": 0}
    kinds = {"enum": ["phase", "progress", "ended", "planned", "line", "done"]}
    told = {"anyOf": [_ref(one) for one in (*sorted(TOLD, key=_by_name), DoneTold)]}
    answer = {"anyOf": [{"type": "null"}, *map(_ref, sorted(get_args(Answer), key=_by_name))]}
    event = {"number": number, "kind": kinds, "told": told}
    done = {"answer": answer, "error": _ref(ErrorTold)}
    return {
        "TaskEvent": _object(event, required=list(event)),
        "DoneTold": _object(done, required=["answer"]),
    }


def _object(properties: Node, *, required: list[str]) -> Node:
    return {"type": "object", "properties": properties, "required": required}


def _by_name(shape: type) -> str:
    return shape.__name__


def _paths() -> Node:
    paths: dict[str, Node] = {}
    for one in operations():
        paths.setdefault(PREFIX + one.path, {})[one.method.lower()] = _operation(one)
    for side, picture in PICTURES.items():
        paths[PREFIX + picture.path] = {"get": _picture(f"picture_{side}", picture)}
    for name, task in PLUGIN_TASKS.items():
        paths[f"{PREFIX}/tasks/{name}"] = {"post": _stream(f"task_{name}", task.summary, Line)}
    paths[PREFIX + EVENTS.path] = {
        "get": {
            **_stream("task_events", EVENTS.summary, EVENTS.answers),
            "parameters": _parameters(EVENTS),
        }
    }
    paths[f"{PREFIX}/openapi.json"] = {
        "get": {
            "operationId": "document",
            "summary": "This document.",
            "responses": {"200": _json("The document.", {"type": "object"})},
        }
    }
    return paths


def _operation(one: Operation) -> Node:
    told: Node = {
        "operationId": _name(one),
        "summary": one.summary,
        "parameters": _parameters(one),
        "responses": {
            str(one.status.value): _json("As asked for.", _ref(one.answers)),
            **_refusals(),
        },
    }
    if one.body is not None:
        content = {"application/json": {"schema": _ref(one.body)}}
        told["requestBody"] = {"required": _is_needed(one.body), "content": content}
    return told


def _is_needed(body: type) -> bool:
    """Tells whether a body says something that nobody can guess."""
    return any(one.required for one in fields(body))


def _name(one: Operation) -> str:
    return "_".join(
        [one.method.lower(), *one.path.strip("/").replace("-", "_").split("/")]
    ).translate({ord("{"): None, ord("}"): None})


def _parameters(one: Operation) -> list[Node]:
    return [
        *map(_in_path, one.numbers),
        *(_parameter(parameter, "query") for parameter in one.query),
    ]


def _parameter(one: Parameter, place: str) -> Node:
    kind: Node
    if isinstance(one.default, bool):
        kind = {"type": "boolean", "default": one.default}
    elif isinstance(one.default, str):
        kind = {"type": "string", "default": one.default}
        if one.among:
            kind["enum"] = list(one.among)
    else:
        kind = {"type": "integer", "minimum": one.least, "maximum": one.most}
        if one.default is not None:
            kind["default"] = one.default
    return {"name": one.name, "in": place, "description": one.meaning, "schema": kind}


def _in_path(name: str) -> Node:
    number = Parameter(name, None, f"The number of the {name}.", least=1)
    return {**_parameter(number, "path"), "required": True}


def _picture(name: str, one: Operation) -> Node:
    pictures: Node = {kind: {} for kind in ("image/png", "image/jpeg", "image/webp", "image/gif")}
    return {
        "operationId": name,
        "summary": one.summary,
        "parameters": _parameters(one),
        "responses": {"200": {"description": "The picture.", "content": pictures}, **_refusals()},
    }


def _stream(name: str, summary: str, line: type) -> Node:
    content = {"application/x-ndjson": {"schema": _ref(line)}}
    return {
        "operationId": name.replace("-", "_"),
        "summary": summary,
        "responses": {
            "200": {"description": "One JSON object a line.", "content": content},
            **_refusals(),
        },
    }


def _json(meaning: str, schema: Mapping[str, Any]) -> Node:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _refusal(meaning: str) -> Node:
    return _json(meaning, _ref(ErrorAnswer))


def _refusals() -> Node:
    return {code: {"$ref": f"#/components/responses/{code}"} for code in REFUSED}


def _ref(shape: type) -> Node:
    return {"$ref": REFS.format(name=shape.__name__)}
