"""Killed again and again at any moment: one run afterwards brings every scene right."""

import os
import random
from pathlib import Path

import pytest
from tests.doors import Door
from tests.faults.series import Series, all_right
from tests.worlds import FakeClock, make_world

from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.targets import Targets

SLOW = [pytest.mark.slow, pytest.mark.timeout(3000)]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")


@pytest.mark.parametrize(
    ("kills", "scenes", "semantics"),
    [
        (6, 18, TagSemantics.REPLACE),
        pytest.param(40, 100, TagSemantics.MERGE, marks=SLOW),
        pytest.param(200, 400, TagSemantics.REPLACE, marks=SLOW),
    ],
)
def test_after_a_series_of_kills_one_run_brings_every_scene_right(
    door: Door, clock: FakeClock, kills: int, scenes: int, semantics: TagSemantics
) -> None:
    chance = random.Random(f"{kills} kills")  # noqa: S311  a series, not a secret
    plex = SimulatedPlex(behaviour=Behaviour(tag_semantics=semantics))
    with make_world(clock, scenes, plex=plex) as world:
        series = Series(world, clock, door.folder, chance)
        began = world.plex.snapshot()
        while series.kills < kills:
            series.kill_one()
            series.edit(scenes // 6)
        answer = series.whole_run()
        assert (answer["failed"], answer["waiting"], answer["left"]) == ({}, {}, {})
        assert all_right(world) == {one.item for one in world.plain}
        assert_sound(door.folder)

        series.edit_all()
        assert series.whole_run()["changed"] == scenes
        assert series.done() == {one.item for one in world.plain}
        assert series.whole_run()["unchanged"] == scenes
        assert world.plex.writes == 0

        undo_all(door)
        assert world.plex.snapshot() == began
        assert series.whole_run()["changed"] == 0
        assert world.plex.writes == 0
        assert_sound(door.folder)
        print(f"{series.kills} kills in {series.starts} starts, {scenes} scenes")  # noqa: T201  a figure to read


def undo_all(door: Door) -> None:
    """Undoes every run, the newest first."""
    runs = door("runs", "--limit", "100000", "--json").answer["runs"]
    for run in sorted((one["run_id"] for one in runs), reverse=True):
        said = door("undo", str(run), "--json")
        assert (said.code, said.answer["left"], said.answer["failed"]) == (0, {}, {}), said.all


def assert_sound(folder: Path) -> None:
    """Fails where the database is damaged, or a scene is dead that nobody had a complaint about."""
    with open_database(folder / "data", now=0.0, owner=False) as database:
        assert database.problems() == []
        target = Targets(database).of()
        assert target is not None
        assert DeadLetterQueue(database, target.id).list() == []
