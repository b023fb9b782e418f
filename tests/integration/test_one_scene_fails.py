"""One scene that fails never keeps the others from being written."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.plain_expectations import told
from tests.integration.reading_back import read_back, upload_key
from tests.integration.runs import counts_of, sum_of, watched
from tests.worlds import BARE, FakeClock, make_world, open_test_house, settings_for

from stashplex.config import Settings
from stashplex.core.report import CHANGED, failed
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import answer, garble, is_method
from stashplex.demo.http_messages import Request as Asked
from stashplex.demo.http_messages import Response
from stashplex.demo.pictures import picture
from stashplex.demo.plex import database_error
from stashplex.demo.world import World
from stashplex.worker.stats import SyncStats

pytestmark = pytest.mark.faults

SCENES = 12


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def bad(world: World) -> Placed:
    return world.plain[5]


def dead_letter(settings: Settings, clock: FakeClock) -> tuple[int, str, str]:
    """Returns scene, error type and message of the only dead letter."""
    with open_test_house(settings, clock) as house:
        (letter,) = house.store.dead_letters.list()
        return letter.scene, letter.error_type, letter.message


def assert_others_are_right(world: World, bad: Placed) -> None:
    others = {one.item: world.stash.scenes[one.scene] for one in world.plain if one is not bad}
    for item, shown in read_back(world.plex, others).items():
        assert (shown.title, shown.summary) == (others[item].title, others[item].details)


@pytest.mark.parametrize(
    "refusal",
    [
        (400, "PlexRejected", "400: Bad Request"),
        (409, "PlexRejected", "409: Conflict"),
        (500, "ServerFailed", "500: Database error"),
    ],
)
def test_a_scene_that_plex_never_takes_ends_dead_with_the_servers_words(
    world: World,
    settings: Settings,
    clock: FakeClock,
    bad: Placed,
    refusal: tuple[int, str, str],
) -> None:
    status, error_type, words = refusal
    world.plex.behaviour.refused_items[bad.item] = status
    result, _ = watched(world, settings, clock)
    counts = counts_of(result)
    assert (counts.changed, counts.failed) == (SCENES - 1, {error_type: 1})
    assert sum_of(counts) == SCENES
    assert result.report.ended(bad.scene) == failed(error_type)
    scene, kind, message = dead_letter(settings, clock)
    assert (scene, kind) == (bad.scene, error_type)
    assert words in message
    assert_others_are_right(world, bad)


def test_it_stays_dead_and_asks_plex_nothing_until_stash_changes_it(
    world: World, settings: Settings, clock: FakeClock, bad: Placed
) -> None:
    world.plex.behaviour.refused_items[bad.item] = 400
    watched(world, settings, clock)
    again, sent = watched(world, settings, clock)
    assert again.report.ended(bad.scene) == failed("PlexRejected")
    assert sent.writes == []
    del world.plex.behaviour.refused_items[bad.item]
    assert watched(world, settings, clock)[1].writes == []
    world.stash.edit_scene(bad.scene, title="Another title")
    revived, _ = watched(world, settings, clock)
    assert revived.report.ended(bad.scene) == CHANGED
    assert counts_of(watched(world, settings, clock)[0]).failed == {}


def test_a_scene_whose_cover_stash_never_gives_is_dead_in_the_end(
    world: World, settings: Settings, clock: FakeClock, bad: Placed
) -> None:
    cover = f"/scene/{bad.scene}/screenshot"
    world.stash.set_cover(bad.scene, b"\x89PNG\r\n\x1a\n a picture")
    world.stash.inject(
        answer(Response(500, {}, b"no"), is_method("GET", path_prefix=cover), times=None)
    )
    result, _ = watched(world, settings, clock)
    counts = counts_of(result)
    assert (counts.changed, counts.failed) == (SCENES - 1, {"ServerFailed": 1})
    assert_others_are_right(world, bad)


def test_a_poster_that_plex_refuses_keeps_no_words_back_and_locks_nothing(
    world: World, settings: Settings, clock: FakeClock, bad: Placed
) -> None:
    world.stash.set_cover(bad.scene, picture(1))
    uploads = is_method("POST", path_prefix=f"/library/metadata/{bad.item}/posters")
    world.plex.inject(answer(Response(400, {}, b"no picture"), uploads, times=None))
    result, _ = watched(world, settings, clock)
    assert result.report.ended(bad.scene) == failed("PlexRejected")
    expected = told(world.stash.scenes[bad.scene])
    shown = read_back(world.plex, [bad.item])[bad.item]
    assert (shown.title, shown.genres, shown.poster) == (expected.title, expected.genres, "")
    assert "thumb" not in shown.locks
    world.plex.heal()
    world.stash.set_cover(bad.scene, picture(2))
    result, _ = watched(world, settings, clock)
    assert result.report.left() == {}
    assert read_back(world.plex, [bad.item])[bad.item].poster == upload_key(picture(2))


def test_a_poster_that_fails_once_arrives_within_the_run(
    world: World, settings: Settings, clock: FakeClock, bad: Placed
) -> None:
    world.stash.set_cover(bad.scene, picture(1))
    uploads = is_method("POST", path_prefix=f"/library/metadata/{bad.item}/posters")
    world.plex.inject(answer(database_error(), uploads, times=2))
    result, _ = watched(world, settings, clock)
    assert result.report.ended(bad.scene) == CHANGED
    shown = read_back(world.plex, [bad.item])[bad.item]
    assert shown == told(world.stash.scenes[bad.scene])


def test_a_scene_that_fails_now_and_then_succeeds_within_the_run(
    world: World, settings: Settings, clock: FakeClock, bad: Placed
) -> None:
    def edits_it(asked: Asked) -> bool:
        return asked.method == "PUT" and asked.asks("id") == str(bad.item)

    world.plex.inject(answer(database_error(), edits_it, times=2))
    world.plex.inject(garble(is_method("GET", path_prefix="/library/metadata/"), times=1))
    result, _ = watched(world, settings, clock)
    counts = counts_of(result)
    assert (counts.changed, counts.failed) == (SCENES, {})
    assert_others_are_right(world, world.plain[0])


def test_the_run_counts_what_failed_and_the_statistics_say_so(
    world: World,
    settings: Settings,
    clock: FakeClock,
    bad: Placed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="stashplex")
    other = world.plain[7]
    world.plex.behaviour.refused_items.update({bad.item: 400, other.item: 500})
    counts = counts_of(watched(world, settings, clock)[0])
    assert counts.failed == {"PlexRejected": 1, "ServerFailed": 1}
    stats = SyncStats.load_from_file(settings.data_dir / "stats.json")
    assert stats.jobs_succeeded == SCENES - 2
    assert stats.jobs_to_dlq == 2
    assert stats.errors_by_type == {"PlexRejected": 1, "ServerFailed": 6}
    assert counts_of(watched(world, settings, clock, BARE)[0]).failed == {}
    assert "DLQ contains 2 items: 1 PlexRejected, 1 ServerFailed" in caplog.messages
