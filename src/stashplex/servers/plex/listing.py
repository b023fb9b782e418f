"""A whole library in pages: complete, or an error; never a part that looks like the whole."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from stashplex.core.errors import ListingUnstable
from stashplex.core.item import Listed

PAGE_SIZE: Final = 1000
READINGS: Final = 3


class Page(Struct, frozen=True):
    """One page, and how many items the library has by now."""

    total: int
    items: tuple[Listed, ...]


def complete_listing(section: int, page_from: Callable[[int], Page]) -> tuple[Listed, ...]:
    """Returns every item, read by pages that start where they are asked to, in a stable order."""
    for _ in range(READINGS):
        if (listing := _one_reading(page_from)) is not None:
            return listing
    sentence = f"Library {section} of Plex changed under {READINGS} readings of its listing."
    raise ListingUnstable("Plex", sentence, "It is read again once it has come to rest.")


def _one_reading(page_from: Callable[[int], Page]) -> tuple[Listed, ...] | None:
    """Returns the listing, or None where the library changed in a way that could hide an item."""
    found: dict[int, Listed] = {}
    total, granted = 1, PAGE_SIZE
    while len(found) < total:
        # A page begins with the last item of the one before. If it does not, an item before it
        # went away and pulled the others forward, even where a new one keeps the total as it was.
        start = max(len(found) - 1, 0)
        page = page_from(start)
        if found and page.total < total:
            return None
        total = page.total
        granted = granted if found else min(granted, len(page.items)) or granted
        if not _follows(page.items, found, due=min(granted, total - start)):
            return None
        found |= {one.id: one for one in page.items}
    return tuple(found.values())


def _follows(items: tuple[Listed, ...], found: dict[int, Listed], due: int) -> bool:
    """Returns True when the page is as long as it must be and goes on where the last one ended."""
    ids = [one.id for one in items]
    fresh = ids[1:] if found else ids
    joined = not found or ids[:1] == [next(reversed(found))]
    return len(ids) >= due and joined and len(set(fresh)) == len(fresh) and not found.keys() & fresh
