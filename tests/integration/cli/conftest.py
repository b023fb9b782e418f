"""A world, and a front door that leads to it."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.beginnings import Beginning, brought_into_step
from tests.doors import Door, config_of
from tests.worlds import FakeClock

from stashplex.clock import SystemClock
from stashplex.demo.world import World
from stashplex.log import HANDLER_NAME

SCENES: Final = 36


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    """The world below, in step by the time of this machine."""
    clock = FakeClock()
    clock.jump(SystemClock().now() - clock.now())
    return brought_into_step(World.build(SCENES), clock, tmp_path_factory.mktemp("in_step"))


@pytest.fixture
def in_step() -> None:
    """Tells `world` and `door` that everything was synced before."""


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Runs both servers with thirty scenes, odd ones among them."""
    if in_step.__name__ not in request.fixturenames:
        with World.build(SCENES) as world:
            yield world
        return
    beginning: Beginning = request.getfixturevalue("beginning")
    with beginning.again(tmp_path / "data") as (world, _):
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
