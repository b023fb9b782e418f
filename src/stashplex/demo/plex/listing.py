"""Listings of a library: which items, in which order, which page of them."""

from collections.abc import Callable
from typing import Final

from stashplex.demo.http_messages import Request
from stashplex.demo.plex.behaviour import Behaviour, Page
from stashplex.demo.plex.records import COLLECTION, MOVIE, Item, Section
from stashplex.demo.plex.serialise import Refused

SORTS: Final[dict[str, Callable[[Item], str | int]]] = {
    "id": lambda item: item.id,
    "addedAt": lambda item: item.added_at,
    "updatedAt": lambda item: item.updated_at,
    "title": lambda item: item.texts["title"].casefold(),
    "titleSort": lambda item: item.texts.get("titleSort", item.texts["title"]).casefold(),
}
FILTERS: Final[dict[str, Callable[[Item, str], bool]]] = {
    "id": lambda item, value: str(item.id) in value.split(","),
    "guid": lambda item, value: item.guid == value,
    "title=": lambda item, value: value.casefold() == item.texts["title"].casefold(),
    "title": lambda item, value: value.casefold() in item.texts["title"].casefold(),
    "file": lambda item, value: any(value.casefold() in one.path.casefold() for one in item.parts),
    "addedAt>>": lambda item, value: item.added_at > int(value),
    "updatedAt>>": lambda item, value: item.updated_at > int(value),
}


def listed(section: Section, request: Request) -> list[Item]:
    """Returns the items that a query selects, in the order it wants."""
    kind = request.asks("type", str(MOVIE))
    if request.asks("file") and not request.asks("type"):
        raise Refused(500)
    if kind == str(COLLECTION):
        items = list(section.collections.values())
    else:
        items = list(section.movies.values()) if kind == str(MOVIE) else []
    for name, value in request.query:
        if name in FILTERS:
            items = [item for item in items if FILTERS[name](item, value)]
    items = in_order(items, request.asks("sort", "titleSort"))
    limit = request.asks("limit")
    return items[: int(limit)] if limit else items


def in_order(items: list[Item], sort: str) -> list[Item]:
    """Returns items sorted by one of the known fields, or as they are by id."""
    name, _, direction = sort.rpartition(".")[2].partition(":")
    if name not in SORTS:
        raise Refused(400)
    if sort == "id" and all(item.type == MOVIE for item in items[:1]):
        return items  # movies are kept by growing id
    return sorted(items, key=SORTS[name], reverse=direction == "desc")


def page_of(items: list[Item], request: Request, behaviour: Behaviour) -> Page | None:
    """Returns the page a request asks for by header or query, or None when it asks for none."""
    start, size = paging(request, "start"), paging(request, "size")
    if size is None:
        if start is not None or len(items) > behaviour.largest_page:
            raise Refused(400, "Missing X-Plex-Container-Size header")
        return None
    if size > behaviour.largest_page:
        raise Refused(400)
    first = start or 0
    page = Page(tuple(items[first : first + size]), first, len(items))
    return behaviour.disturb_page(page) if behaviour.disturb_page and size else page


def paging(request: Request, what: str) -> int | None:
    """Returns one of the two paging wishes, which may be headers or query parameters."""
    name = f"X-Plex-Container-{what.capitalize()}"
    value = request.headers.get(name.lower()) or request.asks(name)
    if value and not value.isdecimal():
        raise Refused(400)
    return int(value) if value else None
