"""What pinning answers."""

from msgspec import Struct

from stashplex.core.answers.scene import FileTold


class PinAnswer(Struct, frozen=True):
    """Which item a person says a scene is, both side by side."""

    scene: int
    title: str
    files: tuple[FileTold, ...]
    item: int
    item_title: str
    library: str
    item_files: tuple[FileTold, ...]
    """As Plex sees them."""
    replaced: tuple[int, ...]
    """The items that it was pinned to in this library before."""
    owner: int | None
    """The other scene that the item belonged to: it is skipped from now on."""
    warnings: tuple[str, ...]
    """What speaks against it; it is done all the same."""
    dry_run: bool


class UnpinAnswer(Struct, frozen=True):
    """A scene that is matched by its files again."""

    scene: int
    items: tuple[int, ...]
    """Those it is no longer pinned to."""
