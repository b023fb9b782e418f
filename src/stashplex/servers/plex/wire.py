"""Plex's JSON as it comes, read tolerantly, and the records made of it."""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import field

from stashplex.core.item import Field, ImageList, Item, ItemFile, Listed, Section, Tag
from stashplex.servers.plex.names import FIELD

HEAVY_ACTIVITIES: Final = ("library.update.section", "library.optimize", "butler")
"""How the types begin: the scan of a library, the optimising of the database, nightly chores."""


class WireTag(msgspec.Struct):
    """A tag of any kind; `role` and `thumb` stand only in roles."""

    tag: str = ""
    role: str | None = None
    thumb: str | None = None


class WirePart(msgspec.Struct):
    """A file."""

    file: str = ""
    size: int = 0
    duration: float | None = None


class WireMedia(msgspec.Struct):
    """A version of an item."""

    parts: list[WirePart] = field(name="Part", default_factory=list)


class WireLock(msgspec.Struct):
    """The lock of a field."""

    name: str = ""
    locked: bool = False


class WireItem(msgspec.Struct):
    """An item, in a listing or in full; what is empty is absent."""

    id: int = field(name="ratingKey")
    type: str = "movie"
    section: int | None = field(name="librarySectionID", default=None)
    title: str = ""
    summary: str = ""
    studio: str = ""
    date: str = field(name="originallyAvailableAt", default="")
    rating: float | None = field(name="userRating", default=None)
    content_rating: str = field(name="contentRating", default="")
    thumb: str = ""
    art: str = ""
    updated_at: int = field(name="updatedAt", default=0)
    media: list[WireMedia] = field(name="Media", default_factory=list)
    roles: list[WireTag] = field(name="Role", default_factory=list)
    genres: list[WireTag] = field(name="Genre", default_factory=list)
    directors: list[WireTag] = field(name="Director", default_factory=list)
    collections: list[WireTag] = field(name="Collection", default_factory=list)
    labels: list[WireTag] = field(name="Label", default_factory=list)
    locks: list[WireLock] = field(name="Field", default_factory=list)


class WireItems(msgspec.Struct):
    """A container of items; what its items share may stand on the container."""

    section: int | None = field(name="librarySectionID", default=None)
    size: int | None = None
    total: int | None = field(name="totalSize", default=None)
    items: list[WireItem] = field(name="Metadata", default_factory=list)


class WireLocation(msgspec.Struct):
    """A folder of a library."""

    path: str = ""


class WireSection(msgspec.Struct):
    """A library."""

    key: int
    type: str = ""
    title: str = ""
    locations: list[WireLocation] = field(name="Location", default_factory=list)
    content_changed_at: int = field(name="contentChangedAt", default=0)
    updated_at: int = field(name="updatedAt", default=0)
    scanned_at: int = field(name="scannedAt", default=0)


class WireSections(msgspec.Struct):
    """The libraries."""

    sections: list[WireSection] = field(name="Directory", default_factory=list)


class WireActivity(msgspec.Struct):
    """Something that the server is busy with."""

    type: str = ""
    title: str = ""


class WireActivities(msgspec.Struct):
    """Everything that it is busy with."""

    activities: list[WireActivity] = field(name="Activity", default_factory=list)


class WireImage(msgspec.Struct):
    """An image that an item could show."""

    rating_key: str = field(name="ratingKey", default="")
    key: str = ""
    selected: bool = False


class WireImages(msgspec.Struct):
    """The images of an item; servers name the list in two ways."""

    metadata: list[WireImage] = field(name="Metadata", default_factory=list)
    photos: list[WireImage] = field(name="Photo", default_factory=list)


class WireServer(msgspec.Struct):
    """The server's own description."""

    machine_identifier: str = field(name="machineIdentifier", default="")
    version: str = ""
    name: str = field(name="friendlyName", default="")


class ItemsAnswer(msgspec.Struct):
    """The envelope of items."""

    container: WireItems = field(name="MediaContainer")


class SectionsAnswer(msgspec.Struct):
    """The envelope of libraries."""

    container: WireSections = field(name="MediaContainer")


class ActivitiesAnswer(msgspec.Struct):
    """The envelope of activities."""

    container: WireActivities = field(name="MediaContainer")


