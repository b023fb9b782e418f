"""What Stash says of a video."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SceneFile:
    """One file of a scene, as Stash sees it."""

    path: str
    size: int
    duration: float | None = None
    """Seconds; None where Stash has not measured it."""


@dataclass(frozen=True, slots=True)
class Performer:
    """A person in a scene; the name is unique only together with the disambiguation."""

    name: str
    disambiguation: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
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


@dataclass(frozen=True, slots=True)
class Cover:
    """The bytes of a cover, checked to be an image Plex can show."""

    data: bytes
    sha1: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class CoverUnchanged:
    """Stash says that the cover still has the ETag we know."""


@dataclass(frozen=True, slots=True)
class NoCover:
    """There is no cover worth showing, and why: a placeholder, missing, too large, odd format."""

    why: str
    placeholder: bool = False
    """True where Stash only has its stock picture: the usual case, and nothing to warn about."""
