"""What a sync would do under settings that are not written yet; nothing is written anywhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Final, Self

from msgspec.structs import replace

from stashplex.app import telling
from stashplex.app.explaining import explain
from stashplex.app.house import House, open_house
from stashplex.config import Settings
from stashplex.core.answers import FoldersTold, InspectAnswer
from stashplex.core.learning import Learned, MappedRoot, Tally, learn, mapping_of, witnesses
from stashplex.core.outcome import Ending
from stashplex.core.paths import PathMapping
from stashplex.core.ports import Clock
from stashplex.core.scene import Scene, SceneFile
from stashplex.worker.doctor import sample
from stashplex.worker.parts import Paths

MOST_SCENES: Final = 3
MOST_LOOKS: Final = 12
MOST_ABSENT: Final = 5

Pair = tuple[str, str]
Tell = Callable[[int], None]
"""Is told how much was looked at so far."""


class Viewing:
    """Looks at both servers; what was listed once is used until it is closed."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        with ExitStack() as opening:
            self._house = opening.enter_context(open_house(settings, writing=False, clock=clock))
            self._closing = opening.pop_all()
        self._files: tuple[SceneFile, ...] | None = None
        self._roots: tuple[MappedRoot, ...] = ()

    def folders(self, tell: Tell) -> FoldersTold:
        """Returns which folders are which, as the files of both sides say."""
        files = self._all_files(tell)
        self._roots = learn(witnesses(files, self._house.library.index))
        mapping = mapping_of(self._roots)
        return self._lined_up(files, mapping, given=False)

    def judged(self, pairs: Sequence[Pair], tell: Tell) -> FoldersTold:
        """Returns what the files say of folders that somebody gave."""
        return self._lined_up(self._all_files(tell), PathMapping(pairs), given=True)

    def scenes(self, pairs: Sequence[Pair], tell: Tell) -> tuple[InspectAnswer, ...]:
        """Returns some scenes as a sync would change them; with no folders given, as learned."""
        learned = Learned(self._roots)
        paths = Paths(PathMapping(pairs)) if pairs else Paths(mapping_of(self._roots), learned)
        house = replace(self._house, parts=replace(self._house.parts, paths=paths))
        self._house.library.ensure()
        would_change: list[InspectAnswer] = []
        others: list[InspectAnswer] = []
        for looked, scene in enumerate(islice(_worth_a_look(house), MOST_LOOKS), 1):
            tell(looked)
            answer = explain(house, scene.id)
            changes = answer.verdict.ending == Ending.CHANGED
            (would_change if changes else others).append(answer)
            if len(would_change) == MOST_SCENES:
                break
        return tuple([*would_change, *others][:MOST_SCENES])

    def abort(self) -> None:
        """Hangs up on both servers: what waits for an answer raises HungUp."""
        self._house.servers.stash.abort()
        self._house.servers.plex.abort()

    def close(self) -> None:
        """Closes both conversations."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _all_files(self, tell: Tell) -> tuple[SceneFile, ...]:
        if self._files is None:
            self._house.library.ensure()
            files: list[SceneFile] = []
            for page in self._house.servers.stash.files():
                files.extend(page)
                tell(len(files))
            self._files = tuple(files)
        return self._files

    def _lined_up(
        self, files: Sequence[SceneFile], mapping: PathMapping, *, given: bool
    ) -> FoldersTold:
        index, tally = self._house.library.index, Tally(mapping)
        in_place = elsewhere = 0
        absent: list[str] = []
        for file in files:
            tally.count(file, index)
            if index.at_path(mapping.to_plex(file.path)):
                in_place += 1
            elif index.named(file.path, file.size):
                elsewhere += 1
            elif len(absent) < MOST_ABSENT:
                absent.append(file.path)
        roots = telling.mapping(tally.roots(), given=given)
        return FoldersTold(roots, len(files), in_place, elsewhere, tuple(absent))


def _worth_a_look(house: House) -> Iterator[Scene]:
    """Yields scenes that Plex has, those first that say the most."""
    told = sorted(sample(house.parts.stash), key=_says, reverse=True)
    found = (one for one in told if house.library.find(one.files, (), house.parts).found)
    yield from found


def _says(scene: Scene) -> int:
    """Returns how much a scene says of itself."""
    texts = (scene.title, scene.details, scene.studio, scene.date, scene.director)
    return sum(map(bool, texts)) + sum(map(bool, (scene.performers, scene.tags, scene.groups)))
