"""Killed at any moment, undo still restores what stood there: of a sync, and of itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.killing import die_at
from tests.integration.runs import watched
from tests.integration.undoing import run_of, shown, synced, undo
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.config import Settings
from stashplex.demo.plex import ItemSnapshot
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")

SCENES = 6
RECONCILE = Request(everything=True, verify=True, work=False)
MOMENTS = [
    "uploaded:3",
    "put:4",
    pytest.param("intended:1", marks=pytest.mark.slow),
    pytest.param("intended:5", marks=pytest.mark.slow),
    pytest.param("uploaded:1", marks=pytest.mark.slow),
    pytest.param("uploaded:6", marks=pytest.mark.slow),
    pytest.param("put:1", marks=pytest.mark.slow),
    pytest.param("put:6", marks=pytest.mark.slow),
]


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def before(world: World) -> dict[int, ItemSnapshot]:
    return shown(world)


@pytest.mark.parametrize("moment", MOMENTS)
def test_undo_restores_what_a_killed_sync_had_written(
    world: World,
    settings: Settings,
    clock: FakeClock,
    before: dict[int, ItemSnapshot],
    moment: str,
) -> None:
    die_at(settings, moment)
    result = undo(settings, clock, 1)
    assert (result.left, result.failed) == ({}, {})
    assert shown(world) == before


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_undo_that_was_killed_and_is_run_again_finishes(
    world: World,
    settings: Settings,
    clock: FakeClock,
    before: dict[int, ItemSnapshot],
    moment: str,
) -> None:
    run = synced(settings, clock)
    after = shown(world)
    die_at(settings, moment, undoes=run)

    finished = undo(settings, clock, run)

    assert (finished.left, finished.failed) == ({}, {})
    assert shown(world) == before
    result, sent = watched(world, settings, clock, RECONCILE)
    assert sent.writes == []
    assert not result.put
    undo(settings, clock, run_of(finished))
    undo(settings, clock, run + 1)
    assert shown(world) == after


@pytest.mark.parametrize("moment", ["uploaded:2", pytest.param("put:2", marks=pytest.mark.slow)])
def test_after_a_killed_undo_a_sync_writes_back_nothing_that_was_undone(
    world: World,
    settings: Settings,
    clock: FakeClock,
    before: dict[int, ItemSnapshot],
    moment: str,
) -> None:
    run = synced(settings, clock)
    die_at(settings, moment, undoes=run)
    assert watched(world, settings, clock, Request(everything=True, verify=True))[1].writes == []
    undo(settings, clock, run)
    assert shown(world) == before
