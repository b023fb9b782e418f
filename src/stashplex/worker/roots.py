"""The path mapping of a run: learned where nothing is remembered, counted while it compares."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, takewhile

from stashplex.core.learning import (
    FEWEST_WITNESSES,
    Learned,
    MappedRoot,
    Tally,
    Witness,
    learn,
    relearn,
    tally_of,
    witnesses,
)
from stashplex.core.paths import path_key
from stashplex.core.scene import Scene, SceneFile
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts
from stashplex.worker.patience import Patience

logger = logging.getLogger(__name__)


class Roots:
    """Learns the roots, and drops those that stopped being true; a given mapping always wins."""

    def __init__(
        self, parts: Parts, library: Library, patience: Patience, warn: Callable[[str], None]
    ) -> None:
        self._parts = parts
        self._library = library
        self._patience = patience
        self._warn = warn
        self._fresh = False
        self._tally = Tally(parts.mapping)

    def prepare(self, *, keep: bool) -> None:
        """Learns from all files where nothing was learned yet; `keep` remembers it."""
        paths = self._parts.paths
        if not paths.is_given and paths.learned is None:
            seen = self._witnesses()
            if seen is not None:
                self._take(self._lesson(learn(seen), seen), keep=keep)
                self._fresh = True
        self._tally = Tally(self._parts.mapping)

    def count(self, scenes: Iterable[Scene]) -> None:
        """Counts how the files of these scenes fit the mapping."""
        for scene in scenes:
            for file in scene.files:
                self._tally.count(file, self._library.index)

    def conclude(self, *, keep: bool) -> None:
        """Draws the conclusions once every scene was counted."""
        known = self._parts.paths.learned
        if self._parts.paths.is_given:
            self._judge_given()
        elif known is not None:
            if self._is_doubtful(known) and not self._fresh:
                self._learn_anew(known, keep=keep)
            else:
                self._take(self._renewed(known), keep=keep)

    def told(self) -> tuple[MappedRoot, ...]:
        """Returns the roots as they are known now, given ones with what this run has counted."""
        learned = self._parts.paths.learned
        return self._tally.roots() if learned is None else learned.roots

    def _judge_given(self) -> None:
        if all(root.agreeing for root in self._tally.roots()):
            return
        for line in unfit(self._tally, learn(self._witnesses() or ())):
            self._warn(line)

    def _is_doubtful(self, known: Learned) -> bool:
        """Tells whether looking at all files again may teach something."""
        strays = self._tally.strays
        return any(root.is_refuted for root in self._tally.roots()) or (
            strays >= FEWEST_WITNESSES and strays > known.strays
        )

    def _learn_anew(self, known: Learned, *, keep: bool) -> None:
        seen = self._witnesses()
        if seen is None:
            return
        roots = relearn(known.roots, seen)
        if {root.pair for root in roots} == {root.pair for root in known.roots}:
            self._take(self._renewed(known), keep=keep)
            return
        self._take(self._lesson(roots, seen), keep=keep)
        for root in self._tally.roots():
            if path_key(self._parts.mapping.to_plex(root.stash)) != path_key(root.plex):
                line = f"{root}. This is true no more, and was forgotten."
                logger.warning("%s", line)
                self._warn(line)

    def _lesson(self, roots: tuple[MappedRoot, ...], seen: Sequence[Witness]) -> Learned:
        for root in roots:
            logger.info("%s", root)
        strays = tally_of((root.pair for root in roots), seen).strays
        return Learned(roots, strays, self._parts.clock.now())

    def _renewed(self, known: Learned) -> Learned:
        """Returns the roots with what was counted; one nobody speaks of stays as it was."""
        counted = {root.pair: root for root in self._tally.roots() if root.witnesses}
        roots = tuple(counted.get(root.pair, root) for root in known.roots)
        return Learned(roots, self._tally.strays, known.at)

    def _take(self, learned: Learned, *, keep: bool) -> None:
        if keep and learned != self._parts.paths.learned:
            self._parts.state.mappings.remember(learned)
        self._parts.paths.take(learned)

    def _witnesses(self) -> tuple[Witness, ...] | None:
        """Returns the witnesses among all files, or None when asked to stop."""
        seen = self._patience.read(lambda: witnesses(self._files(), self._library.index))
        return None if self._patience.is_over else seen

    def _files(self) -> Iterator[SceneFile]:
        pages = takewhile(lambda _: not self._patience.is_over, self._parts.stash.files())
        return chain.from_iterable(pages)


def unfit(tally: Tally, taught: Sequence[MappedRoot]) -> Iterator[str]:
    """Yields a line for each root of a given mapping that fits no file of Plex.

    What the files teach of themselves tells what it should say instead.
    """
    for root in tally.roots():
        if not root.agreeing:
            yield (
                f"[[paths]] {root.stash} -> {root.plex} fits no file of Plex; "
                f"remove it or correct it{_instead(root, taught, tally.examples())}."
            )


def _instead(root: MappedRoot, taught: Sequence[MappedRoot], examples: Sequence[Witness]) -> str:
    same = [one for one in taught if path_key(one.stash) == path_key(root.stash)]
    for one in same or sorted(taught, key=lambda root: -root.agreeing):
        return f": most files look like {one.stash} -> {one.plex}"
    for example in root.exceptions or examples:
        return f": a file looks like {example.stash} -> {example.plex}"
    return ""
