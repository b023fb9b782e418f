"""The rows of a simulated Stash; an attribute is called what its GraphQL field is called."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Picture = bytes | Callable[[], bytes]
"""The bytes of an image, or what draws them when they are asked for."""


@dataclass(slots=True, eq=False, kw_only=True)
class Stamped:
    """Any row: its id, and when it was made and changed, as the text that is stored."""

    id: int
    created_at: str
    updated_at: str


@dataclass(slots=True, eq=False, kw_only=True)
class Named(Stamped):
    """A studio, performer, tag or group; texts that nobody filled in are empty, not null."""

    name: str
    disambiguation: str = ""
    details: ClassVar[str] = ""
    description: ClassVar[str] = ""
    synopsis: ClassVar[str] = ""
    director: ClassVar[str] = ""

    @property
    def key(self) -> tuple[str, str]:
        """What is unique among rows of one kind."""
        return self.name, self.disambiguation


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a file."""

    path: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One hash of a file."""

    type: str
    value: str


@dataclass(slots=True, eq=False, kw_only=True)
class VideoFile(Stamped):
    """A file; its id survives a move."""

    path: str
    size: int
    duration: float
    mod_time: str
    width: ClassVar[int] = 1920
    height: ClassVar[int] = 1080
    format: ClassVar[str] = "mp4"
    video_codec: ClassVar[str] = "h264"
    audio_codec: ClassVar[str] = "aac"
    frame_rate: ClassVar[float] = 25.0
    bit_rate: ClassVar[int] = 4_000_000

    @property
    def basename(self) -> str:
        """The name of the file without its folder."""
        return self.path[len(self.parent_folder.path) :].lstrip("/\\")

    @property
    def parent_folder(self) -> Folder:
        """The folder, written with the separator of the Stash host."""
        return Folder(self.path[: max(self.path.rfind("/"), self.path.rfind("\\"), 0)])

    @property
    def fingerprints(self) -> list[Fingerprint]:
        """The oshash, which every scanned file has."""
        content = f"{self.id}:{self.size}".encode()
        return [Fingerprint("oshash", hashlib.sha256(content).hexdigest()[:16].lstrip("0"))]


@dataclass(frozen=True, slots=True)
class SceneGroup:
    """The place of a scene in a group."""

    group: Named
    scene_index: int | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Scene(Stamped):
    """A scene; its first file is the primary one."""

    title: str = ""
    code: str = ""
    details: str = ""
    director: str = ""
    date: str | None = None
    rating100: int | None = None
    organized: bool = False
    urls: list[str] = field(default_factory=list)
    studio: Named | None = None
    performers: list[Named] = field(default_factory=list)
    tags: list[Named] = field(default_factory=list)
    groups: list[SceneGroup] = field(default_factory=list)
    files: list[VideoFile] = field(default_factory=list)
    custom_fields: Mapping[str, object] = field(default_factory=dict)
    cover: Picture | None = None

    def cover_bytes(self) -> bytes | None:
        """Returns the bytes of the cover, drawn where they are not kept."""
        return self.cover() if callable(self.cover) else self.cover
