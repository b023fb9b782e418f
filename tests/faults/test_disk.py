"""A disk that is full or may not be written: two lines say so, and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import pytest
from tests.doors import Door, Said, clean_environment, config_of, finish, start
from tests.faults.series import all_right, needless
from tests.worlds import FakeClock, make_world

from stashplex.demo.world import Layout, World
from stashplex.sync_queue.database import open_database

SCENES: Final = 20
FULL: Final = Path("/dev/full")
PLACE: Final = "data"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def door(door: Door, world: World) -> Door:
    door.configure(config_of(world))
    (door.folder / PLACE).mkdir(mode=0o700)
    return door


def cramped(door: Door, most: int, *words: str) -> Said:
    """Runs a command in a process whose files may grow to so many bytes."""
    return finish(
        subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "tests.faults.cramped", str(most), *words],
            cwd=door.folder,
            env={**clean_environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )


def right_items(world: World) -> set[int]:
    return {placed.item for placed in world.plain}


def assert_refused(said: Said, folder: Path, remedy: str) -> None:
    """Fails unless the last two lines name the folder and say what to do."""
    assert said.code == 2, said.all
    first, second = said.err.splitlines()[-2:]
    assert first.startswith("stashplex: ")
    assert str(folder) in first
    assert remedy in second


def assert_mends(door: Door, world: World) -> None:
    """Fails unless one run with room enough brings everything right, and writes nothing twice."""
    done = all_right(world)
    world.plex.requests.reset()
    assert door("sync", "--all").code == 0
    assert needless(world.plex.requests, done) == []
    assert all_right(world) == right_items(world)
    with open_database(door.folder / PLACE, now=0.0, owner=False) as database:
        assert database.problems() == []
    world.plex.requests.reset()
    assert door("sync", "--all").code == 0
    assert world.plex.writes == 0


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(0, id="no byte"),
        pytest.param(20_000, id="no room for the tables", marks=pytest.mark.slow),
        pytest.param(250_000, id="the log of the database cannot grow"),
        pytest.param(300_000, marks=pytest.mark.slow),
        pytest.param(350_000, marks=pytest.mark.slow),
    ],
)
def test_a_quota_ends_the_run_in_two_lines_and_the_next_one_does_the_rest(
    door: Door, world: World, most: int
) -> None:
    said = cramped(door, most, "sync", "--all")

    assert_refused(said, door.folder / PLACE, "ree s")
    assert_mends(door, world)


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[None]:
    """Mounts a small disk, or skips the test where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)  # noqa: S603  fixed words
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a disk needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607  fixed words


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)  # noqa: S603, S607  fixed words


@pytest.mark.parametrize("kilobytes", [64, pytest.param(300, marks=pytest.mark.slow)])
def test_a_full_disk_ends_the_run_in_two_lines_and_the_next_one_does_the_rest(
    door: Door, world: World, kilobytes: int
) -> None:
    place = door.folder / PLACE
    with small_disk(place, kilobytes):
        said = door("sync", "--all")

        assert_refused(said, place, "Free some space and start again")
        assert "The disk is full" in said.err
        remount(place, "size=20m")
        assert_mends(door, world)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Forbids writing to a folder, also to root."""
    if os.geteuid() == 0:
        remount(place, "ro")
        yield
        remount(place, "rw")
    else:
        place.chmod(0o500)
        yield
        place.chmod(0o700)


def test_a_folder_that_may_not_be_written_is_named_and_plex_is_not_touched(
    door: Door, world: World
) -> None:
    place = door.folder / PLACE
    with small_disk(place, 20_000):
        assert door("sync", "1").code == 0
        world.plex.requests.reset()
        with read_only(place):
            said = door("sync", "--all")

        assert_refused(said, place, "write access")
        assert world.plex.writes == 0
        assert_mends(door, world)


def test_statistics_that_cannot_be_saved_are_one_warning_and_no_more(
    door: Door, world: World
) -> None:
    (door.folder / PLACE / "stats.json.new").mkdir()

    said = finish(start(door.folder, "sync", "--all"))

    assert said.code == 0
    told = [line for line in said.err.splitlines() if "Cannot save the statistics" in line]
    assert len(told) == 1
    assert all_right(world) == right_items(world)


def with_output(door: Door, *words: str, out: IO[str] | int, err: IO[str] | int) -> Said:
    """Runs a command in a process with its output where it is told to go."""
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "stashplex", *words],
        cwd=door.folder,
        env=clean_environment(),
        stdout=out,
        stderr=err,
        text=True,
        check=False,
        timeout=50,
    )
    return Said(done.returncode, done.stdout or "", done.stderr or "")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("words", [("sync", "--all"), ("sync", "--all", "--json"), ("status",)])
def test_an_answer_that_cannot_be_written_is_told_and_the_work_is_done(
    door: Door, world: World, words: tuple[str, ...]
) -> None:
    with FULL.open("w") as full:
        said = with_output(door, *words, out=full, err=subprocess.PIPE)

    assert said.code == 2
    assert "Traceback" not in said.err
    first, second = said.err.splitlines()[-2:]
    assert "cannot be written to standard output (No space left on device)" in first
    assert "What the command did is kept." in second
    assert all_right(world) == (right_items(world) if words[0] == "sync" else set())


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("words", [("--version",), ("--help",), ("sync", "--help")])
def test_help_that_cannot_be_written_is_told_too(door: Door, words: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        said = with_output(door, *words, out=full, err=subprocess.PIPE)

    assert said.code == 2
    assert said.err.splitlines() == [
        "stashplex: The answer cannot be written (No space left on device).",
        "  Free some space there, or send it elsewhere.",
    ]


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is full")
def test_a_log_that_cannot_be_written_stops_nothing(door: Door, world: World) -> None:
    with FULL.open("w") as full:
        said = with_output(door, "sync", "--all", "--json", out=subprocess.PIPE, err=full)

    assert said.code == 0
    assert said.answer["changed"] == SCENES
    assert all_right(world) == right_items(world)
