"""A world, and a front door that leads to it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors import Door, config_of

from stashplex.demo.world import World
from stashplex.log import HANDLER_NAME


@pytest.fixture
def world() -> Iterator[World]:
    """Runs both servers with thirty scenes, odd ones among them."""
    with World.build(36) as world:
        yield world


@pytest.fixture
def bare_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Door]:
    """Opens the front door of a machine that knows of no server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "STASHPLEX_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    ours, root = logging.getLogger("stashplex"), logging.getLogger()
    level = ours.level
    yield Door(tmp_path, capsys)
    ours.setLevel(level)
    for handler in [one for one in root.handlers if one.get_name() == HANDLER_NAME]:
        root.removeHandler(handler)


@pytest.fixture
def door(bare_door: Door, world: World) -> Door:
    """Opens the front door of a machine that is configured for the world."""
    bare_door.configure(config_of(world))
    return bare_door
