"""Fixtures for every test: no settings from outside, and a house against a small world.

A module that needs another world, or other settings, overrides the fixture `world` or `settings`.
"""

import logging
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.worlds import FakeClock, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.demo.world import World
from stashplex.log import HANDLER_NAME

pytest_plugins = ["tests.postgres"]

FOLDERS_ARE_IN: Final = "PYTEST_DEBUG_TEMPROOT"
MEMORY: Final = Path("/dev/shm")  # noqa: S108  where pytest makes private folders
ROOM: Final = 1 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the folders of tests in memory where there is room.

    Otherwise each transaction waits for a disk; what only a power cut could show is tried by none.
    """
    del config
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ.setdefault(FOLDERS_ARE_IN, str(MEMORY))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets a report with hostile text travel from one test process to another."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections
    ]
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuses cases given as a set: every process of a run must collect them in one order."""
    for marker in metafunc.definition.iter_markers("parametrize"):
        assert not isinstance(marker.args[1], set | frozenset), metafunc.definition.nodeid


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("STASHPLEX_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_log_set_up_by_others() -> Iterator[None]:
    ours, root = logging.getLogger("stashplex"), logging.getLogger()
    level = ours.level
    yield
    ours.setLevel(level)
    for handler in [one for one in root.handlers if one.get_name() == HANDLER_NAME]:
        root.removeHandler(handler)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def house(settings: Settings, clock: FakeClock) -> Iterator[House]:
    with open_test_house(settings, clock) as opened:
        yield opened
