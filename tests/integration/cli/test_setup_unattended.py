"""`stashplex setup` where nobody can be asked: by options and environment, or not at all."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors import CONFIG, Door, assert_harmless, clean_environment, finish, start

from stashplex.demo.world import Layout, World

LAYOUT = Layout(stash_roots=("/data/clips",), plex_roots=("/media/clips",))


@pytest.fixture
def world() -> Iterator[World]:
    with World.build(12, layout=LAYOUT, odd_ones=()) as running:
        yield running


@pytest.fixture
def told(bare_door: Door, world: World, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setenv("STASHPLEX_STASH__API_KEY", world.stash.api_key)
    monkeypatch.setenv("STASHPLEX_PLEX__TOKEN", world.plex.token)
    return bare_door


def words(world: World) -> list[str]:
    return ["setup", "--stash", world.stash.url, "--plex", world.plex.url, "--yes"]


def test_in_a_pipe_it_says_what_to_give(bare_door: Door) -> None:
    said = finish(start(bare_door.folder, "setup"))

    assert said.code == 2
    assert "input is no terminal" in said.err
    for word in ("--stash", "--plex", "--yes", "STASHPLEX_PLEX__TOKEN"):
        assert word in said.err


def test_what_is_missing_is_named(bare_door: Door) -> None:
    said = bare_door("setup", "--yes", "--json")

    assert said.code == 2
    assert "setup: the address of Stash (--stash) and " in said.answer["error"]["message"]
    assert said.answer["error"]["message"].endswith("are not given.")
    assert "STASHPLEX_PLEX__TOKEN" in said.answer["error"]["message"]


def test_with_everything_given_it_writes_the_file_and_nothing_to_plex(
    told: Door, world: World
) -> None:
    file = told.folder / "mine.toml"

    said = told("--config", str(file), *words(world), "--json")

    assert said.code == 0
    assert said.answer["config"] == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(file.read_text())["paths"] == [{"stash": "/data", "plex": "/media"}]
    assert world.plex.writes == 0


def test_a_second_time_it_changes_nothing(told: Door, world: World) -> None:
    told("--config", CONFIG, *words(world))
    before = (told.folder / CONFIG).stat().st_mtime_ns

    said = told("--config", CONFIG, "setup", "--yes", "--json")

    assert said.code == 0
    assert said.answer["copy"] is None
    assert (told.folder / CONFIG).stat().st_mtime_ns == before


def test_the_first_thing_that_is_wrong_ends_it(told: Door, world: World) -> None:
    world.plex.revoke_token()

    said = told(*words(world), "--json")

    assert said.code == 3
    assert said.answer["error"]["type"] == "CredentialsRefused"
    assert not (told.folder / "home" / ".config").exists()


def test_a_library_that_is_not_there_is_refused(told: Door, world: World) -> None:
    said = told(*words(world), "--library", "Attic", "--json")

    assert said.code == 2
    assert "'Videos'" in said.answer["error"]["remedy"]


def test_a_file_that_cannot_be_written_is_named(told: Door, world: World) -> None:
    (told.folder / "a-file").write_text("")

    said = told("--config", str(told.folder / "a-file" / "c.toml"), *words(world), "--json")

    assert said.code == 2
    assert said.answer["error"]["type"] == "ConfigError"


def test_a_broken_configuration_is_refused_before_anything_is_asked(told: Door) -> None:
    (told.folder / CONFIG).write_text("[stash\n")

    said = told("setup", "--yes", "--json")

    assert said.code == 2
    assert CONFIG in said.answer["error"]["message"]
    assert (told.folder / CONFIG).read_text() == "[stash\n"


class Terminal:
    """The command in a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = pty.openpty()
        self._line = ours
        self.shown = ""
        environment = clean_environment() | {"HOME": str(folder), "TERM": "dumb", "COLUMNS": "100"}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stashplex", "setup"],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509  one thread, and nothing but system calls
        )
        os.close(theirs)

    def until(self, words: str) -> None:
        """Reads until these words are shown."""
        while words not in self.shown:
            assert select.select([self._line], [], [], 30)[0], self.shown
            self.shown += os.read(self._line, 65536).decode()

    def types(self, text: str) -> None:
        """Types a text."""
        os.write(self._line, text.encode())

    def end(self) -> int:
        """Returns the exit code, after everything was read."""
        try:
            while part := os.read(self._line, 65536):
                self.shown += part.decode()
        except OSError:  # how a terminal says that nobody writes to it any more
            pass
        os.close(self._line)
        return self.process.wait(30)


def take_terminal() -> None:
    """Makes the terminal of this process the one that sends it Ctrl-C.

    Whoever runs the tests in the background may have it ignored, and what it starts inherits that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_in_a_terminal_a_secret_is_not_shown_and_ctrl_c_leaves_all_as_it_was(
    tmp_path: Path, world: World
) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("Address of Stash [http://localhost:9999]")
    terminal.types(f"{world.stash.url}\n")
    terminal.until("API key of Stash")
    terminal.types(f"{world.stash.api_key}\n")
    terminal.until("12 scenes, with its key")
    terminal.until("How [1]: ")
    terminal.types("\x03")

    assert terminal.end() == 130
    assert_harmless(terminal.shown)
    assert "the configuration and Plex are as they were" in terminal.shown
    assert not (tmp_path / ".config").exists()
