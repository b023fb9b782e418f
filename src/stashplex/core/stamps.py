"""Stash's time stamps: text in its own time zone, compared there as text."""

from datetime import datetime, timedelta, timezone
from typing import Final

WESTERNMOST: Final = timezone(timedelta(hours=-12))
"""Where clocks show less than anywhere else at the same moment."""
EARLIEST: Final = 86400.0
"""Nothing was changed before; there is no Stash that is older, nor a stamp in every zone."""


def stamp_since(moment: float) -> str:
    """Returns the stamp to ask Stash for what changed since a moment (epoch seconds).

    Its text comes before whatever a clock of any zone wrote from that moment on, since Stash's zone
    may have been another one then; so up to 26 hours too much are told.
    """
    early = datetime.fromtimestamp(max(moment - 1, EARLIEST), tz=WESTERNMOST)
    return early.isoformat(timespec="seconds")


def is_since(stamp: str, moment: float) -> bool:
    """Tells whether a stamp is not older than a moment; one that cannot be read counts as newer."""
    try:
        return datetime.fromisoformat(stamp).timestamp() >= moment
    except ValueError:
        return True
