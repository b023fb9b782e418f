"""Watching Stash by polling: the truth about what changed, whatever hooks were lost."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain, count
from typing import Final

from stashplex.core.guard import Alarm
from stashplex.core.watching import (
    Kind,
    NewestPages,
    Seen,
    Stamped,
    Window,
    further,
    moved_zone,
    newest_of,
    news,
    reaches_back,
    went_back,
    window_start,
)
from stashplex.core.wording import counted
from stashplex.worker.admitting import Admission
from stashplex.worker.daily import Daily
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts

logger = logging.getLogger(__name__)

FIRST_PAGE: Final = 100
PAGE: Final = 1000
NAMES_AT_ONCE: Final = 100
THOROUGH_SECONDS: Final = 60.0
"""Behind a page without news nothing is looked for, except so often."""


class Watcher:
    """Looks at Stash now and then, and puts what changed since; what it saw outlives it."""

    def __init__(
        self,
        parts: Parts,
        library: Library,
        *,
        reconcile_hour: int,
        zone: tzinfo | None = None,
        admission: Admission | None = None,
    ) -> None:
        """Shares the admission with others that put what nobody named, where it is given one."""
        self._parts = parts
        self._book = parts.state.watch
        self._admission = admission or Admission(parts, library)
        self._daily = Daily(self._book, reconcile_hour, zone)
        self._thorough_at: dict[Kind, float] = {}
        """When a window was looked through to its end, by the clock that is never set."""

    @property
    def held(self) -> tuple[Alarm, ...]:
        """What the guards minded the last time that many scenes had changed."""
        return self._admission.held

    def look(self) -> int:
        """Puts the scenes that changed since the last look; returns how many.

        Where little changed it costs one request. The first look only remembers what there is:
        everything is to be compared then. It raises what keeps a server from answering; what was
        not put by then is found by the next look.
        """
        watched = self._book.watched()
        pages = self._parts.stash.newest(Kind, size=FIRST_PAGE)
        stamps = [row.updated_at for page in pages.values() for row in page]
        if watched is None:
            self._begin(pages, newest_of(stamps, self._parts.clock.now()))
            return 0
        put, is_long = 0, False
        newest = further(watched.newest, stamps, self._parts.clock.now())
        window = Window(newest, window_start(watched.newest, newest))
        for kind, page in pages.items():
            found = self._news(kind, page, window)
            put += self._put(kind, found)
            stamps += (one.stamp for one in found.values())
            is_long |= len(found) > FIRST_PAGE
        if is_long and not window.reaches(watched.newest):
            # What was deleted between two pages may have pulled news past us: it is read once more.
            self._thorough_at.clear()
            return put
        self._move_on(watched.newest, further(watched.newest, stamps, self._parts.clock.now()))
        return put

    def reconcile_due(self, now: float) -> bool:
        """Tells whether everything is to be compared: daily, after the first look, or when owed."""
        return self._daily.is_due(now)

    def reconciled(self, began_at: float) -> None:
        """Is told that a comparison of everything ended, also where a guard held it back."""
        self._daily.done(began_at)

    def _begin(self, pages: NewestPages, newest: str) -> None:
        start = window_start(newest)
        seen = {kind: self._there(kind, page, start) for kind, page in pages.items()}
        with self._parts.state.transactions.transaction():
            for kind, there in seen.items():
                self._book.note(kind, there)
            self._book.reach(newest, self._parts.clock.now())

    def _there(self, kind: Kind, first: Sequence[Stamped], start: float) -> dict[int, Seen]:
        """Returns all that the window shows: comparing everything comes after it."""
        now = self._parts.clock.now()
        rows = chain.from_iterable(self._pages(kind, first, start))
        return {
            row.id: Seen(row.updated_at, now, sure=True)
            for row in rows
            if not reaches_back([row], start)
        }

    def _put(self, kind: Kind, found: Mapping[int, Seen]) -> int:
        if not found:
            return 0
        if kind is Kind.SCENE:
            put = self._admission.admit(found, "edited")
        else:
            put = self._admission.admit(self._scenes_of(kind, list(found)), f"{kind} edited")
        # Only now: what was not put by then is news again.
        self._book.note(kind, found)
        logger.debug(
            "News of kind %s in Stash: %d; put: %s", kind, len(found), counted(put, "scene")
        )
        return put

    def _news(self, kind: Kind, first: Sequence[Stamped], window: Window) -> dict[int, Seen]:
        now = self._parts.clock.now()
        is_thorough = self._wants_to_be_thorough(kind)
        found: dict[int, Seen] = {}
        for page in self._pages(kind, first, window.start):
            known = self._book.seen(kind, [row.id for row in page])
            fresh = news(page, known, window, now)
            is_known = page is not first and fresh.keys() <= found.keys()
            found |= fresh
            if not is_thorough and (is_known or not found):
                return found
        self._thorough_at[kind] = self._parts.clock.monotonic()
        return found

    def _wants_to_be_thorough(self, kind: Kind) -> bool:
        last = self._thorough_at.get(kind)
        return last is None or self._parts.clock.monotonic() - last >= THOROUGH_SECONDS

    def _pages(
        self, kind: Kind, first: Sequence[Stamped], start: float
    ) -> Iterator[Sequence[Stamped]]:
        """Yields pages, newest first, until one reaches back to what is older than the window."""
        yield first
        if len(first) < FIRST_PAGE or reaches_back(first, start):
            return
        for number in count(1):
            page = self._parts.stash.newest([kind], number, PAGE)[kind]
            yield page
            if len(page) < PAGE or reaches_back(page, start):
                return

    def _scenes_of(self, kind: Kind, names: Sequence[int]) -> Iterator[int]:
        for begin in range(0, len(names), NAMES_AT_ONCE):
            for page in self._parts.stash.scenes_of(kind, names[begin : begin + NAMES_AT_ONCE]):
                yield from page

    def _move_on(self, before: str, newest: str) -> None:
        if newest == before:
            return
        now = self._parts.clock.now()
        with self._parts.state.transactions.transaction():
            if moved_zone(before, newest):
                logger.info("Stash's clock has another offset by now: everything is compared.")
                self._book.owe(now)
            elif went_back(before, newest):
                logger.info("Stash shows an earlier state than before: everything is compared.")
                self._book.owe(now)
            self._book.reach(newest, now)
            self._book.forget(window_start(newest))
