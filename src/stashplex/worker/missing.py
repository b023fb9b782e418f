"""Scenes whose file Plex lacks: woken once the index shows it, their folders scanned on wish."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from stashplex.core.errors import ServerError
from stashplex.core.paths import folder_of, lies_below
from stashplex.core.scene import Scene
from stashplex.worker.halving import read_halving
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts

logger = logging.getLogger(__name__)

PAGE: Final = 100


class Missing:
    """Looks after the scenes that wait for an item; costs nothing while none does."""

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        self._reading: int | None = None
        """The reading of the libraries that was looked through last."""
        self._looked_for: frozenset[int] = frozenset()

    @property
    def has_work(self) -> bool:
        """True while a scene waits for an item."""
        return bool(self._parts.state.queue.waiting_missing())

    def tend(self) -> int:
        """Wakes what the libraries show by now, asks for the scans whose turn it is; says how many.

        Call it now and then: it lists a library only where its stamp has moved, and asks Stash
        only for scenes that were not looked for in that listing.
        """
        waiting = self._parts.state.queue.waiting_missing()
        if not waiting:
            return 0
        self._library.refresh()
        reading = self._library.readings
        woken = self.found(self._not_looked_for(waiting, reading))
        self._reading, self._looked_for = reading, frozenset(waiting)
        if woken:
            self._parts.state.queue.wake(woken, self._parts.clock.now())
        self.ask()
        return len(woken)

    def found(self, scenes: Sequence[int]) -> list[int]:
        """Returns those of these scenes whose file the index shows; no search per scene."""
        pages = (scenes[start : start + PAGE] for start in range(0, len(scenes), PAGE))
        there = (read_halving(self._parts.stash.scenes, page)[0] for page in pages)
        return [
            scene.id
            for page in there
            for scene in page.values()
            if self._library.shows(scene.files, self._parts)
        ]

    def want_scans(self, scenes: Iterable[Scene]) -> None:
        """Has the folders of these scenes scanned, where that is wished for, each in its turn."""
        if not self._is_wished:
            return
        folders = {folder for scene in scenes for folder in self._folders(scene)}
        if folders:
            self._parts.state.scans.want(sorted(folders))
            self.ask()

    def ask(self) -> None:
        """Asks for the scans whose turn it is; what Plex says to it stops no scene."""
        while self._is_wished and (turn := self._parts.state.scans.claim(self._parts.clock.now())):
            section, folder = turn
            if section not in self._sections_of(folder):
                continue
            try:
                self._parts.plex.scan(section, folder)
            except ServerError as error:
                logger.warning("Plex could not be asked to scan %s: %s", folder, error)
                return
            logger.info("Plex is asked to scan %s for a file it does not have yet.", folder)

    @property
    def _is_wished(self) -> bool:
        limits = self._parts.limits
        return limits.scan_missing and not limits.skip_not_found

    def _not_looked_for(self, waiting: Sequence[int], reading: int) -> list[int]:
        seen = self._looked_for if self._reading == reading else frozenset()
        return [scene for scene in waiting if scene not in seen]

    def _folders(self, scene: Scene) -> Iterator[tuple[int, str]]:
        for file in scene.files:
            folder = folder_of(self._parts.mapping.to_plex(file.path))
            for section in self._sections_of(folder):
                yield section, folder

    def _sections_of(self, folder: str) -> list[int]:
        """Returns the libraries one of whose own folders this one lies below."""
        return [
            section.id
            for section in self._library.sections
            if any(lies_below(folder, location) for location in section.locations)
        ]
