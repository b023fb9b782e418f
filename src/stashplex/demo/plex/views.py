"""What an item looks like from outside: trimmed in listings, whole when asked for by id."""

from collections.abc import Callable, Iterable
from typing import Final

from stashplex.demo.http_messages import Request
from stashplex.demo.plex.records import COLLECTION, TAG_ELEMENTS, Item, Part, Section, Tagging
from stashplex.demo.plex.serialise import Node, Shown

SHOWN_IN_LISTINGS: Final = {
    "genre": 2,
    "director": 2,
    "writer": 2,
    "country": 1,
    "actor": 3,
    "collection": 2,
}
"""How many tags of a kind a listing shows; kinds not named here it does not show at all."""
TEXTS_IN_ORDER: Final = (
    "studio",
    "titleSort",
    "originalTitle",
    "contentRating",
    "summary",
    "tagline",
    "editionTitle",
    "originallyAvailableAt",
)
NUMBERS: Final = ("rating", "audienceRating")


class View:
    """How one request wants its items: what it leaves out, and whose stars it shows."""

    def __init__(self, request: Request, user: str) -> None:
        self.user = user
        self.without = frozenset(request.asks("excludeElements").split(","))
        self.without_fields = frozenset(request.asks("excludeFields").split(","))
        self.guids = request.asks("includeGuids") == "1"
        self.checks_files = request.asks("checkFiles") == "1"

    def listed(self, item: Item) -> Shown:
        """Returns an item as a listing shows it: few tags, and only their names."""
        shown = self._base(item)
        if item.parts and "Media" not in self.without:
            shown["Media"] = [media(part, shown_part(part)) for part in item.parts]
        for kind, most in SHOWN_IN_LISTINGS.items():
            element = TAG_ELEMENTS[kind]
            taggings = item.tags.get(kind)
            if taggings and element not in self.without:
                shown[element] = [{"tag": tagging.row.name} for tagging in taggings[:most]]
        if self.guids and "Guid" not in self.without:
            shown["Guid"] = [{"id": item.guid}]
        return shown

    def full(self, item: Item) -> Shown:
        """Returns an item with all its tags, locks and streams."""
        section = item.section
        shown = self._base(item)
        shown["librarySectionTitle"] = section.title
        shown["librarySectionID"] = section.id
        shown["librarySectionKey"] = f"/library/sections/{section.id}"
        if item.parts and "Media" not in self.without:
            shown["Media"] = [media(part, self._full_part(part)) for part in item.parts]
        for kind, element in TAG_ELEMENTS.items():
            if item.tags.get(kind) and element not in self.without:
                shown[element] = [full_tag(tagging) for tagging in item.tags[kind]]
        if item.locks and "Field" not in self.without:
            shown["Field"] = [{"locked": True, "name": name} for name in sorted(item.locks)]
        if "Guid" not in self.without:
            shown["Guid"] = [{"id": item.guid}]
        return shown

    def _base(self, item: Item) -> Shown:
        shown: Shown = {
            "ratingKey": str(item.id),
            "key": f"/library/metadata/{item.id}",
            "guid": item.guid,
            "type": "movie",
            "title": item.texts["title"],
        }
        if item.type == COLLECTION:
            as_collection(shown, item)
        texts = item.texts
        shown.update({name: texts[name] for name in TEXTS_IN_ORDER if name in texts})
        shown.update({name: float(texts[name]) for name in NUMBERS if name in texts})
        if self.user in item.ratings:
            shown["userRating"] = item.ratings[self.user]
        if "originallyAvailableAt" in texts:
            shown["year"] = int(texts["originallyAvailableAt"][:4])
        if item.posters.selected:
            shown["thumb"] = f"/library/metadata/{item.id}/thumb/{item.posters.stamp}"
        if item.arts.selected:
            shown["art"] = f"/library/metadata/{item.id}/art/{item.arts.stamp}"
        if item.parts and item.parts[0].duration_ms is not None:
            shown["duration"] = item.parts[0].duration_ms
        shown["addedAt"] = item.added_at
        shown["updatedAt"] = item.updated_at
        for name in self.without_fields:
            shown.pop(name, None)
        return shown

    def _full_part(self, part: Part) -> Shown:
        shown = shown_part(part)
        if self.checks_files:
            shown.update(accessible=True, exists=True)
        stream: Node = {"id": part.id, "streamType": 1, "codec": "h264", "index": 0}
        shown["Stream"] = [stream]
        return shown


