"""How much was done when."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour with work."""

    began_at: float
    changed: int
    """Scenes that were written, and Plex showed it."""
    failed: int


class HourBook(Protocol):
    """Counts scenes by the hour in which they ended."""

    def count(self, now: float, *, changed: int, failed: int) -> None:
        """Adds scenes that ended now."""
