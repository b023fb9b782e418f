"""Answers in the two forms Plex speaks: JSON where it is asked for, XML otherwise."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from stashplex.demo.http_messages import Request, Response

Scalar = str | int | float | bool
Node = Mapping[str, "Scalar | Node | list[Node]"]
"""Attributes and child elements; a list becomes one element for each entry."""
Shown = dict[str, Scalar | Node | list[Node]]
"""A node in the making."""

ILLEGAL_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Left out of XML, which has no way to write them; JSON shows them escaped."""
ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#10;",
        "\r": "&#13;",
        "\t": "&#9;",
    }
)
ELEMENT_OF_TYPE: Final = {"movie": "Video", "collection": "Directory"}
encode_json: Final = msgspec.json.encode


class Refused(Exception):
    """A request cannot be served; says with which status."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


def answer(request: Request, container: Node, headers: Mapping[str, str] | None = None) -> Response:
    """Returns a container in the form that the request accepts."""
    if "application/json" in request.headers.get("accept", ""):
        body = encode_json({"MediaContainer": container})
        kind = "application/json"
    else:
        text = '<?xml version="1.0" encoding="UTF-8"?>\n' + to_xml("MediaContainer", container)
        body = text.encode()
        kind = "text/xml;charset=utf-8"
    return Response(200, {"Content-Type": kind, "X-Plex-Protocol": "1.0", **(headers or {})}, body)


def done() -> Response:
    """Returns the empty answer of an edit."""
    return Response(200, {"Content-Type": "text/html"})


def html_error(status: int, words: str = "") -> Response:
    """Returns an error in the form most of them have."""
    words = words or HTTPStatus(status).phrase
    head = f"<html><head><title>{words}</title></head>"
    body = f"{head}<body><h1>{status} {words}</h1></body></html>"
    return Response(status, {"Content-Type": "text/html"}, body.encode())


def xml_error(status: int, title: str, words: str) -> Response:
    """Returns an error in the form that starting, maintenance and the database use."""
    text = to_xml("Response", {"code": status, "title": title, "status": words})
    return Response(status, {"Content-Type": "text/xml;charset=utf-8"}, text.encode())


def maintenance() -> Response:
    """Returns what a server says that is migrating its database."""
    words = "Plex Media Server is currently running database migrations."
    return xml_error(503, "Maintenance", words)


def database_error() -> Response:
    """Returns what a server says whose database is locked or broken."""
    return xml_error(500, "Error", "Database error")


def to_xml(name: str, node: Node) -> str:
    """Returns a node as an XML element."""
    attributes: list[str] = []
    children: list[str] = []
    for key, value in node.items():
        if isinstance(value, list):
            children += [to_xml(element_name(key, child), child) for child in value]
        elif isinstance(value, Mapping):
            children.append(to_xml(key, value))
        else:
            attributes.append(f' {key}="{to_attribute(value)}"')
    start = f"<{name}{''.join(attributes)}"
    return f"{start}>{''.join(children)}</{name}>" if children else f"{start}/>"


def element_name(key: str, child: Node) -> str:
    """Returns what an entry is called in XML: JSON's `Metadata` has several names there."""
    if key != "Metadata":
        return key
    return ELEMENT_OF_TYPE.get(str(child.get("type", "")), "Photo")


def to_attribute(value: Scalar) -> str:
    """Returns the text of an attribute, with all that XML would change escaped."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return ILLEGAL_IN_XML.sub("", value).translate(ESCAPES)
    return str(value)