def as_collection(shown: Shown, item: Item) -> None:
    """Turns a movie's first attributes into those of a collection."""
    shown["key"] = f"/library/collections/{item.id}/children"
    shown["type"] = "collection"
    shown["subtype"] = "movie"
    shown["childCount"] = str(len(item.members))


def media(part: Part, shown: Node) -> Node:
    """Returns one version of a movie, with the file it is made of."""
    found: Shown = {
        "id": part.id,
        "bitrate": 8000,
        "width": 1920,
        "height": 1080,
        "videoCodec": "h264",
        "videoResolution": "1080",
        "container": container_of(part),
        "Part": [shown],
    }
    if part.duration_ms is not None:
        found["duration"] = part.duration_ms
    return found


def shown_part(part: Part) -> Shown:
    """Returns a file with its path and size; a duration only where it is known."""
    shown: Shown = {
        "id": part.id,
        "key": f"/library/parts/{part.id}/{part.id}/file.{container_of(part)}",
        "file": part.path,
        "size": part.size,
        "container": container_of(part),
    }
    if part.duration_ms is not None:
        shown["duration"] = part.duration_ms
    return shown


def container_of(part: Part) -> str:
    """Returns the kind of a file by its suffix."""
    stem, dot, suffix = part.path.rpartition(".")
    return suffix.lower() if stem and dot else "mp4"


def full_tag(tagging: Tagging) -> Node:
    """Returns a tag with its number, and a role with its text and picture."""
    row = tagging.row
    shown: Shown = {"id": row.id, "filter": f"{row.kind}={row.id}", "tag": row.name}
    if tagging.text:
        shown["role"] = tagging.text
    if row.thumb:
        shown["thumb"] = row.thumb
    return shown


def shown_section(section: Section) -> Node:
    """Returns a library as the list of libraries shows it."""
    locations: list[Node] = [
        {"id": number, "path": path} for number, path in enumerate(section.locations, 1)
    ]
    return {
        "allowSync": True,
        "art": "/:/resources/movie-fanart.jpg",
        "composite": f"/library/sections/{section.id}/composite/{section.updated_at}",
        "filters": True,
        "refreshing": section.refreshing,
        "thumb": "/:/resources/movie.png",
        "key": str(section.id),
        "type": "movie",
        "title": section.title,
        "agent": section.agent,
        "scanner": "Plex Movie",
        "language": "en-US",
        "uuid": section.uuid,
        "updatedAt": section.updated_at,
        "createdAt": section.created_at,
        "scannedAt": section.scanned_at,
        "content": True,
        "directory": True,
        "contentChangedAt": section.content_changed_at,
        "hidden": 0,
        "Location": locations,
    }


def container_of_items(
    section: Section | None, items: Iterable[Item], view: Callable[[Item], Shown]
) -> Shown:
    """Returns the container of some items; of one section, its attributes are hoisted."""
    shown: list[Node] = [view(item) for item in items]
    container: Shown = {
        "size": len(shown),
        "allowSync": True,
        "identifier": "com.plexapp.plugins.library",
        "mediaTagPrefix": "/system/bundle/media/flags/",
        "mediaTagVersion": 1_700_000_000,
    }
    if section is not None:
        container["librarySectionID"] = section.id
        container["librarySectionTitle"] = section.title
        container["librarySectionUUID"] = section.uuid
    if shown:
        container["Metadata"] = shown
    return container
