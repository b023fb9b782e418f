"""The libraries that are synced, and the index of what is in them."""

import logging
import threading
from collections.abc import Collection, Sequence
from typing import Final

from stashplex.core.errors import ListingUnstable, ServerError, UnknownLibrary
from stashplex.core.item import Listed, Section
from stashplex.core.item_index import ItemIndex
from stashplex.core.matching import Match, fits, match
from stashplex.core.ports import Clock, PlexServer
from stashplex.core.scene import SceneFile
from stashplex.worker.parts import Parts

logger = logging.getLogger(__name__)

UNLISTED: Final = (ListingUnstable, UnknownLibrary)
"""A library is being scanned, or is not the one that is configured: no scene's trouble, and Plex
answers all else."""
LISTED_AGAIN: Final = 60.0
"""Seconds after which such a library is read again, however many scenes wait for it."""


class Library:
    """Holds the index of the chosen libraries; it is complete, or loading it raised."""

    def __init__(self, plex: PlexServer, titles: tuple[str, ...], clock: Clock) -> None:
        self._plex = plex
        self._titles = titles
        self._clock = clock
        self._loaded_at: float | None = None
        self.sections: tuple[Section, ...] = ()
        self.index = ItemIndex()
        self._stamps: dict[int, str] = {}
        """How each library was stamped when it was read."""
        # The index is used by one thread at a time; reading ahead makes them several.
        self._turn = threading.Lock()
        self._loading = threading.Lock()
        self._failure: ServerError | None = None
        """Why no library could be listed so far."""
        self._failed_at = 0.0
        self.readings = 0
        """How often a library was listed so far."""
        self.lookups = 0
        self.hits = 0

    @property
    def takes_all(self) -> bool:
        """True where every movie library is ours, since none was chosen by name."""
        return not self._titles

    def load(self) -> None:
        """Reads every chosen library in full; raises UnknownLibrary for a title Plex lacks."""
        with self._loading:
            self._stamps.clear()
            self._refresh()

    def refresh(self) -> None:
        """Reads the chosen libraries whose stamp has moved since they were read, each in full."""
        with self._loading:
            self._refresh()

    def ensure(self) -> None:
        """Loads the index once; later calls cost nothing, nor do those soon after a failure."""
        with self._loading:
            if self._loaded_at is not None:
                return
            now = self._clock.monotonic()
            if self._failure is not None and now - self._failed_at < LISTED_AGAIN:
                raise self._failure
            try:
                self._refresh()
            except UNLISTED as error:
                self._note_failure(error, now)
                raise

    def find(
        self,
        files: Sequence[SceneFile],
        held: Collection[int],
        parts: Parts,
        pinned: Sequence[int] = (),
    ) -> Match:
        """Returns where a scene's files are in the chosen libraries; costs no request."""
        strict = parts.rules.strict_matching
        with self._turn:
            found = match(files, self.index, parts.mapping, held, strict=strict, pinned=pinned)
            self.lookups += 1
            self.hits += bool(found.found)
        return found

    def shows(self, files: Sequence[SceneFile], parts: Parts) -> bool:
        """Tells whether a scene that waits for its item would find one, or several, now."""
        with self._turn:
            return fits(files, self.index, parts.mapping)

    def chosen(self) -> tuple[Section, ...]:
        """Returns the libraries that are synced, as Plex lists them now."""
        return self._choose(self._plex.sections())

    def forget(self, item: int) -> None:
        """Drops an item that has vanished from Plex."""
        with self._turn:
            self.index.forget(item)

    def listed(self, item: int) -> Listed | None:
        """Returns an item as the last listing showed it."""
        with self._turn:
            return self.index.get(item)

    def _note_failure(self, error: ServerError, now: float) -> None:
        if self._failure is None or str(self._failure) != str(error):
            logger.warning("%s What is put waits meanwhile.", error)
        self._failure, self._failed_at = error, now

    def _refresh(self) -> None:
        chosen = self.chosen()
        for section in chosen:
            if not section.stamp or self._stamps.get(section.id) != section.stamp:
                self._read(section)
        with self._turn:
            for gone in set(self.index.sections) - {section.id for section in chosen}:
                self.index.drop(gone)
                self._stamps.pop(gone, None)
        self.sections = chosen
        self._loaded_at = self._clock.monotonic()

    def _read(self, section: Section) -> None:
        # The stamp is older than the listing: what moves meanwhile is read again.
        listing = self._plex.listing(section.id)
        with self._turn:
            self.index.load(section.id, listing)
        self._stamps[section.id] = section.stamp
        self.readings += 1

    def age(self) -> float:
        """Returns how many seconds ago the index was read."""
        return 0.0 if self._loaded_at is None else self._clock.monotonic() - self._loaded_at

    def _choose(self, there: tuple[Section, ...]) -> tuple[Section, ...]:
        if not self._titles:
            if not there:
                raise UnknownLibrary(
                    "Plex", "Plex has no movie library.", "Add one in Plex and scan it."
                )
            return there
        by_title = {section.title.casefold(): section for section in there}
        unknown = [title for title in self._titles if title.casefold() not in by_title]
        if unknown:
            known = ", ".join(f'"{section.title}"' for section in there) or "none"
            missing = ", ".join(f'"{title}"' for title in unknown)
            raise UnknownLibrary(
                "Plex",
                f"Plex has no movie library called {missing}.",
                f"Its movie libraries are: {known}. Correct plex.libraries.",
            )
        return tuple(by_title[title.casefold()] for title in self._titles)
