"""The worker: what it counts, what it logs, and what processing one job gives."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.worker.at_work import A_PUT, AtWork, fail, refuse
from tests.worlds import FakeClock, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.config.settings import SyncTable
from stashplex.core.errors import AmbiguousMatch, NotInPlex, ServerFailed
from stashplex.core.job import Priority
from stashplex.demo.http_faults import call
from stashplex.demo.world import Layout, World
from stashplex.worker.gate import Gate
from stashplex.worker.processor import SyncWorker
from stashplex.worker.stats import SyncStats

PROCESSOR = "stashplex.worker.processor"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 21, layout=Layout(cover_share=0.0)) as running:
        yield running


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Returns what the worker said at a level."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == PROCESSOR and record.levelno == level
    ]


def copy_of(world: World, scene: int) -> None:
    """Puts a second item into Plex that could be a scene's just as well."""
    file = world.stash.scenes[scene].files[0]
    world.plex.move_file(world.plain[scene - 1].item, f"/data/elsewhere/{file.path}")
    name = file.path.rpartition("/")[2]
    world.plex.add_item(1, [(f"/data/copies/{name}", file.size, None)])


def test_statistics_start_at_nought_and_know_their_session(
    at_work: AtWork, clock: FakeClock
) -> None:
    assert at_work.worker._stats == SyncStats(session_start=clock.now())


def test_a_worker_without_a_data_folder_counts_in_memory_alone(
    house: House, tmp_path: Path
) -> None:
    parts = house.parts
    gate = Gate(parts.stash, parts.plex, parts.clock, parts.random)
    worker = SyncWorker(parts, house.library, gate)
    house.store.queue.put(1, "test", Priority.BULK, now=parts.clock.now())

    worker.run_until_empty()

    assert worker.stats.jobs_succeeded == 1
    assert not list(tmp_path.rglob("stats.json"))


def test_statistics_are_loaded_from_the_data_folder(settings: Settings, house: House) -> None:
    before = SyncStats(session_start=1.0)
    before.record_success(0.5)
    before.record_failure("ServerFailed", 0.5)
    before.save_to_file(settings.data_dir / "stats.json")

    stats = AtWork.in_house(house).worker._stats

    assert (stats.jobs_processed, stats.jobs_succeeded) == (2, 1)
    assert stats.errors_by_type == {"ServerFailed": 1}


def test_a_success_is_recorded_with_its_confidence(at_work: AtWork) -> None:
    at_work.run(1)

    stats = at_work.worker._stats
    assert (stats.jobs_processed, stats.jobs_succeeded) == (1, 1)
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (1, 0)


