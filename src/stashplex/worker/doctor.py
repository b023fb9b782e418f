"""Whether everything is in place: what each server says, and whether the files line up."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Final, Protocol

from msgspec import Struct

from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    ServerError,
    ServerFailed,
    StashplexError,
)
from stashplex.core.learning import (
    Learned,
    MappedRoot,
    Tally,
    Witness,
    learn,
    mapping_of,
    witnesses,
)
from stashplex.core.matching import Evidence, match
from stashplex.core.paths import PathMapping
from stashplex.core.ports import PlexServer, StashServer
from stashplex.core.remedies import remedy_of
from stashplex.core.scene import Scene
from stashplex.core.wording import counted
from stashplex.worker.library import Library
from stashplex.worker.parts import Paths
from stashplex.worker.roots import unfit

SAMPLE: Final = 200
SLICES: Final = 4
BY_PATH: Final = (Evidence.PATH, Evidence.HELD_PATH)
MANY: Final = 0.5
"""The share of files found by name and size alone from which a mapping is worth proposing."""
MOST_EXCEPTIONS: Final = 3
FILES: Final = "files"
ROOT: Final = "path mapping"
LEARN_ANEW: Final = "Run `stashplex sync --all`: it looks at all files and learns the folders anew."


class Health(StrEnum):
    """How a check came out."""

    GOOD = "good"
    WARNING = "warning"
    """It works, and a person should know."""
    BAD = "bad"
    """It does not work."""


class Check(Struct, frozen=True):
    """One check: what was seen, and what to do about it."""

    name: str
    health: Health
    seen: str
    remedy: str = ""
    error: StashplexError | None = None


class OwnedPlex(PlexServer, Protocol):
    """A Plex that can be asked whether our token is its owner's."""

    def is_owner(self) -> bool:
        """Tells whether the token is the owner's."""


def check(name: str, look: Callable[[], Check]) -> Check:
    """Returns what a look found, or the error that it ran into."""
    try:
        return look()
    except StashplexError as error:
        return Check(name, Health.BAD, error.message, remedy_of(error), error)


def check_stash(stash: StashServer) -> Check:
    """Returns whether Stash answers our key, and how many scenes it has."""
    info, count = stash.info(), stash.count()
    if not count:
        remedy = "Scan your videos in Stash first."
        return Check("Stash", Health.WARNING, f"{info.version}, no scenes", remedy)
    return Check("Stash", Health.GOOD, f"{info.version}, {counted(count, 'scene')}")


def check_plex(plex: PlexServer) -> Check:
    """Returns whether Plex answers our token."""
    info = plex.info()
    return Check("Plex", Health.GOOD, f"{info.name or 'without a name'}, {info.version}")


def check_token(plex: OwnedPlex) -> Check:
    """Returns whether the token may edit."""
    try:
        owner = plex.is_owner()
    except (BadAnswer, ServerFailed) as error:
        unknown = "whether it may edit cannot be told from here"
        return Check("Plex token", Health.WARNING, f"{unknown}: {error.message}")
    if owner:
        return Check("Plex token", Health.GOOD, "it is the owner's, so it may edit")
    refused = CredentialsRefused(
        "Plex",
        "The token is not the owner's: it may look, and not edit.",
        "Set plex.token to a token of the server's owner.",
    )
    return Check("Plex token", Health.BAD, refused.message, refused.remedy, refused)


def check_libraries(library: Library) -> Iterator[Check]:
    """Yields each library that is synced, or why none can be."""
    try:
        library.load()
    except ServerError as error:
        yield Check("libraries", Health.BAD, error.message, error.remedy, error)
        return
    for section in library.sections:
        items = library.index.size_of(section.id)
        health = Health.GOOD if items else Health.WARNING
        remedy = "" if items else "Let Plex scan it, or check its folders."
        folders = ", ".join(f"`{one}`" for one in section.locations) or "no folder"
        yield Check(
            "library", health, f"{section.title}: {counted(items, 'item')} in {folders}", remedy
        )


