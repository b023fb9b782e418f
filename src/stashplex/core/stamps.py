"""Stash's time stamps: text in its own time zone, compared there as text."""

from datetime import datetime, timedelta, timezone
from typing import Final

OVERLAP_SECONDS: Final = 7200.0
"""Text order is not time order across a change of the clocks: so much is read again."""

EARLIEST: Final = 86400.0
"""Nothing was changed before; there is no Stash that is older, nor a stamp in every zone."""


def stamp_since(newest: str, moment: float) -> str:
    """Returns the stamp to ask Stash for what changed since a moment (epoch seconds).

    It is written in the zone of Stash's newest stamp, two hours early; empty where that is none.
    """
    zone = _zone(newest)
    if zone is None:
        return ""
    early = datetime.fromtimestamp(max(moment - OVERLAP_SECONDS, EARLIEST), tz=zone)
    return early.isoformat(timespec="seconds").replace("+00:00", "Z")


def is_since(stamp: str, moment: float) -> bool:
    """Tells whether a stamp is not older than a moment; one that cannot be read counts as newer."""
    try:
        return datetime.fromisoformat(stamp).timestamp() >= moment
    except ValueError:
        return True


def _zone(stamp: str) -> timezone | None:
    try:
        offset = datetime.fromisoformat(stamp).utcoffset()
    except ValueError:
        return None
    return timezone(offset or timedelta())
