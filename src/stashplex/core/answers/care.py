"""What is answered about the copies of the database, and about a bundle for whoever helps."""

from msgspec import Struct


class CopyTold(Struct, frozen=True):
    """A daily copy of the database."""

    day: str
    """Like `2026-11-23`, in UTC: what `restore` takes."""
    path: str
    bytes: int


class RestoreAnswer(Struct, frozen=True):
    """The copies there are, and the one that was brought back."""

    copies: tuple[CopyTold, ...]
    """The newest first."""
    restored: str | None
    """The copy that is the database now; null where none was asked for. In a dry run: could be."""
    replaced: str | None
    """Where the database before it is kept; null where there was none."""
    dry_run: bool


class PartTold(Struct, frozen=True):
    """A file of a bundle."""

    name: str
    bytes: int
    what: str


class MissingTold(Struct, frozen=True):
    """What a bundle should hold and does not."""

    name: str
    why: str


class BundleAnswer(Struct, frozen=True):
    """A zip for whoever helps: what is in it, and what could not be had."""

    path: str
    bytes: int
    parts: tuple[PartTold, ...]
    missing: tuple[MissingTold, ...]
    obfuscated: bool
    """True where words stand in the place of paths and titles."""
