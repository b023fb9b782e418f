"""Test furniture for the front door: commands run in this process, and what they said."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stashplex.cli.door import main
from stashplex.demo.world import World

SECRETS = ("simulated-stash-key-1", "simulated-plex-token-1", "wrong-token-4711", "wrong-key-4711")
CONFIG = "stashplex.toml"


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:  # noqa: ANN401  whatever shape the command answers with
        """The JSON object in the last line of stdout."""
        return json.loads(self.out.splitlines()[-1])

    @property
    def all(self) -> str:
        """Everything that was said."""
        return self.out + self.err


def config_of(world: World, **changes: str) -> str:
    """Returns a configuration for a world; `stash_url` and its like replace what is right."""
    values = {
        "stash_url": world.stash.url,
        "stash_key": world.stash.api_key,
        "plex_url": world.plex.url,
        "plex_token": world.plex.token,
        "libraries": "[]",
    } | changes
    return f"""\
data_dir = "data"
[stash]
url = "{values["stash_url"]}"
api_key = "{values["stash_key"]}"
[plex]
url = "{values["plex_url"]}"
token = "{values["plex_token"]}"
libraries = {values["libraries"]}
"""


@dataclass(slots=True)
class Door:
    """Runs commands in a folder of their own."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def configure(self, text: str) -> None:
        """Writes the configuration, readable by its owner alone."""
        path = self.folder / CONFIG
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)

    def __call__(self, *words: str) -> Said:
        """Runs a command; whatever it says holds no secret and no traceback."""
        self.capture.readouterr()
        code = main(words)
        out, err = self.capture.readouterr()
        said = Said(code, out, err)
        assert_harmless(said.all)
        return said


def assert_harmless(text: str) -> None:
    """Fails where a text shows a secret, or a traceback."""
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Traceback" not in text


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Starts the command in a process of its own, with pipes for what it says."""
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "stashplex", *words],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finish(process: subprocess.Popen[str]) -> Said:
    """Waits for the end of a process and returns what it said."""
    out, err = process.communicate(timeout=50)
    assert_harmless(out + err)
    return Said(process.returncode, out, err)


def clean_environment() -> dict[str, str]:
    """Returns the environment without any setting of ours."""
    return {name: text for name, text in os.environ.items() if not name.startswith("STASHPLEX_")}
