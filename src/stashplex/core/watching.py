"""What is new in Stash since we looked last, told by ids and stamps alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

OVERLAP_SECONDS: Final = 7200.0
"""Text order is not time order across a change of the clocks: so much is looked at again."""
SAME_SECOND: Final = 2.0
"""Stamps are whole seconds: what is this young may change again without another stamp."""
FAR_AHEAD: Final = 86400.0
"""A stamp so far in the future was made by a clock that was wrong."""


class Kind(StrEnum):
    """What Stash stamps by itself when a person edits it."""

    SCENE = "scene"
    PERFORMER = "performer"
    STUDIO = "studio"
    TAG = "tag"
    GROUP = "group"


class Stamped(NamedTuple):
    """One thing of Stash, and when it was changed last in Stash's own text."""

    id: int
    updated_at: str


NewestPages = dict[Kind, tuple[Stamped, ...]]


class Window(NamedTuple):
    """What is looked through: from a moment on, up to the newest stamp of anything."""

    newest: str
    start: float

    def reaches(self, stamp: str) -> bool:
        """Tells whether the next window still begins before a stamp, once this one is done with."""
        return window_start(self.newest) <= (moment(stamp) or 0.0)


class Seen(Struct, frozen=True):
    """The stamp a thing had when we looked at it last."""

    stamp: str
    seen_at: float
    sure: bool
    """False where it was so young that it may have changed again under the same stamp."""


class Watched(Struct, frozen=True):
    """How far Stash was watched, and when all of it was compared."""

    newest: str = ""
    """The newest stamp of anything."""
    owed_at: float = 0.0
    """From when on a comparison of everything is due, perhaps still to come."""
    reconciled_at: float = 0.0
    """When the last comparison of everything began."""


class WatchBook(Protocol):
    """What was seen of Stash, so that only what is new needs a look."""

    def watched(self) -> Watched | None:
        """Returns how far Stash was watched, or None where it never was."""

    def reach(self, newest: str, now: float) -> None:
        """Stores the newest stamp; the first time that owes a comparison of everything."""

    def seen(self, kind: Kind, ids: Collection[int]) -> dict[int, Seen]:
        """Returns what was seen of these."""

    def note(self, kind: Kind, seen: Mapping[int, Seen]) -> None:
        """Stores what was seen, in place of what was known of the same things."""

    def forget(self, before: float) -> None:
        """Drops what was stamped before a moment."""

    def owe(self, at: float) -> None:
        """Stores that everything has to be compared, once this moment has come."""

    def reconciled(self, began_at: float) -> None:
        """Stores when a comparison of everything began that came to its end."""


def moment(stamp: str) -> float | None:
    """Returns a stamp in epoch seconds, or None where it cannot be read."""
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError):
        return None


def newest_of(stamps: Iterable[str], now: float) -> str:
    """Returns the newest stamp by time, whatever its text; the future does not count."""
    latest = max(
        (
            (at, stamp)
            for stamp in stamps
            if (at := moment(stamp)) is not None and at < now + FAR_AHEAD
        ),
        default=(0.0, ""),
    )
    return latest[1]


def further(before: str, stamps: Iterable[str], now: float) -> str:
    """Returns the newest stamp of what was known and what is shown.

    It goes back only where what is shown is older by more than the window: what it was taken from
    is gone, or the whole of Stash was put back to an earlier state.
    """
    shown = newest_of(stamps, now)
    at = moment(before)
    if at is not None and at - (moment(shown) or 0.0) > OVERLAP_SECONDS:
        return shown
    return newest_of((before, shown), now)


def went_back(before: str, newest: str) -> bool:
    """Tells whether the newest stamp is older than it was: what was put back hides behind it."""
    return (moment(newest) or 0.0) < (moment(before) or 0.0)


def window_start(*newest: str) -> float:
    """Returns the moment two hours before the oldest of these; all time where one is no stamp."""
    return min(moment(stamp) or 0.0 for stamp in newest) - OVERLAP_SECONDS


def reaches_back(page: Sequence[Stamped], start: float) -> bool:
    """Tells whether a page, sorted newest first by text, holds something older than the window.

    What follows in the order of texts is then older than what was seen last, also across a change
    of the clock: that moves texts by less than the window is long.
    """
    return any(_is_before(row.updated_at, start) for row in page)


def news(
    page: Iterable[Stamped], known: Mapping[int, Seen], window: Window, now: float
) -> dict[int, Seen]:
    """Returns what needs a look, and how it is remembered once it had one."""
    young = (moment(window.newest) or 0.0) - SAME_SECOND
    found: dict[int, Seen] = {}
    for row in page:
        if _is_before(row.updated_at, window.start):
            continue
        seen = known.get(row.id)
        if seen is None or seen.stamp != row.updated_at:
            found[row.id] = Seen(row.updated_at, now, sure=_is_before(row.updated_at, young))
        elif not seen.sure:
            found[row.id] = replace(seen, sure=not 0 <= now - seen.seen_at < SAME_SECOND)
    return found


def moved_zone(before: str, newest: str) -> bool:
    """Tells whether Stash's clock was put to another offset, which hides changes from the order."""
    old, new = _offset(before), _offset(newest)
    return old is not None and new is not None and old != new


def reconcile_is_due(watched: Watched, at: float, now: float) -> bool:
    """Tells whether everything is to be compared; `at` is when the daily hour struck last."""
    if watched.reconciled_at < watched.owed_at <= now:
        return True
    return not at <= watched.reconciled_at <= now


def _is_before(stamp: str, when: float) -> bool:
    at = moment(stamp)
    return at is not None and at < when


def _offset(stamp: str) -> timedelta | None:
    try:
        return datetime.fromisoformat(stamp).utcoffset()
    except ValueError:
        return None
