"""What a library says it can be filtered and sorted by: clients ask before they search."""

from typing import Final

from stashplex.demo.plex.serialise import Node

FIELDS: Final = {
    "title": "string",
    "studio": "string",
    "contentRating": "string",
    "userRating": "integer",
    "year": "integer",
    "genre": "tag",
    "collection": "tag",
    "director": "tag",
    "actor": "tag",
    "label": "tag",
    "addedAt": "date",
}
OPERATORS: Final = {
    "string": {"=": "contains", "!=": "does not contain", "==": "is", "!==": "is not"},
    "integer": {"=": "is", "!=": "is not", ">>=": "is greater than", "<<=": "is less than"},
    "tag": {"=": "is", "!=": "is not"},
    "date": {">>=": "is after", "<<=": "is before"},
}
SORTS: Final = {"titleSort": "Title", "addedAt": "Date Added"}


def filtering(section: int, kind: str) -> Node:
    """Returns the `Meta` block of a library for movies or collections."""
    sorts: list[Node] = [
        {"key": key, "title": title, "defaultDirection": "asc", "descKey": f"{key}:desc"}
        for key, title in SORTS.items()
    ]
    fields: list[Node] = [
        {"key": key, "title": key, "type": field_type} for key, field_type in FIELDS.items()
    ]
    of_kind: Node = {
        "key": f"/library/sections/{section}/all",
        "type": kind,
        "title": kind.capitalize(),
        "active": kind == "movie",
        "Sort": sorts,
        "Field": fields,
    }
    field_types: list[Node] = [
        {"type": name, "Operator": [{"key": key, "title": title} for key, title in one.items()]}
        for name, one in OPERATORS.items()
    ]
    return {"Type": [of_kind], "FieldType": field_types}