class ImagesAnswer(msgspec.Struct):
    """The envelope of images."""

    container: WireImages = field(name="MediaContainer")


class ServerAnswer(msgspec.Struct):
    """The envelope of the server's description."""

    container: WireServer = field(name="MediaContainer")


# Not strict: ids come as texts or numbers, and booleans as true, 1 or "1".
ITEMS: Final = msgspec.json.Decoder(ItemsAnswer, strict=False)
SECTIONS: Final = msgspec.json.Decoder(SectionsAnswer, strict=False)
ACTIVITIES: Final = msgspec.json.Decoder(ActivitiesAnswer, strict=False)
IMAGES: Final = msgspec.json.Decoder(ImagesAnswer, strict=False)
SERVER: Final = msgspec.json.Decoder(ServerAnswer, strict=False)


def full_items(container: WireItems) -> dict[int, Item]:
    """Returns the movies of a container read in full."""
    return {
        wire.id: _item(wire, wire.section or container.section or 0)
        for wire in container.items
        if wire.type == "movie"
    }


def listed(container: WireItems, section: int) -> tuple[Listed, ...]:
    """Returns the items of one page of a listing."""
    return tuple(
        Listed(wire.id, section, _files(wire), wire.updated_at, wire.thumb)
        for wire in container.items
    )


def movie_sections(container: WireSections) -> tuple[Section, ...]:
    """Returns the libraries that hold movies."""
    return tuple(
        Section(
            wire.key,
            wire.title,
            tuple(location.path for location in wire.locations),
            _stamp(wire),
        )
        for wire in container.sections
        if wire.type == "movie"
    )


def heavy_activity(container: WireActivities) -> str:
    """Returns the title of the first activity that writes much; empty where there is none."""
    heavy = (one for one in container.activities if one.type.startswith(HEAVY_ACTIVITIES))
    return next((one.title or one.type for one in heavy), "")


def _stamp(wire: WireSection) -> str:
    moments = (wire.content_changed_at, wire.updated_at, wire.scanned_at)
    # Without the first nothing says that an item of the library has changed.
    return " ".join(map(str, moments)) if wire.content_changed_at else ""


def image_list(container: WireImages) -> ImageList:
    """Returns the keys of the images, and which of them is selected."""
    images = container.metadata or container.photos
    chosen = next((_key(image) for image in images if image.selected), "")
    return ImageList(chosen, tuple(_key(image) for image in images))


def _item(wire: WireItem, section: int) -> Item:
    return Item(
        id=wire.id,
        section=section,
        texts={name: text for name, text in _texts(wire) if text},
        tags={name: _tags(tags) for name, tags in _tag_lists(wire) if tags},
        locked=frozenset(
            FIELD[lock.name] for lock in wire.locks if lock.locked and lock.name in FIELD
        ),
        files=_files(wire),
        thumb=wire.thumb,
        art=wire.art,
        updated_at=wire.updated_at,
    )


def _texts(wire: WireItem) -> Iterable[tuple[Field, str]]:
    yield Field.TITLE, wire.title
    yield Field.SUMMARY, wire.summary
    yield Field.STUDIO, wire.studio
    yield Field.DATE, wire.date
    yield Field.RATING, "" if wire.rating is None else format(wire.rating, "g")
    yield Field.CONTENT_RATING, wire.content_rating


def _tag_lists(wire: WireItem) -> Iterable[tuple[Field, list[WireTag]]]:
    yield Field.ROLES, wire.roles
    yield Field.GENRES, wire.genres
    yield Field.DIRECTOR, wire.directors
    yield Field.COLLECTIONS, wire.collections
    yield Field.LABELS, wire.labels


def _tags(tags: Iterable[WireTag]) -> tuple[Tag, ...]:
    return tuple(Tag(tag.tag, tag.role or "", tag.thumb or "") for tag in tags)


def _files(wire: WireItem) -> tuple[ItemFile, ...]:
    return tuple(
        ItemFile(part.file, part.size, None if part.duration is None else int(part.duration))
        for media in wire.media
        for part in media.parts
        if part.file
    )


def _key(image: WireImage) -> str:
    return image.rating_key or image.key
