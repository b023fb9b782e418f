"""What the dead letters promise, whatever database they stand on."""

import pytest

from stashplex.core.errors import UnknownId
from stashplex.core.job import DeadLetter, Priority
from stashplex.core.outcome import Cause, Dead
from stashplex.core.ports import SceneRecord
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.scenes import SceneRecords


def kill(queue: SyncQueue, scene: int, error_type: str, *, at: float = 100.0) -> None:
    queue.put(scene, "sync", Priority.BULK, now=at)
    (job,) = queue.claim(1, at)
    queue.settle(job, Dead(Cause(error_type, f"why {scene}")), at)


@pytest.fixture
def four_dead(queue: SyncQueue) -> None:
    kill(queue, 1, "PlexRejected", at=101.0)
    kill(queue, 2, "TooLong", at=102.0)
    kill(queue, 3, "TooLong", at=103.0)
    kill(queue, 4, "NotTaken", at=104.0)


def test_no_dead_letters_give_an_empty_summary(letters: DeadLetterQueue) -> None:
    assert letters.get_error_summary() == {}


@pytest.mark.usefixtures("four_dead")
def test_the_summary_counts_by_type_most_frequent_first_then_by_name(
    letters: DeadLetterQueue,
) -> None:
    summary = letters.get_error_summary()

    assert list(summary.items()) == [("TooLong", 2), ("NotTaken", 1), ("PlexRejected", 1)]


@pytest.mark.usefixtures("four_dead")
def test_the_list_is_newest_first(letters: DeadLetterQueue) -> None:
    assert [letter.scene for letter in letters.list()] == [4, 3, 2, 1]
    assert [letter.scene for letter in letters.list(limit=2)] == [4, 3]
    assert [letter.scene for letter in letters.list("TooLong")] == [3, 2]
    assert letters.list("Crashed") == []


@pytest.mark.usefixtures("four_dead")
def test_a_dead_letter_shows_what_is_known_of_its_scene(
    letters: DeadLetterQueue,
    records: SceneRecords,
) -> None:
    records.remember([SceneRecord(scene=2, title="Harbour at Dawn", path="/video/harbour.mp4")])

    assert letters.show(2) == DeadLetter(
        scene=2,
        error_type="TooLong",
        message="why 2",
        attempts=1,
        died_at=102.0,
        title="Harbour at Dawn",
        path="/video/harbour.mp4",
    )
    assert letters.show(3).title == ""


@pytest.mark.usefixtures("four_dead")
def test_showing_what_is_not_dead_names_the_way_to_what_is(letters: DeadLetterQueue) -> None:
    with pytest.raises(UnknownId, match=r"Scene 99 .* `stashplex dlq list`"):
        letters.show(99)


@pytest.mark.usefixtures("four_dead")
def test_the_causes_of_some_scenes_are_told_for_those_that_are_dead(
    letters: DeadLetterQueue,
) -> None:
    assert letters.of([1, 4, 99]) == {
        1: Cause("PlexRejected", "why 1"),
        4: Cause("NotTaken", "why 4"),
    }


@pytest.mark.usefixtures("four_dead")
def test_retrying_puts_back_all_a_type_or_some(queue: SyncQueue, letters: DeadLetterQueue) -> None:
    assert letters.retry(200.0, error_type="TooLong", scenes=[1, 2]) == 1
    assert letters.retry(200.0, error_type="TooLong") == 1
    assert letters.retry(200.0, scenes=[1, 99]) == 1
    assert letters.retry(200.0) == 1

    jobs = queue.claim(10, 200.0)
    assert sorted(job.scene for job in jobs) == [1, 2, 3, 4]
    assert {job.attempts for job in jobs} == {0}
    assert letters.list() == []


@pytest.mark.usefixtures("four_dead")
def test_purging_forgets_all_a_type_or_some(letters: DeadLetterQueue) -> None:
    assert letters.purge(error_type="NotTaken") == 1
    assert letters.purge(scenes=[2, 99]) == 1
    assert [letter.scene for letter in letters.list()] == [3, 1]
    assert letters.purge() == 2


@pytest.mark.usefixtures("four_dead")
def test_naming_no_scene_retries_and_purges_none(letters: DeadLetterQueue) -> None:
    assert letters.retry(200.0, scenes=[]) == 0


@pytest.mark.usefixtures("four_dead")
def test_only_the_dead_are_purged(queue: SyncQueue, letters: DeadLetterQueue) -> None:
    queue.put(5, "sync", Priority.BULK, now=200.0)

    assert letters.purge() == 4
    assert queue.job_of(5) is not None


@pytest.mark.usefixtures("four_dead")
def test_the_dead_of_another_target_are_not_shown(database: Database, other_target: int) -> None:
    others = DeadLetterQueue(database, other_target)

    assert others.get_error_summary() == {}
    assert others.list() == []
    assert others.retry(200.0) == 0
    assert others.purge() == 0


def test_a_dead_letter_keeps_what_a_person_can_choose_from(
    queue: SyncQueue, letters: DeadLetterQueue
) -> None:
    queue.put(5, "sync", Priority.BULK, now=100.0)
    (job,) = queue.claim(1, 100.0)
    queue.settle(job, Dead(Cause("AmbiguousMatch", "which?", (7, 9))), 100.0)

    assert letters.show(5).candidates == (7, 9)
    assert letters.of([5]) == {5: Cause("AmbiguousMatch", "which?", (7, 9))}

    letters.retry(200.0)
    kill(queue, 5, "TooLong", at=201.0)
    assert letters.show(5).candidates == ()


@pytest.mark.usefixtures("four_dead")
def test_recovering_puts_some_back_and_remembers_of_what_they_had_died(
    queue: SyncQueue, letters: DeadLetterQueue
) -> None:
    assert letters.recover([1, 2, 99], 200.0) == 2

    jobs = queue.claim(10, 200.0)
    assert sorted((job.scene, job.attempts) for job in jobs) == [(1, 0), (2, 0)]
    for job in jobs:
        queue.settle(job, Dead(Cause("TooLong", "again")), 300.0)
    assert {one.scene: one.recovered for one in letters.list()} == {
        1: "PlexRejected",
        2: "TooLong",
        3: "",
        4: "",
    }


def test_what_died_of_the_same_again_is_not_recovered_again_until_a_person_retries_it(
    queue: SyncQueue, letters: DeadLetterQueue
) -> None:
    kill(queue, 1, "ServerFailed")
    letters.recover([1], 200.0)
    kill(queue, 1, "ServerFailed", at=300.0)

    assert letters.recover([1], 400.0) == 0

    assert letters.retry(400.0, scenes=[1]) == 1
    kill(queue, 1, "ServerFailed", at=500.0)
    assert letters.recover([1], 600.0) == 1
