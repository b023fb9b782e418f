"""Scenes whose file Plex lacks: woken by the index, and their folders scanned in bounds."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.unit.worker.at_work import AtWork
from tests.worlds import FakeClock, builder_of, make_world, open_test_house, settings_for

from stashplex.config import Settings
from stashplex.config.settings import PathPair, SyncTable
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Builder
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.odd import PLAIN as WORDS
from stashplex.demo.world import Layout, World
from stashplex.worker.missing import Missing


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 2) as running:
        yield running


@pytest.fixture
def build(world: World) -> Builder:
    return builder_of(world)


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return scanning(settings_for(world, tmp_path / "data"))


def scanning(settings: Settings) -> Settings:
    plex = msgspec.structs.replace(settings.plex, scan_missing=True)
    return msgspec.structs.replace(settings, plex=plex)


def missing_scene(build: Builder, path: str) -> tuple[int, SceneFile]:
    file = build.file(path)
    return build.add_scene(WORDS, [file]), file


def folders(world: World) -> list[str]:
    return [one.folder for one in world.plex.scans]


def is_scan(request: Request) -> bool:
    return request.path.endswith("/refresh")


class TestWaking:
    """A scene that waits is woken by what the index shows, and by no timer."""

    @pytest.fixture
    def settings(self, world: World, tmp_path: Path) -> Settings:
        return settings_for(world, tmp_path / "data")

    def test_what_the_index_shows_by_now_is_due(
        self, at_work: AtWork, build: Builder, clock: FakeClock
    ) -> None:
        scene, file = missing_scene(build, "new/late.mp4")
        at_work.run(scene)
        missing = Missing(at_work.parts, at_work.house.library)
        assert missing.tend() == 0

        build.add_item(file)

        assert missing.tend() == 1
        assert at_work.waiting(scene).due_at <= clock.now()
        at_work.run()
        assert at_work.endings()[scene] == ("changed", "")

    def test_a_dead_letter_that_waited_too_long_is_woken_too(
        self, at_work: AtWork, build: Builder, clock: FakeClock
    ) -> None:
        scene, file = missing_scene(build, "new/late.mp4")
        at_work.run(scene)
        clock.advance(8 * 86400.0)
        at_work.run(scene)
        assert at_work.dead() == {scene: "NotInPlex"}

        build.add_item(file)
        Missing(at_work.parts, at_work.house.library).tend()

        assert at_work.dead() == {}

    def test_while_none_waits_nothing_is_asked(self, at_work: AtWork, world: World) -> None:
        missing = Missing(at_work.parts, at_work.house.library)
        world.plex.requests.reset()
        world.stash.requests.reset()

        assert missing.tend() == 0

        assert (len(world.plex.requests), len(world.stash.requests)) == (0, 0)

    def test_while_nothing_moves_only_the_stamps_are_asked_for(
        self, at_work: AtWork, build: Builder, world: World
    ) -> None:
        scene, _ = missing_scene(build, "new/late.mp4")
        at_work.run(scene)
        missing = Missing(at_work.parts, at_work.house.library)
        missing.tend()
        world.plex.requests.reset()
        world.stash.requests.reset()

        missing.tend()

        assert [one.path for one in world.plex.requests] == ["/library/sections"]
        assert len(world.stash.requests) == 0

    def test_a_scene_that_waits_since_the_last_look_is_looked_for(
        self, at_work: AtWork, build: Builder
    ) -> None:
        first, _ = missing_scene(build, "new/first.mp4")
        second, file = missing_scene(build, "new/second.mp4")
        at_work.run(first)
        missing = Missing(at_work.parts, at_work.house.library)
        missing.tend()
        at_work.run(second)
        build.add_item(file)
        at_work.house.library.refresh()
        missing.tend()
        at_work.run(second)

        assert at_work.endings()[second] == ("changed", "")


class TestScanning:
    """On wish Plex is asked to look into the folder of a missing file, and no further."""

    def test_plex_is_asked_to_scan_exactly_the_folder_of_the_file(
        self, at_work: AtWork, build: Builder, world: World
    ) -> None:
        scene, file = missing_scene(build, "new/deep/late.mp4")
        build.put_file(file)

        at_work.run(scene)

        assert folders(world) == ["/data/new/deep"]
        assert at_work.endings()[scene] == ("waiting", "not_in_plex")
        Missing(at_work.parts, at_work.house.library).tend()
        at_work.run()
        assert at_work.endings()[scene] == ("changed", "")

    def test_a_file_right_in_the_root_never_scans_the_whole_library(
        self, at_work: AtWork, build: Builder, world: World
    ) -> None:
        scene, _ = missing_scene(build, "late.mp4")
        at_work.run(scene)
        assert folders(world) == []

    @pytest.mark.parametrize("path", ["/elsewhere/new/late.mp4", "/data/../etc/late.mp4"])
    def test_a_folder_that_is_not_below_the_librarys_is_never_asked_for(
        self, at_work: AtWork, world: World, path: str
    ) -> None:
        scene = world.stash.add_scene(files=[SceneFile(path, 4711, 60.0)], **WORDS)
        at_work.run(scene)
        assert at_work.endings()[scene] == ("waiting", "not_in_plex")
        assert folders(world) == []

    def test_many_files_of_one_folder_are_one_scan_an_hour(
        self, at_work: AtWork, build: Builder, world: World, clock: FakeClock
    ) -> None:
        scenes = [missing_scene(build, f"new/{number}.mp4")[0] for number in range(12)]
        at_work.run(*scenes)
        at_work.run(*scenes)
        assert folders(world) == ["/data/new"]

        clock.advance(3600.0)
        at_work.run(*scenes)
        assert folders(world) == ["/data/new"] * 2

    def test_many_folders_have_their_turns_also_after_a_restart(
        self, settings: Settings, build: Builder, world: World, clock: FakeClock
    ) -> None:
        scenes = [missing_scene(build, f"new{number:02}/late.mp4")[0] for number in range(25)]
        for _ in range(3):
            with open_test_house(settings, clock) as house:
                AtWork.in_house(house).run(*scenes)
        assert len(folders(world)) == 10

        with open_test_house(settings, clock) as house:
            house.library.load()
            missing = Missing(house.parts, house.library)
            for _ in range(2):
                clock.advance(60.0)
                missing.tend()
        assert sorted(folders(world)) == [f"/data/new{number:02}" for number in range(25)]

    def test_a_scan_that_fails_stops_no_scene(
        self, at_work: AtWork, build: Builder, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        scene, _ = missing_scene(build, "new/late.mp4")
        world.plex.inject(answer(Response(500), is_scan))

        at_work.run(scene, world.plain[0].scene)

        assert at_work.endings() == {
            scene: ("waiting", "not_in_plex"),
            world.plain[0].scene: ("changed", ""),
        }
        assert "could not be asked to scan /data/new" in caplog.text


def test_nothing_is_scanned_where_nobody_wishes_it(
    world: World, build: Builder, clock: FakeClock, tmp_path: Path
) -> None:
    scene, _ = missing_scene(build, "new/late.mp4")
    plain = settings_for(world, tmp_path / "plain")
    skipping = scanning(
        settings_for(world, tmp_path / "skipping", sync=SyncTable(skip_not_found=True))
    )
    for settings in (plain, skipping):
        with open_test_house(settings, clock) as house:
            AtWork.in_house(house).run(scene)
    assert folders(world) == []


def test_the_folder_is_asked_for_as_plex_calls_it(clock: FakeClock, tmp_path: Path) -> None:
    layout = Layout((r"D:\Clips",), ("/media/clips",))
    with make_world(clock, 2, layout=layout) as world:
        build = builder_of(world, layout)
        scene, _ = missing_scene(build, "New Ones/late.mp4")
        pairs = (PathPair(stash=r"D:\Clips", plex="/media/clips"),)
        settings = scanning(settings_for(world, tmp_path / "data", paths=pairs))
        with open_test_house(settings, clock) as house:
            AtWork.in_house(house).run(scene)
        assert folders(world) == ["/media/clips/New Ones"]
