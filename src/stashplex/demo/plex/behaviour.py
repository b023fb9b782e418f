"""How the simulated Plex behaves where real ones differ, are unknown, or are in trouble."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from stashplex.demo.plex.records import Item


class TagSemantics(StrEnum):
    """What an indexed list of tags does to those the item has: sources disagree."""

    REPLACE = "replace"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing and the total it claims."""

    items: tuple[Item, ...]
    start: int
    total: int


Disturb = Callable[[Page], Page]


@dataclass(slots=True)
class Behaviour:
    """Switches that tests turn; the defaults are what the sources make most likely."""

    tag_semantics: TagSemantics = TagSemantics.REPLACE
    longest_target: int = 17 * 1024
    """Bytes of path and query: 16 KiB for the query and room for the path."""
    status_of_too_long: int = 400
    largest_page: int = 1000
    multi_get_needs_all: bool = False
    """Whether one missing id fails a request for several items."""
    status_of_missing_edit: int = 404
    """What an edit of an id that is not in the section gets; some say 200."""
    upload_locks: bool = True
    """Whether uploading or selecting an image locks it."""
    scans_last: bool = False
    """True where a scan goes on until the test ends it, as scans of large folders do."""
    activities: list[str] = field(default_factory=list)
    """What the server is busy with besides, by type."""
    edits_move_updated_at: bool = True
    edits_move_thumb: bool = False
    """True where the stamp in `thumb` follows `updatedAt`, as in every recorded answer."""
    own_form: Callable[[str, str], str] | None = None
    """Gives a written text or tag name (field or kind, value) this server's own form."""
    ignored_fields: set[str] = field(default_factory=set)
    """Fields (or "posters", "arts") whose writes get a 200 and change nothing."""
    refused_items: dict[int, int] = field(default_factory=dict)
    """Items whose every edit is answered with this status."""
    disturb_page: Disturb | None = None
    """Changes a page of a listing on its way out."""


def shorter_page(page: Page) -> Page:
    """Drops the last item of every page that another one follows."""
    follows = page.start + len(page.items) < page.total
    return Page(page.items[:-1] if follows else page.items, page.start, page.total)


def shrunk_total(page: Page) -> Page:
    """Claims one item less on every page but the first."""
    return Page(page.items, page.start, page.total - (page.start > 0))


def grown_total(page: Page) -> Page:
    """Claims one item more on every page but the first."""
    return Page(page.items, page.start, page.total + (page.start > 0))


def repeated_id(page: Page) -> Page:
    """Shows the first item of a page again as its last."""
    return Page((*page.items[:-1], *page.items[:1]), page.start, page.total)
