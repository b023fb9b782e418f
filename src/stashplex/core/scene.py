"""What Stash says of a video."""

from msgspec import Struct


class SceneFile(Struct, frozen=True):
    """One file of a scene, as Stash sees it."""

    path: str
    size: int
    duration: float | None = None
    """Seconds; None where Stash has not measured it."""


class Performer(Struct, frozen=True):
    """A person in a scene; the name is unique only together with the disambiguation."""

    name: str
    disambiguation: str = ""


class Scene(Struct, frozen=True):
    """One scene with everything a sync needs; unset texts are empty, lists keep Stash's order."""

    id: int
    title: str = ""
    details: str = ""
    director: str = ""
    date: str = ""
    """`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty."""
    rating100: int | None = None
    studio: str = ""
    performers: tuple[Performer, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    files: tuple[SceneFile, ...] = ()
    """The first file is the primary one."""
    updated_at: str = ""
    """Stash's own text, with its time zone: compared for equality only."""
    cover_path: str = ""
    """Path and query of the cover on the Stash server; never a full address."""


class Cover(Struct, frozen=True):
    """The bytes of a cover, checked to be an image Plex can show."""

    data: bytes
    sha1: str
    etag: str = ""


class CoverUnchanged(Struct, frozen=True):
    """Stash says that the cover still has the ETag we know."""


class NoCover(Struct, frozen=True):
    """There is no cover worth showing, and why: a placeholder, missing, too large, odd format."""

    why: str
    placeholder: bool = False
    """True where Stash only has its stock picture: the usual case, and nothing to warn about."""
