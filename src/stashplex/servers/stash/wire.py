"""Stash's JSON as it comes, and the records made of it."""

from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec
from msgspec import field

from stashplex.core.scene import Performer, Scene, SceneFile
from stashplex.core.watching import Kind, Stamped


class WireError(msgspec.Struct):
    """What went wrong, in Stash's words."""

    message: str = ""


class Envelope(msgspec.Struct):
    """An answer: its content is read only when there are no errors beside it."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[WireError] | None = None


class WireName(msgspec.Struct):
    """A studio, tag or group."""

    name: str


class WirePerformer(msgspec.Struct):
    """A person."""

    name: str
    disambiguation: str | None = None


class WireGroup(msgspec.Struct):
    """A scene's place in a group."""

    group: WireName


class WireFile(msgspec.Struct):
    """A video file."""

    path: str
    size: int = 0
    duration: float | None = None


class WirePaths(msgspec.Struct):
    """Addresses of what Stash makes of a scene."""

    screenshot: str | None = None


class HasId(Protocol):
    """Anything of Stash that has a number."""

    @property
    def id(self) -> int:
        """The number."""


class WireSceneFiles(msgspec.Struct):
    """A scene of which only the files were asked for."""

    id: int
    files: list[WireFile] = []


class WireScene(msgspec.Struct):
    """A scene, as our documents ask for it."""

    id: int
    updated_at: str
    title: str | None = None
    details: str | None = None
    director: str | None = None
    date: str | None = None
    rating100: int | None = None
    studio: WireName | None = None
    performers: list[WirePerformer] = []
    tags: list[WireName] = []
    groups: list[WireGroup] = []
    files: list[WireFile] = []
    paths: WirePaths | None = None


class WireScenes(msgspec.Struct):
    """A page of scenes, or their number."""

    count: int = 0
    scenes: list[WireScene] = []


class FoundScenes(msgspec.Struct):
    """The content of a search."""

    found: WireScenes = field(name="findScenes")


class WireFilesPage(msgspec.Struct):
    """A page of scenes and their files."""

    scenes: list[WireSceneFiles] = []


class FoundFiles(msgspec.Struct):
    """The content of a search for files."""

    found: WireFilesPage = field(name="findScenes")


class WireStamped(msgspec.Struct):
    """Anything that Stash stamps."""

    id: int
    updated_at: str


class NewestPage(msgspec.Struct):
    """A page of one kind; the others are empty."""

    scenes: list[WireStamped] = []
    performers: list[WireStamped] = []
    studios: list[WireStamped] = []
    tags: list[WireStamped] = []
    groups: list[WireStamped] = []

    @property
    def rows(self) -> list[WireStamped]:
        """The rows, of whatever kind they are."""
        return self.scenes or self.performers or self.studios or self.tags or self.groups


class FoundNewest(msgspec.Struct):
    """The content of a question for what changed last; kinds not asked for are not there."""

    scene: NewestPage | None = field(name="findScenes", default=None)
    performer: NewestPage | None = field(name="findPerformers", default=None)
    studio: NewestPage | None = field(name="findStudios", default=None)
    tag: NewestPage | None = field(name="findTags", default=None)
    group: NewestPage | None = field(name="findGroups", default=None)

    def of(self, kind: Kind) -> tuple[Stamped, ...]:
        """Returns the rows of a kind that was asked for."""
        pages = {
            Kind.SCENE: self.scene,
            Kind.PERFORMER: self.performer,
            Kind.STUDIO: self.studio,
            Kind.TAG: self.tag,
            Kind.GROUP: self.group,
        }
        page = pages[kind]
        return tuple(Stamped(row.id, row.updated_at) for row in page.rows) if page else ()


class WireVersion(msgspec.Struct):
    """The version of Stash."""

    version: str | None = None


class WireStatus(msgspec.Struct):
    """The state of Stash."""

    status: str
    database_path: str | None = field(name="databasePath", default=None)


class VersionContent(msgspec.Struct):
    """The content of a question for the version."""

    version: WireVersion


class InfoContent(msgspec.Struct):
    """The content of a question for version and state."""

    version: WireVersion
    status: WireStatus = field(name="systemStatus")


# Not strict: ids come as texts.
ENVELOPE: Final = msgspec.json.Decoder(Envelope)
SCENES_BY_ID: Final = msgspec.json.Decoder(dict[str, WireScene | None], strict=False)
FOUND_SCENES: Final = msgspec.json.Decoder(FoundScenes, strict=False)
FOUND_FILES: Final = msgspec.json.Decoder(FoundFiles, strict=False)
NEWEST: Final = msgspec.json.Decoder(FoundNewest, strict=False)
VERSION: Final = msgspec.json.Decoder(VersionContent)
INFO: Final = msgspec.json.Decoder(InfoContent)


def scene_of(wire: WireScene) -> Scene:
    """Returns the scene as the core knows it."""
    return Scene(
        id=wire.id,
        title=wire.title or "",
        details=wire.details or "",
        director=wire.director or "",
        date=wire.date or "",
        rating100=wire.rating100,
        studio=wire.studio.name if wire.studio else "",
        performers=tuple(Performer(one.name, one.disambiguation or "") for one in wire.performers),
        tags=tuple(tag.name for tag in wire.tags),
        groups=tuple(one.group.name for one in wire.groups),
        files=tuple(map(file_of, wire.files)),
        updated_at=wire.updated_at,
        cover_path=_own_path(wire.paths.screenshot or "") if wire.paths else "",
    )


def file_of(wire: WireFile) -> SceneFile:
    """Returns the file as the core knows it."""
    return SceneFile(wire.path, wire.size, wire.duration)


def _own_path(address: str) -> str:
    """Returns path and query as Stash itself serves them: the address shows it from outside."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    outside, slash, path = parts.path.partition("/scene/")
    own = slash + path if slash else outside
    return f"{own}?{parts.query}" if parts.query else own
