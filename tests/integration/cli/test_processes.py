"""The command as a process of its own: signals, pipes and terminals."""

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from tests.doors import Door, Said, assert_harmless, clean_environment, finish, start

from stashplex.demo.http_faults import hang, is_method
from stashplex.demo.world import World

pytestmark = pytest.mark.faults

ONE_PUT = is_method("PUT")
SCENES = 12


@pytest.fixture
def world() -> Iterator[World]:
    """Runs both servers with few scenes: a process takes long enough to start."""
    with World.build(SCENES, odd_ones=()) as running:
        yield running


def interrupted_in_a_write(door: Door, world: World, *words: str) -> subprocess.Popen[str]:
    """Starts a sync and presses Ctrl-C while Plex holds a write back."""
    write = world.plex.inject(hang(ONE_PUT))
    process = start(door.folder, *words)
    assert write.reached.wait(30)
    process.send_signal(signal.SIGINT)
    said_so = next(line for line in process.stderr or () if "Stopping" in line)
    assert "once more Ctrl-C ends at once" in said_so
    return process


def test_ctrl_c_stops_between_two_writes_and_says_what_was_done(door: Door, world: World) -> None:
    process = interrupted_in_a_write(door, world, "sync", "--all", "--json")
    world.plex.heal()

    said = finish(process)

    assert said.code == 130
    assert said.answer["interrupted"]
    assert said.answer["changed"] == 1
    assert said.answer["waiting"]["interrupted"] > 0
    assert "interrupted; what was done is kept" in said.err
    rest = door("sync", "--json").answer
    assert rest["changed"] == said.answer["waiting"]["interrupted"]


def test_a_second_ctrl_c_ends_at_once_and_loses_nothing(door: Door, world: World) -> None:
    process = interrupted_in_a_write(door, world, "sync", "--all")
    process.send_signal(signal.SIGINT)

    said = finish(process)
    world.plex.heal()

    assert said.code == 130
    assert "Interrupted; what was done is kept." in said.err
    assert door("sync", "--all", "--json").answer["failed"] == {}


def test_json_is_the_last_line_of_stdout_and_all_else_is_on_stderr(door: Door) -> None:
    said = finish(start(door.folder, "sync", "--all", "--json"))

    assert said.code == 0
    assert len(said.out.splitlines()) == 1
    assert said.answer["scenes"] == SCENES
    assert "Sync summary: 10/10 succeeded" in said.err


def test_without_a_terminal_there_is_no_colour_and_no_bar(door: Door) -> None:
    said = finish(start(door.folder, "sync", "--all"))

    assert "\x1b" not in said.all
    assert f"Comparing and writing: {SCENES} scenes" in said.err
    assert [line for line in said.out.splitlines() if line != line.rstrip()] == []


def test_where_only_plain_letters_can_be_shown_good_looks_unlike_bad(
    door: Door, world: World
) -> None:
    world.plex.stop()
    process = subprocess.run(
        [sys.executable, "-m", "stashplex", "doctor"],
        cwd=door.folder,
        env=clean_environment() | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        encoding="ascii",
        check=False,
    )

    lines = process.stdout.splitlines()
    assert any(line.startswith("+  Stash ") for line in lines)
    assert any(line.startswith("x  Plex ") for line in lines)
    assert "> Check that it is running" in process.stdout


@pytest.mark.parametrize(
    ("words", "first"), [("sync --all --dry-run", "Scene "), ("sync --help", "Usage: ")]
)
def test_nobody_reading_on_is_no_error(door: Door, words: str, first: str) -> None:
    with start(door.folder, *words.split()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(first)
        process.stdout.close()
        err = process.stderr.read()

    assert process.returncode == 0
    assert_harmless(err)
    assert "Broken" not in err


def test_the_version_needs_no_configuration(bare_door: Door) -> None:
    said = finish(start(bare_door.folder, "--version"))

    assert (said.code, said.err) == (0, "")
    assert said.out


@pytest.mark.parametrize("words", [("--help",), ("sync", "--help")])
def test_help_needs_no_configuration(bare_door: Door, words: tuple[str, ...]) -> None:
    said = bare_door(*words)

    assert (said.code, said.err) == (0, "")
    assert said.out


def on_a_terminal(door: Door, *words: str) -> Said:
    """Runs the command on a terminal of 80 columns, and returns all that it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "stashplex", *words],
        cwd=door.folder,
        env=clean_environment() | {"TERM": "xterm-256color", "COLUMNS": "80"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = bytearray()
    reader = threading.Thread(target=read_all, args=(ours, shown))
    reader.start()
    code = process.wait(50)
    reader.join()
    os.close(ours)
    text = shown.decode()
    assert_harmless(text)
    return Said(code, text, "")


def read_all(terminal: int, shown: bytearray) -> None:
    """Reads a terminal until its other end is closed."""
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # how a terminal says that nobody holds its other end
        return


def test_on_a_terminal_a_bar_hides_what_is_only_information(door: Door) -> None:
    said = on_a_terminal(door, "sync", "--all")

    assert said.code == 0
    assert "\x1b[" in said.out
    assert "Comparing and writing" in said.out
    assert f"/{SCENES}" in said.out
    assert "Sync summary" not in said.out
    assert str(SCENES) in said.out


def test_on_a_terminal_warnings_are_shown_above_the_bar(door: Door, world: World) -> None:
    world.plex.behaviour.refused_items[world.plain[0].item] = 400

    said = on_a_terminal(door, "sync", "--all")

    assert said.code == 1
    assert "failed: PlexRejected" in said.out


def test_verbose_tells_every_step_and_where_an_error_came_from(bare_door: Door) -> None:
    process = start(bare_door.folder, "-v", "sync", "--all")
    out, err = process.communicate(timeout=50)

    assert (process.returncode, out) == (2, "")
    assert "plex.token is missing" in err
