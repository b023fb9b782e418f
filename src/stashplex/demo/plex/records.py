"""What the simulated Plex keeps: sections, items, tags, files and images."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MOVIE: Final = 1
COLLECTION: Final = 18

TAG_ELEMENTS: Final = {
    "genre": "Genre",
    "country": "Country",
    "director": "Director",
    "writer": "Writer",
    "producer": "Producer",
    "actor": "Role",
    "collection": "Collection",
    "label": "Label",
}
"""Kind of tag, as parameters and locks name it, to the element that shows it."""
TAG_TYPES: Final = {
    "genre": 1,
    "collection": 2,
    "director": 4,
    "writer": 5,
    "actor": 6,
    "producer": 7,
    "country": 8,
    "label": 11,
}


@dataclass(slots=True)
class TagRow:
    """One tag of the whole server: its name, spelled as first seen, and its picture."""

    id: int
    kind: str
    name: str
    thumb: str = ""


@dataclass(frozen=True, slots=True)
class Tagging:
    """One tag on one item; the text is a role, and belongs to this item alone."""

    row: TagRow
    text: str = ""


@dataclass(slots=True)
class Part:
    """One file, as this server sees it; each is a version of its item."""

    id: int
    path: str
    size: int
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """One image that an item could show; the key is its address within the server."""

    key: str
    data: bytes
    provider: str = ""


@dataclass(slots=True)
class Gallery:
    """The images of one item and one purpose: the list only grows, one may be selected."""

    images: dict[str, Image] = field(default_factory=dict)
    selected: str = ""
    stamp: int = 0
    """Stands in the image's path, and moves whenever another one is shown."""


@dataclass(frozen=True, slots=True)
class AgentValues:
    """What the section's agent says of an item: a refresh writes it to unlocked fields."""

    texts: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Section:
    """A library of movies."""

    id: int
    title: str
    locations: tuple[str, ...]
    uuid: str
    agent: str
    created_at: int
    updated_at: int
    scanned_at: int
    content_changed_at: int
    refreshing: bool = False
    """True while a scan goes on."""
    movies: dict[int, "Item"] = field(default_factory=dict)
    """By id, growing: the order of `sort=id`."""
    collections: dict[str, "Item"] = field(default_factory=dict)
    """By the folded title."""


@dataclass(slots=True)
class Item:
    """A movie or a collection."""

    id: int
    section: Section
    type: int
    guid: str
    added_at: int
    updated_at: int
    texts: dict[str, str] = field(default_factory=dict)
    """By the name a parameter gives the field; never an empty value, except a title."""
    tags: dict[str, tuple[Tagging, ...]] = field(default_factory=dict)
    locks: set[str] = field(default_factory=set)
    ratings: dict[str, float] = field(default_factory=dict)
    """Stars by user, since each user has their own."""
    parts: list[Part] = field(default_factory=list)
    posters: Gallery = field(default_factory=Gallery)
    arts: Gallery = field(default_factory=Gallery)
    agent: AgentValues = field(default_factory=AgentValues)
    members: set[int] = field(default_factory=set)
    """The movies of a collection."""


@dataclass(frozen=True, slots=True)
class ItemSnapshot:
    """Everything a movie shows at one moment, as plain values that can be compared."""

    id: int
    section: int
    texts: Mapping[str, str]
    tags: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    """Role texts by name."""
    locks: frozenset[str]
    rating: float | None
    """The owner's stars."""
    poster: str
    """Key of the selected poster, or empty."""
    art: str
    files: tuple[str, ...]
