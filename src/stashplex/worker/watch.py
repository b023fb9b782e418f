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
    Watched,
    further,
    moved_zone,
    newest_of,
    news,
    reaches_back,
    stamps_of,
    window_start,
)
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
        self, parts: Parts, library: Library, *, reconcile_hour: int, zone: tzinfo | None = None
    ) -> None:
        self._parts = parts
        self._book = parts.state.watch
        self._admission = Admission(parts, library)
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
        if watched is None:
            self._begin(pages)
            return 0
        put, newest = 0, dict(watched.newest)
        for kind, page in pages.items():
            news_of_kind = self._news(kind, page, watched.newest.get(kind, ""))
            put += self._put(kind, news_of_kind)
            shown = (*stamps_of(page), *(one.stamp for one in news_of_kind.values()))
            newest[kind] = further(newest.get(kind, ""), shown, self._parts.clock.now())
        if newest != watched.newest:
            self._move_on(watched, newest)
        return put

    def reconcile_due(self, now: float) -> bool:
        """Tells whether everything is to be compared: daily, after the first look, or when owed."""
        return self._daily.is_due(now)

    def reconciled(self, began_at: float) -> None:
        """Is told that a comparison of everything ended, also where a guard held it back."""
        self._daily.done(began_at)

    def _begin(self, pages: NewestPages) -> None:
        now = self._parts.clock.now()
        newest = {kind: newest_of(stamps_of(page), now) for kind, page in pages.items()}
        seen = {kind: self._there(kind, page, newest[kind]) for kind, page in pages.items()}
        with self._parts.state.transactions.transaction():
            for kind, there in seen.items():
                self._book.note(kind, there)
            self._book.reach(newest, now)

    def _there(self, kind: Kind, first: Sequence[Stamped], newest: str) -> dict[int, Seen]:
        """Returns all that the window shows: comparing everything comes after it."""
        start, now = window_start(newest), self._parts.clock.now()
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
        logger.debug("%d news of kind %s in Stash: %d scenes put", len(found), kind, put)
        return put

    def _news(self, kind: Kind, first: Sequence[Stamped], before: str) -> dict[int, Seen]:
        now = self._parts.clock.now()
        newest = newest_of(stamps_of(first), now)
        start = window_start(before, newest)
        is_thorough = self._wants_to_be_thorough(kind)
        found: dict[int, Seen] = {}
        for page in self._pages(kind, first, start):
            known = self._book.seen(kind, [row.id for row in page])
            fresh = news(page, known, newest, start, now)
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

    def _move_on(self, watched: Watched, newest: Mapping[Kind, str]) -> None:
        now = self._parts.clock.now()
        with self._parts.state.transactions.transaction():
            if moved_zone(watched.newest.values(), newest.values(), now):
                logger.info("Stash's clock has another offset by now: everything is compared.")
                self._book.owe(now)
            self._book.reach(newest, now)
            for kind, stamp in newest.items():
                self._book.forget(kind, window_start(stamp))
