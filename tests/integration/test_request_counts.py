"""What a sync costs, in requests to Plex: counts only, never time."""

from pathlib import Path

import pytest
from tests.integration.runs import Sent, counts_of, watched
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.config.settings import FieldsTable
from stashplex.demo.world import Layout

SCENES = 100
COVERS_FOR_ALL = Layout(cover_share=1.0)


def first_and_second(tmp_path: Path, clock: FakeClock, *, poster: bool) -> tuple[Sent, Sent]:
    """Returns what a first and a second sync of a whole library send."""
    with make_world(clock, SCENES, layout=COVERS_FOR_ALL) as world:
        settings = settings_for(world, tmp_path / "data", fields=FieldsTable(poster=poster))
        result, first = watched(world, settings, clock)
        assert counts_of(result).changed == SCENES
        result, second = watched(world, settings, clock)
        assert counts_of(result).unchanged == SCENES
    return first, second


def test_a_first_sync_with_covers_takes_two_writes_and_little_more_than_a_read_per_scene(
    tmp_path: Path, clock: FakeClock
) -> None:
    first, second = first_and_second(tmp_path, clock, poster=True)
    assert len(first.writes) <= 2.05 * SCENES
    assert len(first.reads) <= 1.3 * SCENES
    assert second.writes == []
    assert len(second.reads) <= 0.1 * SCENES


def test_a_first_sync_without_covers_takes_one_write_and_a_fifth_of_a_read_per_scene(
    tmp_path: Path, clock: FakeClock
) -> None:
    first, second = first_and_second(tmp_path, clock, poster=False)
    assert len(first.writes) <= 1.0 * SCENES
    assert len(first.reads) <= 0.2 * SCENES
    assert second.writes == []
    assert len(second.reads) <= 0.1 * SCENES


@pytest.mark.parametrize("scenes", [50, 100])
def test_reads_of_a_second_sync_grow_by_pages_and_not_by_scenes(
    tmp_path: Path, clock: FakeClock, scenes: int
) -> None:
    with make_world(clock, scenes, layout=Layout(cover_share=0.0)) as world:
        settings = settings_for(world, tmp_path / "data")
        watched(world, settings, clock)
        _, second = watched(world, settings, clock)
    assert len(second.reads) <= 5
