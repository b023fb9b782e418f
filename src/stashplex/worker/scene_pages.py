"""Which scenes a run compares: read from Stash page by page, those that are gone among them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field

from stashplex.core.errors import ServerError, UnknownId
from stashplex.core.scene import Scene
from stashplex.core.stamps import is_since, stamp_since
from stashplex.worker.halving import read_halving
from stashplex.worker.library import Library
from stashplex.worker.missing import Missing
from stashplex.worker.parts import Parts
from stashplex.worker.patience import Patience

PAGE: Final = 100
FIRST_PAGE: Final = 16
"""Small, so that the first scenes that differ are written while the next page is compared."""


class Page(Struct, frozen=True):
    """Scenes as Stash has just told them, those it has no more, and those it could not tell."""

    scenes: tuple[Scene, ...] = ()
    gone: tuple[int, ...] = ()
    unread: Mapping[int, ServerError] = field(default_factory=dict)


class ScenePages:
    """Reads scenes from Stash; each page is asked for when the one before it is done with."""

    def __init__(
        self, parts: Parts, library: Library, patience: Patience, warn: Callable[[str], None]
    ) -> None:
        self._parts = parts
        self._library = library
        self._patience = patience
        self._warn = warn

    def everything(self, *, believe: bool = False) -> Iterator[Page]:
        """Yields every scene; and after the last one those that we remember and Stash has not.

        Where most of them are gone that is not believed, unless somebody else sees to it.
        """
        absent = set(self._parts.state.records.known())
        remembered = len(absent)
        for scenes in self._after_each_other(""):
            absent.difference_update(scene.id for scene in scenes)
            yield Page(scenes)
        if self._patience.is_over:
            return
        if 2 * len(absent) > remembered and not believe:
            self._warn(_too_many_gone(len(absent), remembered))
            return
        for ids in _in_pages(sorted(absent)):
            page = self._patience.read(partial(self._look_up, ids))
            if page is None:
                return
            yield page

    def since(self, seconds: float) -> Iterator[Page]:
        """Yields the scenes that changed in Stash within so many seconds."""
        moment = self._parts.clock.now() - seconds
        for scenes in self._after_each_other(stamp_since(moment)):
            yield Page(tuple(one for one in scenes if is_since(one.updated_at, moment)))

    def named(self, ids: Sequence[int]) -> Iterator[Page]:
        """Yields these scenes; raises UnknownId where there never was one of them."""
        pages = [self._look_up(some) for some in _in_pages(list(dict.fromkeys(ids)))]
        self._refuse_unknown([one for page in pages for one in page.gone])
        yield from pages

    def by_id(self, ids: Sequence[int]) -> Iterator[Page]:
        """Yields these scenes as Stash tells them now."""
        return map(self._look_up, _in_pages(ids))

    def due(self) -> tuple[int, ...]:
        """Returns the scenes that are due, or whose missing file Plex has by now."""
        due = self._parts.state.queue.due(self._parts.clock.now())
        return tuple(dict.fromkeys((*due, *self.missing_found())))

    def missing_found(self) -> list[int]:
        """Returns the waiting scenes whose file the index shows by now; no search per scene."""
        waiting = self._parts.state.queue.waiting_missing()
        return Missing(self._parts, self._library).found(waiting)

    def _after_each_other(self, since: str) -> Iterator[tuple[Scene, ...]]:
        last, size = 0, FIRST_PAGE
        while True:
            scenes = self._patience.read(partial(self._next, since, size, last))
            if scenes:
                yield scenes
            if not scenes or len(scenes) < size:
                return
            last, size = scenes[-1].id, PAGE

    def _next(self, since: str, size: int, last: int) -> tuple[Scene, ...]:
        return next(self._parts.stash.pages(since, size, after=last), ())

    def _look_up(self, ids: Sequence[int]) -> Page:
        found, failed = read_halving(self._parts.stash.scenes, ids)
        gone = tuple(one for one in ids if one not in found and one not in failed)
        return Page(tuple(found.values()), gone, failed)

    def _refuse_unknown(self, gone: Sequence[int]) -> None:
        known = self._parts.state.records.scenes(gone)
        unknown = [str(one) for one in gone if one not in known]
        if unknown:
            raise UnknownId(
                f"Stash has no scene {', '.join(unknown)}.",
                "The id of a scene is the number in its address in Stash.",
            )


def _in_pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))


def _too_many_gone(absent: int, remembered: int) -> str:
    return (
        f"Stash has lost {absent} of the {remembered} scenes it had: too many to believe, so they "
        "are remembered and their items stay as they are. If it is true, say so with --yes."
    )
