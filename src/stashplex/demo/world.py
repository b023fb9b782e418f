"""One invented library on both servers."""

import random
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Final, Self

from stashplex.demo.builder import Builder, Placed, Root
from stashplex.demo.odd import HANDFUL, ODD_ONES, OddOne
from stashplex.demo.pictures import picture
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.scenery import sketches
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock

STASH_KEY: Final = "simulated-stash-key-1"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files are: the n-th root of Stash is the n-th of Plex."""

    stash_roots: tuple[str, ...] = ("/data",)
    plex_roots: tuple[str, ...] = ("/data",)
    libraries: tuple[str, ...] = ("Videos",)
    """The libraries of Plex, which take turns in the roots."""
    cover_share: float = 2 / 3


ONE_ROOT: Final = Layout()


@dataclass(slots=True)
class World:
    """Both servers, not yet started, and which scene is which item."""

    stash: SimulatedStash
    plex: SimulatedPlex
    sections: Mapping[str, int]
    """The ids of the libraries by title."""
    odd: Mapping[str, Placed]
    """The odd ones by name."""
    plain: tuple[Placed, ...]
    """All others."""
    _running: ExitStack = field(default_factory=ExitStack)

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Every scene."""
        return (*self.odd.values(), *self.plain)

    @classmethod
    def build(
        cls,
        scenes: int = 200,
        seed: int = 7,
        *,
        stash: SimulatedStash | None = None,
        plex: SimulatedPlex | None = None,
        layout: Layout = ONE_ROOT,
        odd_ones: Iterable[OddOne] = HANDFUL,
    ) -> Self:
        """Returns a world of this many scenes, odd ones among them; a seed makes it the same.

        Without servers of your own, Stash asks for a key and its time stands still.
        """
        roots = layout.stash_roots
        stash = stash or SimulatedStash(StillClock(), api_key=STASH_KEY, roots=roots)
        plex = plex or SimulatedPlex()
        sections = add_sections(plex, layout)
        build = Builder(stash, plex, roots_of(layout, sections))
        odd = {name: placed for add in odd_ones for name, placed in add(build)}
        count = max(scenes - len(odd), 0)
        return cls(stash, plex, sections, odd, add_plain(build, count, seed, layout.cover_share))

    @classmethod
    def odd_library(
        cls,
        plain: int = 10,
        *,
        stash: SimulatedStash | None = None,
        plex: SimulatedPlex | None = None,
    ) -> Self:
        """Returns a world of all odd ones, and some plain ones beside them."""
        world = cls.build(0, stash=stash, plex=plex, odd_ones=ODD_ONES)
        build = Builder(world.stash, world.plex, roots_of(ONE_ROOT, world.sections))
        world.plain = add_plain(build, plain, 7, ONE_ROOT.cover_share)
        return world

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.enter_context(self.stash)
            starting.enter_context(self.plex)
            self._running = starting.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.__exit__(kind, error, trace)


def add_sections(plex: SimulatedPlex, layout: Layout) -> dict[str, int]:
    """Adds the libraries to Plex; returns their ids by title."""
    number = len(layout.libraries)
    return {
        title: plex.add_section(title, layout.plex_roots[position::number])
        for position, title in enumerate(layout.libraries)
    }


def roots_of(layout: Layout, sections: Mapping[str, int]) -> tuple[Root, ...]:
    """Returns the roots with the library that shows each."""
    ids = tuple(sections.values())
    pairs = zip(layout.stash_roots, layout.plex_roots, strict=True)
    return tuple(
        Root(in_stash, in_plex, ids[position % len(ids)])
        for position, (in_stash, in_plex) in enumerate(pairs)
    )


def add_plain(build: Builder, count: int, seed: int, cover_share: float) -> tuple[Placed, ...]:
    """Adds scenes that look like those of any library, in turn below each root."""
    chance = random.Random(seed)  # noqa: S311  a library, not a secret
    return tuple(
        build.place(
            sketch.words,
            [sketch.file],
            None if sketch.cover_seed is None else partial(picture, sketch.cover_seed),
            position % len(build.roots),
        )
        for position, sketch in enumerate(islice(sketches(chance, cover_share), count))
    )
