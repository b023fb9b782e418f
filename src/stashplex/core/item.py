"""What Plex holds: items, their fields and the values in them."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field


class Field(StrEnum):
    """The fields a sync can write; the same names in the config, the holdings and every output."""

    TITLE = "title"
    SUMMARY = "summary"
    STUDIO = "studio"
    DATE = "date"
    ROLES = "roles"
    GENRES = "genres"
    DIRECTOR = "director"
    COLLECTIONS = "collections"
    RATING = "rating"
    POSTER = "poster"
    ART = "art"
    CONTENT_RATING = "content_rating"
    LABELS = "labels"


TEXT_FIELDS: Final = (
    Field.TITLE,
    Field.SUMMARY,
    Field.STUDIO,
    Field.DATE,
    Field.RATING,
    Field.CONTENT_RATING,
)
MIRRORED_TAGS: Final = (Field.ROLES, Field.GENRES, Field.DIRECTOR)
SHARED_TAGS: Final = (Field.COLLECTIONS, Field.LABELS)
TAG_FIELDS: Final = MIRRORED_TAGS + SHARED_TAGS
IMAGE_FIELDS: Final = (Field.POSTER, Field.ART)


class Tag(Struct, frozen=True):
    """One tag of an item, whole: a role has a text and a picture beside its name."""

    name: str
    role: str = ""
    thumb: str = ""


Value = str | tuple[Tag, ...]
"""A text (a rating is its shortest decimal text, an image its key or SHA-1; empty means nothing),
or a tuple of tags."""


class ItemFile(Struct, frozen=True):
    """One part of an item: a file as Plex sees it."""

    path: str
    size: int
    duration_ms: int | None = None


class Listed(Struct, frozen=True):
    """An item as the trimmed listing of a library shows it: what matching needs."""

    id: int
    section: int
    files: tuple[ItemFile, ...]
    updated_at: int = 0
    thumb: str = ""


class Section(Struct, frozen=True):
    """A movie library of the Plex server."""

    id: int
    title: str
    locations: tuple[str, ...] = ()
    stamp: str = ""
    """Differs once the library may list something else; empty where Plex does not tell."""


class Item(Struct, frozen=True):
    """An item read in full: every tag, every lock we know the name of."""

    id: int
    section: int
    texts: Mapping[Field, str] = field(default_factory=dict)
    tags: Mapping[Field, tuple[Tag, ...]] = field(default_factory=dict)
    locked: frozenset[Field] = frozenset()
    files: tuple[ItemFile, ...] = ()
    thumb: str = ""
    """The path of the current poster; it moves when the poster does."""
    art: str = ""
    updated_at: int = 0

    def value(self, name: Field) -> Value:
        """Returns what the item shows in a field; for an image the path Plex gives it."""
        if name in TAG_FIELDS:
            return self.tags.get(name, ())
        if name is Field.POSTER:
            return self.thumb
        if name is Field.ART:
            return self.art
        return self.texts.get(name, "")


class ImageList(Struct, frozen=True):
    """The images an item could show, by key, and the one that is selected (empty: none)."""

    selected: str
    keys: tuple[str, ...] = ()


def value_to_json(value: Value) -> str:
    """Returns the stored form of a value; `value_from_json` gives it back unchanged."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    rows = [[tag.name, tag.role, tag.thumb] for tag in value]
    return json.dumps(rows, ensure_ascii=False)


def value_from_json(text: str) -> Value:
    """Returns the value that `value_to_json` stored."""
    stored = json.loads(text)
    if isinstance(stored, str):
        return stored
    return tuple(Tag(name, role, thumb) for name, role, thumb in stored)
