"""A path mapping learned from files that are unique by name and size on both sides."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from stashplex.core.item_index import ItemIndex
from stashplex.core.paths import (
    PathMapping,
    components,
    is_folder,
    joined,
    names_below,
    path_key,
    split_common_tail,
)
from stashplex.core.scene import SceneFile
from stashplex.core.wording import counted

FEWEST_WITNESSES: Final = 3
"""So many files have to agree on a root before it is believed."""
SMALLEST_SHARE: Final = 0.8
"""And so large a part of all witnesses below it."""
MOST_EXCEPTIONS_KEPT: Final = 5

Folder = tuple[str, ...]
Pair = tuple[str, str]


class Witness(Struct, frozen=True):
    """One file that only one path on each side can be."""

    stash: str
    plex: str


class MappedRoot(Struct, frozen=True):
    """One folder of Stash, what it is in Plex, and what the files below it say of that."""

    stash: str
    plex: str
    agreeing: int = 0
    witnesses: int = 0
    """All files below the folder that could say something."""
    exceptions: tuple[Witness, ...] = ()
    """Some of those that say otherwise."""

    @property
    def pair(self) -> Pair:
        """The folder in Stash, and in Plex."""
        return self.stash, self.plex

    @property
    def is_refuted(self) -> bool:
        """True where too many files say otherwise."""
        return self.agreeing < SMALLEST_SHARE * self.witnesses

    def __str__(self) -> str:
        return (
            f"`{self.stash}` in Stash is `{self.plex}` in Plex: "
            f"{self.agreeing} of {counted(self.witnesses, 'file')} "
            f"agree{'s' * (self.agreeing == 1)}"
        )


class Learned(Struct, frozen=True):
    """What was learned of the roots, as it is remembered."""

    roots: tuple[MappedRoot, ...] = ()
    """None where the folders are the same on both sides, or differ in no regular way."""
    strays: int = 0
    """How many files are somewhere else than the roots say."""
    at: float = 0.0
    """When it was learned, in epoch seconds."""


def witnesses(files: Iterable[SceneFile], index: ItemIndex) -> tuple[Witness, ...]:
    """Returns the files that are unique by name and size among these and in the index."""
    claims: dict[str, Witness | None] = {}
    for file in files:
        plex = only_place(file, index)
        if plex is not None:
            claims[plex] = None if plex in claims else Witness(file.path, plex)
    return tuple(one for one in claims.values() if one is not None)


def only_place(file: SceneFile, index: ItemIndex) -> str | None:
    """Returns the one path at which any library has a file of this name and size."""
    places = {
        path_key(part.file.path): part.file.path for part in index.named(file.path, file.size)
    }
    return next(iter(places.values())) if len(places) == 1 else None


class Tally:
    """Counts how files fit a mapping, as they pass; it keeps no more than a few of them."""

    def __init__(self, mapping: PathMapping) -> None:
        self.mapping = mapping
        self._agreeing: Counter[Pair | None] = Counter()
        self._witnesses: Counter[Pair | None] = Counter()
        self._exceptions: dict[Pair | None, list[Witness]] = defaultdict(list)

    @property
    def strays(self) -> int:
        """How many files are somewhere else than the mapping says."""
        return self._witnesses.total() - self._agreeing.total()

    def count(self, file: SceneFile, index: ItemIndex) -> None:
        """Counts a file that is at its path, or that name and size alone place elsewhere."""
        pair, mapped = self.mapping.place(file.path)
        if index.at_path(mapped):
            self._add(pair)
        elif plex := only_place(file, index):
            self._add(pair, Witness(file.path, plex))

    def hear(self, one: Witness) -> None:
        """Counts a witness."""
        pair, mapped = self.mapping.place(one.stash)
        self._add(pair, None if path_key(mapped) == path_key(one.plex) else one)

    def roots(self) -> tuple[MappedRoot, ...]:
        """Returns the roots of the mapping with what the files counted so far say of each."""
        return tuple(
            MappedRoot(
                *pair, self._agreeing[pair], self._witnesses[pair], tuple(self._exceptions[pair])
            )
            for pair in sorted(self.mapping.pairs)
        )

    def examples(self) -> tuple[Witness, ...]:
        """Returns some of the files that are somewhere else than the mapping says."""
        return tuple(one for some in self._exceptions.values() for one in some)

    def _add(self, pair: Pair | None, exception: Witness | None = None) -> None:
        self._witnesses[pair] += 1
        if exception is None:
            self._agreeing[pair] += 1
        elif len(self._exceptions[pair]) < MOST_EXCEPTIONS_KEPT:
            self._exceptions[pair].append(exception)


def tally_of(pairs: Iterable[Pair], seen: Iterable[Witness]) -> Tally:
    """Returns what these witnesses say of some roots."""
    tally = Tally(PathMapping(tuple(pairs)))
    for one in seen:
        tally.hear(one)
    return tally


def learn(seen: Iterable[Witness]) -> tuple[MappedRoot, ...]:
    """Returns the roots that enough witnesses agree on; none where the paths are the same."""
    everyone = tuple(seen)
    return tally_of(_Search(everyone).pairs, everyone).roots()


def review(roots: Iterable[MappedRoot], seen: Iterable[Witness]) -> tuple[MappedRoot, ...]:
    """Returns the roots with what these witnesses say of them, those they refute left out.

    A root that no witness speaks of is kept as it was.
    """
    known = sorted(roots, key=_by_path)
    counted = tally_of([root.pair for root in known], seen).roots()
    return tuple(
        now if now.witnesses else before
        for before, now in zip(known, counted, strict=True)
        if not now.is_refuted
    )


def relearn(roots: Iterable[MappedRoot], seen: Iterable[Witness]) -> tuple[MappedRoot, ...]:
    """Returns what these witnesses teach, and what was known before and they do not refute."""
    everyone = tuple(seen)
    taught = {components(root.stash): root for root in learn(everyone)}
    mapping = mapping_of(taught.values())
    for root in review(roots, everyone):
        if path_key(mapping.to_plex(root.stash)) != path_key(root.plex):
            taught.setdefault(components(root.stash), root)
    return tuple(sorted(taught.values(), key=_by_path))


def mapping_of(roots: Iterable[MappedRoot]) -> PathMapping:
    """Returns the mapping that these roots make; each file still has to agree by size."""
    pairs = [root.pair for root in roots]
    return PathMapping(pairs, learned=bool(pairs))


class _Party(Struct):
    """The witnesses for one root."""

    stash: str
    plex: str
    voters: list[Witness] = field(default_factory=list)


class _Parties:
    """The witnesses below folders of Stash, by what each folder would be in Plex."""

    def __init__(self) -> None:
        self._of_folder: dict[Folder, dict[str, _Party]] = defaultdict(dict)

    def add(self, stash: str, plex: str, one: Witness) -> None:
        """Adds a witness for a root."""
        parties = self._of_folder[components(stash)]
        parties.setdefault(path_key(plex), _Party(stash, plex)).voters.append(one)

    def deepest_first(self) -> list[tuple[Folder, list[_Party]]]:
        """Returns the parties of each folder, the largest first."""
        folders = sorted(self._of_folder, key=lambda folder: (-len(folder), folder))
        return [(one, sorted(self._of_folder[one].values(), key=_by_size)) for one in folders]


class _Search:
    """Looks for roots from the deepest folder upwards.

    A folder mounted inside another is so no exception to the other. Where the witnesses for one
    folder do not agree, each folder in it is asked for itself.
    """

    def __init__(self, seen: Iterable[Witness]) -> None:
        self._unexplained: Counter[Folder] = Counter()
        self._pairs: dict[Folder, Pair] = {}
        parties = _Parties()
        for one in seen:
            folders = components(one.stash)[:-1]
            self._unexplained.update(folders[:depth] for depth in range(1, len(folders) + 1))
            stash, plex = split_common_tail(one.stash, one.plex)
            if stash:
                parties.add(stash, plex, one)
        self._settle(parties)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The roots that were found."""
        return tuple(self._pairs.values())

    def _settle(self, parties: _Parties) -> None:
        for folder, of_folder in parties.deepest_first():
            largest = of_folder[0]
            if self._is_believed(folder, largest):
                self._believe(folder, largest)
            elif len(largest.voters) >= FEWEST_WITNESSES:
                self._settle(_one_folder_deeper(of_folder))

    def _is_believed(self, folder: Folder, party: _Party) -> bool:
        fewest = max(FEWEST_WITNESSES, SMALLEST_SHARE * self._unexplained[folder])
        return is_folder(party.stash) and folder not in self._pairs and len(party.voters) >= fewest

    def _believe(self, folder: Folder, party: _Party) -> None:
        self._pairs[folder] = (party.stash, party.plex)
        explained = self._unexplained[folder]
        for depth in range(1, len(folder) + 1):
            self._unexplained[folder[:depth]] -= explained


def _one_folder_deeper(parties: Iterable[_Party]) -> _Parties:
    deeper = _Parties()
    for party in parties:
        for one in party.voters:
            names = names_below(party.stash, one.stash)
            if len(names) > 1:
                inside = names[:1]
                deeper.add(joined(party.stash, inside), joined(party.plex, inside), one)
    return deeper


def _by_path(root: MappedRoot) -> Pair:
    return root.pair


def _by_size(party: _Party) -> tuple[int, str]:
    return -len(party.voters), party.plex
