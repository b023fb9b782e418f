"""How much was done when."""

from typing import Protocol

from msgspec import Struct


class Hour(Struct, frozen=True):
    """One hour with work."""

    began_at: float
    changed: int
    """Scenes that were written, and Plex showed it."""
    failed: int


class HourBook(Protocol):
    """Counts scenes by the hour in which they ended."""

    def count(self, now: float, *, changed: int, failed: int) -> None:
        """Adds scenes that ended now."""