def test_a_guess_is_recorded_with_low_confidence(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    copy_of(world, 1)
    settings = settings_for(world, tmp_path / "data", sync=SyncTable(strict_matching=False))
    with open_test_house(settings, clock) as house:
        at_work = AtWork.in_house(house)

        at_work.run(1)

    stats = at_work.worker._stats
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (0, 1)


def test_a_scene_that_needs_no_match_is_a_success_without_confidence(
    at_work: AtWork, world: World
) -> None:
    world.stash.delete_scene(1)

    at_work.run(1)

    stats = at_work.worker._stats
    assert stats.jobs_succeeded == 1
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (0, 0)
    assert at_work.endings() == {1: ("skipped", "scene_gone")}
    assert at_work.row(1) is None


def test_a_transient_failure_is_recorded_and_tried_again(at_work: AtWork, world: World) -> None:
    fail(world, 1, times=1)

    at_work.once(1)

    stats = at_work.worker._stats
    assert (stats.jobs_processed, stats.jobs_failed, stats.jobs_to_dlq) == (1, 1, 0)
    assert stats.errors_by_type == {"ServerFailed": 1}
    assert at_work.waiting(1).attempts == 1


def test_a_permanent_failure_is_recorded_as_a_dead_letter(at_work: AtWork, world: World) -> None:
    refuse(world, 1)

    at_work.run(1)

    stats = at_work.worker._stats
    assert (stats.jobs_processed, stats.jobs_failed, stats.jobs_to_dlq) == (1, 1, 1)
    assert stats.errors_by_type == {"PlexRejected": 1}
    assert at_work.dead() == {1: "PlexRejected"}


def test_exhausted_retries_are_recorded_as_a_dead_letter(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    fail(world, 1)

    at_work.run(1, 2)

    stats = at_work.worker._stats
    assert at_work.dead() == {1: "ServerFailed"}
    assert stats.errors_by_type == {"ServerFailed": 6}
    assert (stats.jobs_failed, stats.jobs_to_dlq, stats.jobs_succeeded) == (6, 1, 1)
    assert len(clock.waits) == 5
    assert all(wait < ceiling for wait, ceiling in zip(clock.waits, (2, 4, 8, 16, 32), strict=True))


def test_what_waits_for_an_item_is_not_recorded(at_work: AtWork, world: World) -> None:
    world.plex.remove_item(world.plain[0].item)

    at_work.run(1)

    assert at_work.worker._stats.jobs_processed == 0
    assert at_work.endings() == {1: ("waiting", "not_in_plex")}


def test_the_time_of_a_job_is_its_own_and_its_share_of_the_reading(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    world.plex.inject(call(lambda _: clock.advance(4.0), lambda one: "/metadata/" in one.path, 2))
    world.plex.inject(call(lambda _: clock.advance(1.0), A_PUT, times=None))

    at_work.run(1, 2)

    assert at_work.worker._stats.total_processing_time == 4.0 + 4.0 + 1.0 + 1.0


def test_every_ten_jobs_are_summed_up_in_exact_lines(
    at_work: AtWork, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    world.plex.inject(call(lambda _: clock.advance(0.25), A_PUT, times=None))
    caplog.set_level(logging.INFO)

    for scene in range(1, 10):
        at_work.run(scene)
    assert lines(caplog, logging.INFO) == []
    at_work.run(10)

    figures = {
        "processed": 10,
        "succeeded": 10,
        "failed": 0,
        "to_dlq": 0,
        "success_rate": "100.0%",
        "avg_time_ms": 250,
        "high_confidence": 10,
        "low_confidence": 0,
        "errors_by_type": {},
    }
    assert lines(caplog, logging.INFO) == [
        "Sync summary: 10/10 succeeded (100.0%), avg 250ms, confidence: 10 high / 0 low",
        f"Stats: {json.dumps(figures)}",
    ]
    assert lines(caplog, logging.WARNING) == []


def test_failures_count_towards_the_ten(
    at_work: AtWork, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    refuse(world, 1)

    at_work.run(*range(1, 11))

    summary, figures = lines(caplog, logging.INFO)
    assert summary.startswith("Sync summary: 9/10 succeeded (90.0%), avg ")
    assert json.loads(figures.removeprefix("Stats: "))["errors_by_type"] == {"PlexRejected": 1}


def test_every_ten_counts_this_session_alone(
    at_work: AtWork, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    at_work.run(*range(1, 6))
    second = AtWork.in_house(house)

    second.run(*range(6, 15))
    assert lines(caplog, logging.INFO) == []
    second.run(15)

    assert lines(caplog, logging.INFO)[0].startswith("Sync summary: 15/15 succeeded (100.0%)")


def test_twenty_jobs_are_summed_up_twice(at_work: AtWork, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    at_work.run(*range(1, 21))

    told = [line.split(" (")[0] for line in lines(caplog, logging.INFO) if "summary" in line]
    assert told == ["Sync summary: 10/10 succeeded", "Sync summary: 20/20 succeeded"]


def test_dead_letters_are_counted_in_the_summary_by_type(
    at_work: AtWork, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for scene in (1, 2):
        refuse(world, scene)
    copy_of(world, 3)
    caplog.set_level(logging.INFO)

    at_work.run(*range(1, 11))

    assert lines(caplog, logging.WARNING) == [
        "DLQ contains 3 items: 2 PlexRejected, 1 AmbiguousMatch"
    ]


def test_a_start_names_the_newest_dead_letters(
    at_work: AtWork, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    for scene in range(1, 8):
        refuse(world, scene)
        at_work.run(scene)
        clock.advance(60)
    caplog.clear()
    caplog.set_level(logging.INFO)

    at_work.worker._log_dlq_status()

    assert lines(caplog, logging.WARNING) == ["DLQ contains 7 items: 7 PlexRejected"]
    told = lines(caplog, logging.INFO)
    assert [line.split(" (")[0] for line in told] == [
        f"Dead letter: scene {scene}" for scene in (7, 6, 5, 4, 3)
    ]
    assert world.stash.scenes[7].files[0].path in told[0]
    assert ": PlexRejected: Plex refuses" in told[0]


def test_a_start_without_dead_letters_says_nothing(
    at_work: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    at_work.worker._log_dlq_status()

    assert lines(caplog, logging.INFO) + lines(caplog, logging.WARNING) == []


def test_the_index_tells_its_size_age_and_hit_rate_at_debug(
    at_work: AtWork, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    world.plex.remove_item(world.plain[0].item)
    at_work.run(1, 2)
    clock.advance(90)
    caplog.set_level(logging.DEBUG, "stashplex")

    at_work.worker._log_cache_stats()

    assert lines(caplog, logging.DEBUG) == [
        "Item index: 20 items, 90 s old, 50.0% of 2 look-ups hit"
    ]


def test_an_index_nobody_has_asked_has_no_hits(
    at_work: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "stashplex")

    at_work.worker._log_cache_stats()

    assert lines(caplog, logging.DEBUG) == ["Item index: 0 items, 0 s old, 0.0% of 0 look-ups hit"]


def test_saving_and_loading_twice_inflates_nothing(house: House, settings: Settings) -> None:
    at_work = AtWork.in_house(house)
    at_work.run(1, 2, 3)
    kept = (settings.data_dir / "stats.json").read_bytes()

    for _ in range(2):
        again = AtWork.in_house(house)
        assert again.worker._stats.jobs_processed == 3
        again.worker.stop()
        again.worker.stop()

    after = json.loads((settings.data_dir / "stats.json").read_bytes())
    assert {**after, "session_start": 0} == {**json.loads(kept), "session_start": 0}


def test_a_damaged_stats_file_is_survived(house: House, settings: Settings) -> None:
    (settings.data_dir / "stats.json").write_text('{"jobs_processed": ')

    at_work = AtWork.in_house(house)
    at_work.run(1)

    assert at_work.worker._stats.jobs_processed == 1
    assert json.loads((settings.data_dir / "stats.json").read_text())["jobs_processed"] == 1
    assert (settings.data_dir / "stats.json.damaged").exists()


def test_processing_a_job_returns_its_confidence(at_work: AtWork, world: World) -> None:
    world.stash.delete_scene(2)
    at_work.put(1, 2)
    first, gone = at_work.claim()

    at_work.worker._batch = at_work.worker._sync.read([first, gone])

    assert at_work.worker._process_job(first) == "high"
    assert at_work.worker._process_job(gone) is None


def test_processing_a_job_raises_our_errors(at_work: AtWork, world: World) -> None:
    fail(world, 1)
    world.plex.remove_item(world.plain[1].item)
    copy_of(world, 3)
    at_work.put(1, 2, 3)
    failing, missing, unclear = at_work.claim()

    at_work.worker._batch = at_work.worker._sync.read([failing, missing, unclear])

    with pytest.raises(ServerFailed):
        at_work.worker._process_job(failing)
    with pytest.raises(NotInPlex):
        at_work.worker._process_job(missing)
    with pytest.raises(AmbiguousMatch):
        at_work.worker._process_job(unclear)
