"""A path mapping learned from files that are unique by name and size on both sides."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from stashplex.core.item_index import ItemIndex
from stashplex.core.paths import PathMapping, base_name, path_key, split_common_tail
from stashplex.core.scene import SceneFile

FEWEST_WITNESSES: Final = 3
"""So many files have to agree on a root before it is believed."""
SMALLEST_SHARE: Final = 0.8
"""And so large a part of all witnesses below it."""
MOST_EXCEPTIONS_KEPT: Final = 5


@dataclass(frozen=True, slots=True)
class Witness:
    """One file that only one path on each side can be."""

    stash: str
    plex: str


@dataclass(frozen=True, slots=True)
class LearnedRoot:
    """One folder of Stash, what it is in Plex, and who says so."""

    stash: str
    plex: str
    agreeing: int
    witnesses: int
    """All files below the folder that could say something."""
    exceptions: tuple[Witness, ...] = ()
    """Some of those that say otherwise."""

    def __str__(self) -> str:
        return (
            f"`{self.stash}` in Stash is `{self.plex}` in Plex: "
            f"{self.agreeing} of {self.witnesses} files agree"
        )


def witnesses(files: Iterable[SceneFile], index: ItemIndex) -> Iterator[Witness]:
    """Yields the files that are unique by name and size among these and in the index."""
    unique: dict[tuple[str, int], SceneFile | None] = {}
    for file in files:
        if file.size > 0:
            key = (path_key(base_name(file.path)), file.size)
            unique[key] = None if key in unique else file
    for seen in unique.values():
        found = index.named(seen.path, seen.size) if seen else ()
        if seen and len(found) == 1:
            yield Witness(seen.path, found[0].file.path)


def learn(seen: Iterable[Witness]) -> tuple[LearnedRoot, ...]:
    """Returns the roots that enough witnesses agree on; none where the paths are the same."""
    everyone = list(seen)
    tails = [split_common_tail(one.stash, one.plex) for one in everyone]
    votes = Counter(pair for pair in tails if pair[0] and pair[1])
    by_root: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (stash, plex), count in votes.items():
        by_root[stash].append((plex, count))
    learned: list[LearnedRoot] = []
    # The longest first: a folder mounted inside another is no exception to the other.
    for stash in sorted(by_root, key=lambda root: (-len(root), root)):
        plex, count = max(by_root[stash], key=lambda vote: (vote[1], vote[0]))
        if count >= FEWEST_WITNESSES and path_key(stash) != path_key(plex):
            root = _judged(stash, plex, everyone, learned)
            if root.agreeing >= max(FEWEST_WITNESSES, SMALLEST_SHARE * root.witnesses):
                learned.append(root)
    return tuple(sorted(learned, key=lambda root: root.stash))


def mapping_of(roots: Iterable[LearnedRoot]) -> PathMapping:
    """Returns the mapping that these roots make; each file still has to agree by size."""
    return PathMapping([(root.stash, root.plex) for root in roots], learned=True)


def review(roots: Iterable[LearnedRoot], seen: Iterable[Witness]) -> tuple[LearnedRoot, ...]:
    """Returns the roots with what these witnesses say of them, those they refute left out.

    A root that no witness speaks of is kept as it was.
    """
    everyone = list(seen)
    kept: list[LearnedRoot] = []
    for root in sorted(roots, key=lambda one: -len(one.stash)):
        judged = _judged(root.stash, root.plex, everyone, kept)
        if not judged.witnesses:
            kept.append(root)
        elif judged.agreeing >= SMALLEST_SHARE * judged.witnesses:
            kept.append(judged)
    return tuple(sorted(kept, key=lambda root: root.stash))


def _judged(
    stash: str, plex: str, everyone: Iterable[Witness], nested: Iterable[LearnedRoot]
) -> LearnedRoot:
    """Returns a root with the counts of the witnesses below it that no nested root speaks for."""
    mapping = PathMapping([(stash, plex)])
    inner = PathMapping([(root.stash, root.plex) for root in nested])
    agreeing, count = 0, 0
    exceptions: list[Witness] = []
    for one in everyone:
        mapped = mapping.to_plex(one.stash)
        if not mapping.covers(one.stash) or inner.covers(one.stash):
            continue
        count += 1
        if path_key(mapped) == path_key(one.plex):
            agreeing += 1
        elif len(exceptions) < MOST_EXCEPTIONS_KEPT:
            exceptions.append(one)
    return LearnedRoot(stash, plex, agreeing, count, tuple(exceptions))
