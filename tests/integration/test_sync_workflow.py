"""What a run leaves behind for those who watch: statistics, their file, and the batch log."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.worlds import EVERYTHING, FakeClock, make_world, open_test_house, sync

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import World

PROCESSOR = "stashplex.worker.processor"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 12) as running:
        yield running


def kept(data_dir: Path) -> dict[str, object]:
    """Returns the statistics in the data folder."""
    found: dict[str, object] = json.loads((data_dir / "stats.json").read_text())
    return found


def fail_for_ever(world: World, scene: int) -> None:
    """Lets Plex fail at every edit of a scene's item."""
    item = str(world.plain[scene - 1].item)

    def edits_it(request: Request) -> bool:
        return request.method == "PUT" and request.asks("id") == item

    world.plex.inject(answer(database_error(), edits_it, times=None))


def add_a_twin(world: World, scene: int) -> None:
    """Moves a scene's file in Plex, and puts one of the same name and size beside it."""
    file = world.stash.scenes[scene].files[0]
    name = file.path.rpartition("/")[2]
    world.plex.move_file(world.plain[scene - 1].item, f"/data/moved/{name}")
    world.plex.add_item(1, [(f"/data/copies/{name}", file.size, None)])


class TestObservabilityIntegration:
    """Statistics, `stats.json` and the batch log of whole runs against both simulated servers."""

    def test_statistics_tell_of_a_sync_that_succeeded(self, house: House) -> None:
        result = sync(house)

        stats = kept(house.settings.data_dir)
        assert result.report.counts().changed == 12
        assert (stats["jobs_processed"], stats["jobs_succeeded"]) == (12, 12)
        assert (stats["high_confidence_matches"], stats["low_confidence_matches"]) == (12, 0)
        assert (stats["jobs_failed"], stats["jobs_to_dlq"], stats["errors_by_type"]) == (0, 0, {})

    def test_statistics_tell_of_a_sync_in_which_scenes_failed(
        self, house: House, world: World
    ) -> None:
        world.plex.behaviour.refused_items[world.plain[0].item] = 400
        fail_for_ever(world, 2)

        result = sync(house)

        stats = kept(house.settings.data_dir)
        assert result.report.counts().failed == {"PlexRejected": 1, "ServerFailed": 1}
        assert stats["errors_by_type"] == {"PlexRejected": 1, "ServerFailed": 6}
        assert (stats["jobs_succeeded"], stats["jobs_failed"], stats["jobs_to_dlq"]) == (10, 7, 2)

    def test_statistics_are_persisted_and_go_on_with_the_next_run(
        self, settings: Settings, world: World, clock: FakeClock
    ) -> None:
        with open_test_house(settings, clock) as house:
            sync(house)
        world.stash.edit_scene(3, title="Another Evening")
        clock.advance(3600)

        with open_test_house(settings, clock) as house:
            sync(house)

        stats = kept(settings.data_dir)
        assert (stats["jobs_processed"], stats["jobs_succeeded"]) == (13, 13)
        assert stats["session_start"] == clock.now()

    def test_a_run_that_finds_nothing_to_do_changes_no_figure(self, house: House) -> None:
        sync(house)
        before = kept(house.settings.data_dir)

        sync(house)

        after = kept(house.settings.data_dir)
        assert {**after, "session_start": 0.0} == {**before, "session_start": 0.0}

    def test_the_batch_log_counts_dead_letters_of_several_types(
        self, house: House, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        for scene in (1, 2):
            world.plex.behaviour.refused_items[world.plain[scene - 1].item] = 400
        add_a_twin(world, 3)
        world.plex.behaviour.refused_items[world.plain[3].item] = 409
        caplog.set_level(logging.INFO)

        sync(house, EVERYTHING)

        told = [one for one in caplog.records if one.name == PROCESSOR]
        assert [(one.levelname, one.getMessage()) for one in told if "DLQ" in one.getMessage()] == [
            ("WARNING", "DLQ contains 4 items: 3 PlexRejected, 1 AmbiguousMatch")
        ]
        summary = next(one for one in told if one.getMessage().startswith("Sync summary: "))
        assert summary.levelname == "INFO"
        assert "/10 succeeded (" in summary.getMessage()

    def test_the_next_run_names_what_is_dead_before_it_begins(
        self, settings: Settings, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.plex.behaviour.refused_items[world.plain[0].item] = 400
        with open_test_house(settings, clock) as house:
            sync(house)
        world.stash.edit_scene(5, title="Another Evening")
        caplog.clear()
        caplog.set_level(logging.INFO)

        with open_test_house(settings, clock) as house:
            sync(house)

        told = [one.getMessage() for one in caplog.records if one.name == PROCESSOR]
        assert told[0] == "DLQ contains 1 items: 1 PlexRejected"
        assert told[1].startswith("Dead letter: scene 1 (")
