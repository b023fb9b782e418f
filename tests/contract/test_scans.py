"""What the scans of folders promise, whatever database they stand on."""

import pytest

from stashplex.sync_queue.database import Database
from stashplex.sync_queue.scans import AGAIN_SECONDS, MINUTE, MOST_A_MINUTE, FolderScans

NOW = 100_000.0


@pytest.fixture
def scans(database: Database, target: int) -> FolderScans:
    return FolderScans(database, target)


def drain(scans: FolderScans, now: float) -> list[tuple[int, str]]:
    """Returns every folder whose turn it is."""
    taken = []
    while (turn := scans.claim(now)) is not None:
        taken.append(turn)
    return taken


def test_what_nobody_wants_has_no_turn(scans: FolderScans) -> None:
    assert scans.claim(NOW) is None


def test_a_folder_has_its_turn_once_however_often_it_is_wanted(scans: FolderScans) -> None:
    scans.want([(1, "/data/a"), (1, "/data/a"), (2, "/data/a")])

    assert drain(scans, NOW) == [(1, "/data/a"), (2, "/data/a")]


def test_a_folder_has_its_turn_again_after_an_hour_and_only_if_it_is_wanted(
    scans: FolderScans,
) -> None:
    scans.want([(1, "/data/a")])
    drain(scans, NOW)
    assert drain(scans, NOW + AGAIN_SECONDS) == []

    scans.want([(1, "/data/a")])

    assert drain(scans, NOW + AGAIN_SECONDS - 1) == []
    assert drain(scans, NOW + AGAIN_SECONDS) == [(1, "/data/a")]


def test_so_many_have_their_turn_in_a_minute_and_the_others_later(scans: FolderScans) -> None:
    folders = [(1, f"/data/{number:03}") for number in range(MOST_A_MINUTE + 3)]
    scans.want(folders)

    assert drain(scans, NOW) == folders[:MOST_A_MINUTE]
    assert drain(scans, NOW + MINUTE - 1) == []
    assert drain(scans, NOW + MINUTE) == folders[MOST_A_MINUTE:]


def test_those_never_asked_for_come_first(scans: FolderScans) -> None:
    scans.want([(1, "/data/a")])
    drain(scans, NOW)
    scans.want([(1, "/data/a"), (1, "/data/b")])

    assert drain(scans, NOW + AGAIN_SECONDS) == [(1, "/data/b"), (1, "/data/a")]


def test_a_clock_that_was_set_back_holds_nothing_up(scans: FolderScans) -> None:
    scans.want([(1, "/data/a")])
    drain(scans, NOW)
    scans.want([(1, "/data/a")])

    assert drain(scans, NOW - 50_000.0) == [(1, "/data/a")]


def test_the_folders_of_another_target_have_turns_of_their_own(
    scans: FolderScans, database: Database, other_target: int
) -> None:
    scans.want([(1, "/data/a")])

    assert FolderScans(database, other_target).claim(NOW) is None
