"""Several libraries and several files: a scene may own an item in each, and one per file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.reading_back import read_back
from tests.integration.runs import counts_of, watched
from tests.worlds import FakeClock, builder_of, make_world, open_test_house, settings_for

from stashplex.config import Settings
from stashplex.core.outcome import Skip
from stashplex.core.report import CHANGED, UNCHANGED, skipped
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Builder
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import Layout, World

BOTH = Layout(("/data", "/data"), ("/data", "/data"), ("Here", "There"), cover_share=0.0)
WORDS = SceneWords(title="Ferry", tags=["sea"], studio="Grey Heron Pictures")


@dataclass(slots=True)
class Harbour:
    """Two libraries over one folder, and the builder that fills them."""

    world: World
    settings: Settings
    clock: FakeClock
    build: Builder

    def sync(self) -> int:
        """Runs once and returns how many edits were sent; no scene fails."""
        result, sent = watched(self.world, self.settings, self.clock)
        assert counts_of(result).failed == {}
        return len(sent.writes)

    def titles(self, *items: int) -> list[str]:
        shown = read_back(self.world.plex, items)
        return [shown[item].title for item in items]

    def held(self, item: int) -> bool:
        with open_test_house(self.settings, self.clock) as house:
            return bool(house.store.ledger.holdings([item])[item].rows)

    def owned(self, scene: int) -> tuple[int, ...]:
        with open_test_house(self.settings, self.clock) as house:
            return house.store.records.owned([scene])[scene]


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 2, layout=BOTH) as running:
        yield running


@pytest.fixture
def harbour(world: World, clock: FakeClock, tmp_path: Path) -> Harbour:
    build = builder_of(world, BOTH)
    return Harbour(world, settings_for(world, tmp_path / "data"), clock, build)


def test_the_same_file_in_two_libraries_is_two_items_of_one_scene(harbour: Harbour) -> None:
    file = harbour.build.file("boats/ferry.mp4")
    scene = harbour.build.add_scene(WORDS, [file])
    items = [harbour.build.add_item(file, root=root) for root in (0, 1)]
    harbour.sync()

    harbour.world.stash.edit_scene(scene, title="The Last Ferry")

    assert harbour.sync() == 2
    assert harbour.titles(*items) == ["The Last Ferry", "The Last Ferry"]
    assert harbour.owned(scene) == tuple(items)
    assert harbour.sync() == 0


def test_an_item_of_a_library_that_was_not_chosen_stays_as_it_is(harbour: Harbour) -> None:
    file = harbour.build.file("boats/ferry.mp4")
    harbour.build.add_scene(WORDS, [file])
    here, there = (harbour.build.add_item(file, root=root) for root in (0, 1))
    harbour.settings = settings_for(harbour.world, harbour.settings.data_dir, libraries=("There",))
    harbour.sync()

    assert harbour.titles(here, there) == ["ferry", "Ferry"]


def test_a_library_that_is_added_later_gets_what_the_scene_says(harbour: Harbour) -> None:
    file = harbour.build.file("boats/ferry.mp4")
    scene = harbour.build.add_scene(WORDS, [file])
    here = harbour.build.add_item(file, root=0)
    harbour.sync()

    there = harbour.build.add_item(file, root=1)

    assert harbour.sync() == 1
    assert harbour.titles(here, there) == ["Ferry", "Ferry"]
    assert harbour.owned(scene) == (here, there)


def test_a_scene_of_two_files_owns_an_item_for_each(harbour: Harbour) -> None:
    files = [harbour.build.file(f"boats/ferry.{kind}") for kind in ("mp4", "mkv")]
    placed = harbour.build.place(WORDS, files)
    harbour.sync()

    assert harbour.titles(*placed.items) == ["Ferry", "Ferry"]
    assert harbour.owned(placed.scene) == placed.items


def test_a_file_that_comes_to_a_scene_brings_its_item(harbour: Harbour) -> None:
    placed = harbour.build.place(WORDS, [harbour.build.file("boats/ferry.mp4")])
    harbour.sync()
    second = harbour.build.file("boats/ferry.mkv")
    item = harbour.build.add_item(second)
    harbour.world.stash.add_file(
        placed.scene, SceneFile(f"/data/{second.path}", second.size, second.duration)
    )

    assert harbour.sync() == 1
    assert harbour.titles(item) == ["Ferry"]
    assert harbour.owned(placed.scene) == (placed.item, item)


def test_a_file_that_moves_to_another_item_is_followed_and_holdings_stay(
    harbour: Harbour,
) -> None:
    ferry, extra = (harbour.build.file(f"boats/{name}.mp4") for name in ("ferry", "extra"))
    scene = harbour.build.add_scene(WORDS, [ferry])
    old = harbour.build.add_item(ferry, extra)
    harbour.sync()
    harbour.world.plex.move_file(old, "/data/boats/left.mp4", part=0)

    new = harbour.build.add_item(ferry)

    assert harbour.sync() == 1
    assert harbour.titles(old, new) == ["Ferry", "Ferry"]
    assert harbour.held(old)
    assert harbour.held(new)
    harbour.world.stash.edit_scene(scene, title="The Last Ferry")
    assert harbour.sync() == 1
    assert harbour.titles(old, new) == ["Ferry", "The Last Ferry"]


def test_a_file_that_moves_to_another_library_is_followed(harbour: Harbour) -> None:
    file = harbour.build.file("boats/ferry.mp4")
    scene = harbour.build.add_scene(WORDS, [file])
    here = harbour.build.add_item(file, root=0)
    harbour.sync()
    harbour.world.plex.remove_item(here)

    there = harbour.build.add_item(file, root=1)

    assert harbour.sync() == 1
    assert harbour.titles(there) == ["Ferry"]
    harbour.world.stash.edit_scene(scene, title="The Last Ferry")
    assert harbour.sync() == 1


def test_a_scanned_anew_item_is_written_anew_once(harbour: Harbour) -> None:
    placed = harbour.build.place(WORDS, [harbour.build.file("boats/ferry.mp4")])
    harbour.sync()

    item = harbour.world.plex.rescan(placed.item)

    assert harbour.sync() == 1
    assert harbour.titles(item) == ["Ferry"]
    assert harbour.sync() == 0


def test_an_item_goes_over_to_the_scene_that_is_given_its_file(harbour: Harbour) -> None:
    ferry = harbour.build.place(WORDS, [harbour.build.file("boats/ferry.mp4")])
    tug = harbour.build.place({**WORDS, "title": "Tug"}, [harbour.build.file("boats/tug.mp4")])
    harbour.sync()
    (file,) = harbour.world.stash.scenes[tug.scene].files
    harbour.world.stash.assign_file(file.id, ferry.scene)

    result, sent = watched(harbour.world, harbour.settings, harbour.clock)

    assert len(sent.writes) == 1
    assert result.report.ended(ferry.scene) == CHANGED
    assert result.report.ended(tug.scene) == skipped(Skip.NO_FILE)
    assert harbour.titles(ferry.item, tug.item) == ["Ferry", "Ferry"]
    assert harbour.owned(ferry.scene) == (ferry.item, tug.item)
    assert harbour.owned(tug.scene) == ()
    again = watched(harbour.world, harbour.settings, harbour.clock)[0]
    assert again.report.ended(ferry.scene) == UNCHANGED
