"""The statistics of a worker."""

import json
import logging
from pathlib import Path

import pytest

from stashplex.worker.stats import SyncStats


def some_stats() -> SyncStats:
    stats = SyncStats(session_start=1_700_000_000.0)
    stats.record_success(0.5)
    stats.record_success(1.5, confidence="low")
    stats.record_failure("RequestTimedOut", 2.0)
    stats.record_failure("AmbiguousMatch", 0.0, to_dlq=True)
    return stats


def test_fresh_statistics_are_all_zero() -> None:
    stats = SyncStats()

    assert vars(stats) == {
        "jobs_processed": 0,
        "jobs_succeeded": 0,
        "jobs_failed": 0,
        "jobs_to_dlq": 0,
        "total_processing_time": 0.0,
        "session_start": 0.0,
        "errors_by_type": {},
        "high_confidence_matches": 0,
        "low_confidence_matches": 0,
    }


def test_rates_are_zero_before_the_first_job() -> None:
    stats = SyncStats()

    assert stats.success_rate == 0.0
    assert stats.avg_processing_time == 0.0


def test_a_success_counts_as_high_confidence_unless_told_otherwise() -> None:
    stats = SyncStats()

    stats.record_success(0.25)

    assert (stats.jobs_processed, stats.jobs_succeeded, stats.jobs_failed) == (1, 1, 0)
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (1, 0)
    assert stats.total_processing_time == 0.25


def test_a_success_of_low_confidence_counts_as_low() -> None:
    stats = SyncStats()

    stats.record_success(0.25, confidence="low")

    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (0, 1)


def test_a_success_without_a_match_has_no_confidence() -> None:
    stats = SyncStats()

    stats.record_success(0.25, confidence=None)

    assert stats.jobs_succeeded == 1
    assert (stats.high_confidence_matches, stats.low_confidence_matches) == (0, 0)


def test_a_failure_counts_by_its_type() -> None:
    stats = SyncStats()

    stats.record_failure("ServerFailed", 1.0)
    stats.record_failure("ServerFailed", 1.0)
    stats.record_failure("NotTaken", 1.0)

    assert (stats.jobs_processed, stats.jobs_succeeded, stats.jobs_failed) == (3, 0, 3)
    assert stats.errors_by_type == {"ServerFailed": 2, "NotTaken": 1}
    assert stats.jobs_to_dlq == 0


def test_a_failure_that_makes_a_dead_letter_counts_as_one() -> None:
    stats = SyncStats()

    stats.record_failure("AmbiguousMatch", 1.0, to_dlq=True)

    assert (stats.jobs_failed, stats.jobs_to_dlq) == (1, 1)


def test_rates_follow_from_the_counts() -> None:
    stats = some_stats()

    assert stats.success_rate == 50.0
    assert stats.avg_processing_time == 1.0


def test_two_statistics_share_no_errors() -> None:
    SyncStats().record_failure("ServerFailed", 1.0)

    assert SyncStats().errors_by_type == {}


def test_the_summary_line_reads_as_agreed() -> None:
    assert (
        some_stats().summary_line()
        == "Sync summary: 2/4 succeeded (50.0%), avg 1000ms, confidence: 1 high / 1 low"
    )


def test_the_summary_line_of_nothing_divides_nothing() -> None:
    assert (
        SyncStats().summary_line()
        == "Sync summary: 0/0 succeeded (0.0%), avg 0ms, confidence: 0 high / 0 low"
    )


def test_the_json_of_the_summary_has_the_agreed_keys_in_the_agreed_order() -> None:
    assert some_stats().stats_json() == (
        '{"processed": 4, "succeeded": 2, "failed": 2, "to_dlq": 1, "success_rate": "50.0%", '
        '"avg_time_ms": 1000, "high_confidence": 1, "low_confidence": 1, '
        '"errors_by_type": {"RequestTimedOut": 1, "AmbiguousMatch": 1}}'
    )


def test_the_average_in_the_json_is_a_whole_number() -> None:
    stats = SyncStats()

    stats.record_success(0.0123456)

    assert json.loads(stats.stats_json())["avg_time_ms"] == 12


def test_the_rate_in_the_json_has_one_decimal() -> None:
    stats = SyncStats()
    for _ in range(39):
        stats.record_success(0.1)
    stats.record_failure("ServerFailed", 0.1)

    assert json.loads(stats.stats_json())["success_rate"] == "97.5%"


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"

    some_stats().save_to_file(file)

    assert SyncStats.load_from_file(file) == some_stats()


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    file = str(tmp_path / "stats.json")

    some_stats().save_to_file(file)

    assert SyncStats.load_from_file(file) == some_stats()


def test_the_file_says_its_version(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"

    some_stats().save_to_file(file)

    assert json.loads(file.read_text())["version"] == 1


def test_saving_twice_inflates_nothing(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"
    stats = some_stats()

    stats.save_to_file(file)
    stats.save_to_file(file)

    assert SyncStats.load_from_file(file) == some_stats()


def test_loading_and_saving_again_and_again_inflates_nothing(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"
    some_stats().save_to_file(file)

    for _ in range(5):
        SyncStats.load_from_file(file).save_to_file(file)

    assert SyncStats.load_from_file(file) == some_stats()


def test_counting_goes_on_from_what_was_loaded(tmp_path: Path) -> None:
    file = tmp_path / "stats.json"
    some_stats().save_to_file(file)
    stats = SyncStats.load_from_file(file)

    stats.record_failure("AmbiguousMatch", 1.0, to_dlq=True)

    assert stats.jobs_processed == 5
    assert stats.errors_by_type == {"RequestTimedOut": 1, "AmbiguousMatch": 2}


def test_saving_leaves_one_file_only(tmp_path: Path) -> None:
    some_stats().save_to_file(tmp_path / "stats.json")

    assert [path.name for path in tmp_path.iterdir()] == ["stats.json"]


def test_a_missing_file_means_fresh_statistics_and_no_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert SyncStats.load_from_file(tmp_path / "stats.json") == SyncStats()
    assert caplog.records == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 2}',
        b'{"version": 1, "jobs_processed": -1}',
        b'{"version": 1, "jobs_processed": "many"}',
        b'{"version": 1, "errors_by_type": [1]}',
    ],
    ids=lambda data: repr(data[:30]),
)
def test_a_damaged_file_is_kept_aside_and_counting_starts_afresh(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: bytes
) -> None:
    file = tmp_path / "stats.json"
    file.write_bytes(damaged)

    stats = SyncStats.load_from_file(file)

    assert stats == SyncStats()
    assert not file.exists()
    assert (tmp_path / "stats.json.damaged").read_bytes() == damaged
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "stats.json.damaged" in caplog.text


def test_a_damaged_file_that_cannot_be_moved_costs_a_warning_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "stats.json"
    file.write_text("{")
    (tmp_path / "stats.json.damaged").mkdir()

    assert SyncStats.load_from_file(file) == SyncStats()
    assert file.read_text() == "{"
    assert "are damaged" in caplog.text


def test_a_file_that_cannot_be_read_is_left_where_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "stats.json"
    folder.mkdir()

    assert SyncStats.load_from_file(folder) == SyncStats()
    assert folder.is_dir()
    assert "Cannot read the statistics" in caplog.text


def test_a_folder_that_is_gone_costs_a_warning_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    some_stats().save_to_file(tmp_path / "gone" / "stats.json")

    assert "Cannot save the statistics" in caplog.text


def test_what_is_saved_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    SyncStats().save_to_file(tmp_path / "stats.json")

    assert (tmp_path / "stats.json").stat().st_mode & 0o777 == 0o600
