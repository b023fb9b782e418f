"""The schema a Stash of some version shows: fields newer than it are unknown to it."""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter
from typing import Final

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSyntaxError,
    Node,
    StringValueNode,
    Visitor,
    VisitorAction,
    build_ast_schema,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
    visit,
)

from stashplex.demo.stash.listing import Found
from stashplex.demo.stash.records import Fingerprint, Folder, Named, Scene, SceneGroup, VideoFile
from stashplex.demo.stash.resolvers import RESOLVERS

Resolve = Callable[..., object]
RECORDS: Final[Mapping[str, type]] = {
    "Fingerprint": Fingerprint,
    "FindFilesResultType": Found,
    "FindGroupsResultType": Found,
    "FindPerformersResultType": Found,
    "FindScenesResultType": Found,
    "FindStudiosResultType": Found,
    "FindTagsResultType": Found,
    "Folder": Folder,
    "Group": Named,
    "Performer": Named,
    "Scene": Scene,
    "SceneGroup": SceneGroup,
    "ScenePathsType": Scene,
    "Studio": Named,
    "Tag": Named,
    "VideoFile": VideoFile,
}


def release(version: str) -> tuple[int, ...]:
    """Returns the numbers of a version like `v0.31.1` or `0.30`."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


class Age(Visitor):
    """Takes out what is newer than a version, and every mark that says since when."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = release(version)

    def enter(self, node: Node, *_: object) -> VisitorAction:
        """Removes a node that a later release added."""
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value == "since" and since(directive) > self._version:
                return REMOVE
        return None

    def leave_directive(self, node: DirectiveNode, *_: object) -> VisitorAction:
        """Removes the mark itself."""
        return REMOVE if node.name.value == "since" else None


def since(directive: DirectiveNode) -> tuple[int, ...]:
    """Returns the release that a mark names."""
    values = (argument.value for argument in directive.arguments or ())
    return max(release(value.value) for value in values if isinstance(value, StringValueNode))


@cache
def schema_of(version: str) -> GraphQLSchema:
    """Returns the schema of a version, ready to be executed with a `Question` as context."""
    text = files("stashplex.demo.stash").joinpath("schema.graphql").read_text("utf-8")
    document = visit(parse(text, no_location=True), Age(version))
    schema = build_ast_schema(document)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                field.resolve = resolver(kind.name, name, field.type)
        if isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = lambda *_: "VideoFile"
    return schema


def resolver(kind: str, name: str, returns: GraphQLOutputType) -> Resolve:
    """Returns what answers a field: a function of ours, the record's attribute, or nothing."""
    own = RESOLVERS.get(kind, {}).get(name)
    if own is not None:
        return own
    record = RECORDS.get(kind)
    if record is None:
        return lambda row, _: row.get(name)
    if hasattr(record, name):
        get = attrgetter(name)
        return lambda row, _: get(row)
    return constant(empty(returns))


def constant(value: object) -> Resolve:
    """Returns a resolver for what nobody has filled in."""
    return lambda _row, _info, **_arguments: value


def empty(returns: GraphQLOutputType) -> object:
    """Returns what an untouched field of this type shows."""
    if not is_non_null_type(returns):
        return None
    inner = returns.of_type
    if is_list_type(inner):
        return []
    return {"Boolean": False, "Map": {}}[inner.name]


@lru_cache(maxsize=256)
def checked(version: str, query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """Returns the document of a query and what the schema of a version has against it."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return None, (error,)
    return document, tuple(validate(schema_of(version), document))
