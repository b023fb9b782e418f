"""Worlds whose folders have other names in Plex, with files that only their folders tell apart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.worlds import FakeClock, builder_of, make_world, open_test_house, settings_for

from stashplex.config import Settings
from stashplex.config.settings import PathPair
from stashplex.core.learning import Learned
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import Fault, call
from stashplex.demo.http_messages import Request as Received
from stashplex.demo.world import Layout, World

APART = Layout(("/data",), ("/media/library",))
TWINS = ("north", "south")


class Place:
    """A world with twins (one name, one size, two folders), and settings that point at it."""

    def __init__(self, world: World, layout: Layout, settings: Settings) -> None:
        self.world = world
        self.settings = settings
        self._build = builder_of(world, layout)

    def add_twins(self, name: str = "twin", root: int = 0) -> dict[str, Placed]:
        """Adds two scenes whose files differ in nothing but their folders."""
        return {
            folder: self._build.place(
                {"title": f"{name} of the {folder}"},
                [SceneFile(f"{folder}/{name}.mp4", 1_234_567, 61.0)],
                root=root,
            )
            for folder in TWINS
        }

    def add_plain(self, number: int, root: int = 0) -> None:
        """Adds scenes with files of their own."""
        for one in range(number):
            file = self._build.file(f"more/{root}-{one}.mp4")
            self._build.place({"title": f"More {one}"}, [file], root=root)

    def titles(self, twins: Mapping[str, Placed]) -> list[str]:
        """Returns the titles that Plex shows."""
        shown = self.world.plex.snapshot()
        return [shown[placed.item].texts["title"] for placed in twins.values()]

    def move_in_plex(self, old: str, new: str) -> None:
        """Moves every file below a folder of Plex to another one."""
        for item, shown in self.world.plex.snapshot().items():
            for part, path in enumerate(shown.files):
                if path.startswith(old):
                    self.world.plex.move_file(item, new + path.removeprefix(old), part)

    def watch_learning(self) -> Fault:
        """Returns what counts the questions for all files."""
        return self.world.stash.inject(call(lambda _: None, asks_for_files, times=None))


def asks_for_files(request: Received) -> bool:
    return b"FilesPage" in request.body


@contextmanager
def place_of(
    clock: FakeClock,
    folder: Path,
    layout: Layout = APART,
    scenes: int = 10,
    paths: tuple[PathPair, ...] = (),
) -> Iterator[Place]:
    with make_world(clock, scenes, layout=layout) as world:
        yield Place(world, layout, settings_for(world, folder / "data", paths=paths))


def remembered(settings: Settings, clock: FakeClock) -> Learned | None:
    with open_test_house(settings, clock) as house:
        return house.store.mappings.learned()