def check_paths(stash: StashServer, library: Library, paths: Paths) -> Iterator[Check]:
    """Yields how the files of both sides line up, and each root of the path mapping."""
    try:
        scenes = [scene for scene in sample(stash) if scene.files]
    except ServerError as error:
        yield Check(FILES, Health.BAD, error.message, error.remedy, error)
        return
    if not scenes:
        yield Check(FILES, Health.WARNING, "Stash has no file to compare with Plex")
        return
    files = [file for scene in scenes for file in scene.files]
    seen = witnesses(files, library.index)
    taught = () if paths.is_given or paths.learned else learn(seen)
    mapping = mapping_of(taught) if taught else paths.mapping
    yield _check_files(scenes, library, mapping, seen)
    tally = Tally(mapping)
    for file in files:
        tally.count(file, library.index)
    if paths.is_given:
        yield from _check_given(tally, learn(seen))
    else:
        yield from _check_learned(paths.learned, taught, tally)


def sample(stash: StashServer) -> list[Scene]:
    """Returns scenes from all over Stash, at most two hundred."""
    count = stash.count()
    found: dict[int, Scene] = {}
    for number in range(SLICES):
        page = next(stash.pages("", SAMPLE // SLICES, after=number * count // SLICES), ())
        found.update((scene.id, scene) for scene in page)
    return list(found.values())


def _check_files(
    scenes: Sequence[Scene], library: Library, mapping: PathMapping, seen: Sequence[Witness]
) -> Check:
    ways = Counter(_way(scene, library, mapping) for scene in scenes)
    told = f"{', '.join(f'{count} {way}' for way, count in ways.most_common())} (a sample)"
    if ways["found by name and size"] >= MANY * len(scenes):
        return Check(FILES, Health.WARNING, told, _proposal(seen, mapping))
    if ways["not in Plex"] == len(scenes):
        remedy = "Check that Plex's library holds the same files, and that Plex has scanned them."
        return Check(FILES, Health.WARNING, told, remedy)
    return Check(FILES, Health.GOOD, told)


def _check_given(tally: Tally, taught: Sequence[MappedRoot]) -> Iterator[Check]:
    """Yields each root that a person gave, with what the files of the sample say of it."""
    for root in tally.roots():
        if root.agreeing:
            yield Check(ROOT, Health.GOOD, _told(root, "given; a sample"))
    for line in unfit(tally, taught):
        yield Check(ROOT, Health.WARNING, line)


def _check_learned(
    learned: Learned | None, taught: Sequence[MappedRoot], tally: Tally
) -> Iterator[Check]:
    """Yields each root that is remembered, or else that the next sync may learn."""
    for root in taught:
        source = "a sample; the next sync learns it from all files"
        yield Check(ROOT, Health.GOOD, _told(root, source))
    now = {root.pair: root for root in tally.roots()}
    for root in learned.roots if learned else ():
        if now[root.pair].is_refuted:
            yield Check(ROOT, Health.WARNING, _told(now[root.pair], "a sample"), LEARN_ANEW)
        else:
            yield Check(ROOT, Health.GOOD, _told(root, "learned"))


def _told(root: MappedRoot, source: str) -> str:
    """Returns a root as a person reads it, and below it some of the files that say otherwise."""
    some = root.exceptions[:MOST_EXCEPTIONS]
    return "\n".join((f"{root} ({source})", *(f"not {one.stash}: {one.plex}" for one in some)))


def _way(scene: Scene, library: Library, mapping: PathMapping) -> str:
    result = match(scene.files, library.index, mapping)
    if result.found:
        by_path = result.found[0].evidence in BY_PATH
        return "found by path" if by_path else "found by name and size"
    return "ambiguous" if result.ambiguous else "not in Plex"


def _proposal(seen: Sequence[Witness], mapping: PathMapping) -> str:
    roots = learn(seen)
    if not roots:
        return "The folders of both sides differ in no regular way; syncing works nevertheless."
    if mapping.learned or not mapping.pairs:
        return LEARN_ANEW
    pairs = "\n".join(
        f"[[paths]]\nstash = {_quoted(one.stash)}\nplex = {_quoted(one.plex)}" for one in roots
    )
    return f"This would be surer, in stashplex.toml:\n{pairs}"


def _quoted(path: str) -> str:
    """Returns a path as TOML takes it; a Windows path stays as people know it."""
    return json.dumps(path) if "'" in path else f"'{path}'"
