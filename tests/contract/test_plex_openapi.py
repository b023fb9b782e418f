"""Whatever our client asks of Plex stands in Plex's own description of its API."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypedDict
from urllib.parse import unquote

import msgspec
import pytest

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.item import IMAGE_FIELDS, TAG_FIELDS, Field, Tag
from stashplex.core.secret import Secret
from stashplex.demo.http_messages import LoggedRequest
from stashplex.demo.plex import SimulatedPlex
from stashplex.servers.plex import PlexClient

DOCUMENT: Final = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "plex" / "openapi-1.2.2.json"
)
pytestmark = pytest.mark.skipif(
    not DOCUMENT.is_file(), reason="Plex's own API description is not on this machine"
)

DEVIATIONS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/library/sections"): "clients list libraries here; the document says …/all",
    ("GET", "/library/metadata/1/posters"): "the document has no image lists; clients read them",
    ("GET", "/library/metadata/1/arts"): "the document has no image lists; clients read them",
    ("POST", "/library/metadata/1/posters"): "the document says …/poster; clients add an s",
    ("POST", "/library/metadata/1/arts"): "the document says …/art; clients add an s",
}
PROSE_PARAMETERS: Final = {"excludeElements", "excludeFields"}
"""Allowed with every answer that has metadata, as the document says in its prose."""
GENERIC_NAMES: Final = {
    "field": r"\w+",
    "tagtype[idx]": r"\w+\[\d+\]",
    "tagtype[]": r"\w+\[\]",
    "object": r"\w+",
}


class Parameter(TypedDict, total=False):
    """A parameter, or a reference to one."""

    name: str
    schema: Mapping[str, object]


class Document:
    """The API description, asked for operations."""

    def __init__(self, path: Path) -> None:
        self._content = json.loads(path.read_bytes())

    def operation(self, method: str, path: str) -> list[Parameter] | None:
        """Returns the parameters of the operation, or None where there is none."""
        for template in sorted(self._content["paths"], key=lambda one: one.count("{")):
            operation = self._content["paths"][template].get(method.lower())
            names = re.findall(r"{(\w+)}", template)
            found = re.fullmatch(re.sub(r"{\w+}", "([^/]+)", template), path)
            if operation and found:
                parameters = [self._resolved(one) for one in operation.get("parameters", [])]
                values = dict(zip(names, found.groups(), strict=True))
                return parameters if allowed(parameters, values) else None
        return None

    def _resolved(self, parameter: Mapping[str, str]) -> Parameter:
        reference = parameter.get("$ref", "").rpartition("/")[2]
        content = self._content["components"]["parameters"][reference] if reference else parameter
        return msgspec.convert(content, Parameter)


def allowed(parameters: list[Parameter], values: Mapping[str, str]) -> bool:
    """Returns True when every part of a path is one of those that are listed for it."""
    lists = {one["name"]: one.get("schema", {}).get("enum") for one in parameters}
    return all(
        not isinstance(listed := lists.get(name), list) or value in listed
        for name, value in values.items()
    )


def knows(parameters: list[Parameter], name: str) -> bool:
    """Returns True when an operation takes a query parameter of this name."""
    names = {one["name"] for one in parameters}
    # A media query or filter takes the name of any field, `id` and `type` among them.
    if names & {"mediaQuery", "filters"} and re.fullmatch(r"\w+", name):
        return True
    return any(re.fullmatch(pattern_of(one), name) for one in names)


def pattern_of(name: str) -> str:
    """Returns a pattern for a name, generic parts of it standing for any field or tag."""
    return r"\.".join(GENERIC_NAMES.get(part, re.escape(part)) for part in name.split("."))


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(DOCUMENT)


@pytest.fixture
def asked() -> Iterator[tuple[LoggedRequest, ...]]:
    """Everything the client sends when every one of its methods is called."""
    with SimulatedPlex() as simulated:
        section = simulated.add_section("Films", ["/films"])
        item = simulated.add_item(section, [("/films/a.mp4", 1, 1000)])
        with PlexClient(
            simulated.url, Secret(simulated.token), client_identifier="id", max_request=16384
        ) as plex:
            plex.info()
            plex.sections()
            plex.listing(section)
            plex.items([item])
            plex.posters(item)
            plex.arts(item)
            plex.write(Edit(item, section, tuple(full_edit())))
            plex.upload_poster(item, b"\xff\xd8\xff poster")
            plex.upload_art(item, b"\xff\xd8\xff art")
        yield simulated.requests.entries


def full_edit() -> Iterator[FieldEdit]:
    """Yields a change of every field there is."""
    texts = {Field.DATE: "2020-01-02", Field.RATING: "7"}
    for name in Field:
        if name in TAG_FIELDS:
            after = (Tag("new", "role"),)
            yield FieldEdit(name, after, (), Action.SET, "", after, ("old",), lock=True)
        else:
            text = "" if name in IMAGE_FIELDS else texts.get(name, "text")
            yield FieldEdit(name, text, "", Action.SET, "", text, lock=True)


def test_every_request_is_in_the_document_or_a_known_deviation(
    document: Document, asked: tuple[LoggedRequest, ...]
) -> None:
    undescribed = {
        (one.method, one.path) for one in asked if document.operation(one.method, one.path) is None
    }

    assert undescribed == DEVIATIONS.keys()


def test_every_query_name_is_in_the_document(
    document: Document, asked: tuple[LoggedRequest, ...]
) -> None:
    unknown = [
        (one.method, one.path, name)
        for one in asked
        for name in query_names(one)
        if (parameters := document.operation(one.method, one.path)) is not None
        and name not in PROSE_PARAMETERS
        and not knows(parameters, name)
    ]

    assert unknown == []


def test_a_name_that_is_not_in_the_document_would_be_seen(document: Document) -> None:
    edit = document.operation("PUT", "/library/sections/1/all")

    assert edit is not None
    assert knows(edit, "genre[0].tag.tag")
    assert knows(edit, "actor[12].tagging.text")
    assert not knows(edit, "genre[].tag.tag[]-")
    assert not knows(edit, "title.values")
    assert document.operation("POST", "/library/sections/1/all") is None


def test_every_request_was_answered_well(asked: tuple[LoggedRequest, ...]) -> None:
    assert {one.status for one in asked} == {200}


def query_names(request: LoggedRequest) -> list[str]:
    pairs = request.raw_query.split("&") if request.raw_query else []
    return [unquote(pair.partition("=")[0]) for pair in pairs]
