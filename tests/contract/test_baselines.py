"""What the memory of the guards promises, whatever database it stands on."""

import pytest

from stashplex.core.guard import Side, Stock, Touch
from stashplex.core.holding import Holding, Write
from stashplex.core.item import Field
from stashplex.core.job import Job
from stashplex.core.outcome import Cause, Dead, Done
from stashplex.core.ports import SceneRecord
from stashplex.sync_queue.baselines import Baselines
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.scenes import SceneRecords

HOUR = 3600.0
NOW = 1_000_000.0
TOUCHES = (
    Touch(1, changed=True),
    Touch(2, vanished=True, cleared=(Field.GENRES, Field.GENRES, Field.ROLES)),
)
STASH = Side("stash", "Stash", 300, NOW)
VIDEOS = Side("plex:7", "Vidéos", 298, NOW)


@pytest.fixture
def baselines(database: Database, target: int) -> Baselines:
    return Baselines(database, target)


@pytest.fixture
def in_line(queue: SyncQueue) -> tuple[Job, ...]:
    for touch in TOUCHES:
        queue.put(touch.scene, "differs", 0, now=NOW)
    return queue.claim(len(TOUCHES), NOW)


def test_before_anything_was_let_through_there_is_nothing(baselines: Baselines) -> None:
    assert (baselines.touches(NOW), baselines.sides()) == ((), ())
    assert baselines.stock() == Stock(0, {})


@pytest.mark.usefixtures("in_line")
@pytest.mark.parametrize("seconds", [0.0, HOUR, -HOUR])
def test_what_was_let_through_comes_back_for_an_hour(baselines: Baselines, seconds: float) -> None:
    baselines.let_through(TOUCHES, NOW)

    assert baselines.touches(NOW + seconds) == TOUCHES


@pytest.mark.usefixtures("in_line")
@pytest.mark.parametrize("seconds", [HOUR + 1, -HOUR - 1])
def test_after_an_hour_it_is_forgotten_however_the_clock_went(
    baselines: Baselines, seconds: float
) -> None:
    baselines.let_through(TOUCHES, NOW)

    assert baselines.touches(NOW + seconds) == ()
    baselines.let_through((), NOW + seconds)
    assert baselines.touches(NOW) == ()


@pytest.mark.usefixtures("in_line")
def test_a_scene_that_is_touched_again_is_kept_once(baselines: Baselines) -> None:
    baselines.let_through(TOUCHES, NOW)
    baselines.let_through([Touch(2, changed=True)], NOW + HOUR)

    assert baselines.touches(NOW + HOUR) == (TOUCHES[0], Touch(2, changed=True))
    assert baselines.touches(NOW + HOUR + 1) == (Touch(2, changed=True),)


def test_what_is_over_and_changed_nothing_does_not_count(
    baselines: Baselines, queue: SyncQueue, ledger: Ledger, in_line: tuple[Job, ...]
) -> None:
    baselines.let_through(TOUCHES, NOW)
    ledger.intend([Write(1, 11, Field.TITLE, "before", "after", False, None)], NOW + 1)
    queue.settle(in_line[0], Done(), NOW + 2)
    assert baselines.touches(NOW + 3) == TOUCHES
    queue.settle(in_line[1], Done(), NOW + 3)

    assert baselines.touches(NOW + 4) == TOUCHES[:1]


def test_what_died_does_not_count(
    baselines: Baselines, queue: SyncQueue, in_line: tuple[Job, ...]
) -> None:
    baselines.let_through(TOUCHES, NOW)

    queue.settle(in_line[0], Dead(Cause("NotTaken", "")), NOW)

    assert baselines.touches(NOW) == TOUCHES[1:]


@pytest.mark.usefixtures("in_line")
def test_starting_over_forgets_what_was_let_through_and_not_the_sides(baselines: Baselines) -> None:
    baselines.let_through(TOUCHES, NOW)
    baselines.see([STASH])

    baselines.start_over()

    assert (baselines.touches(NOW), baselines.sides()) == ((), (STASH,))


def test_sides_are_replaced_and_forgotten(baselines: Baselines) -> None:
    baselines.see([STASH, VIDEOS])
    baselines.see([Side("stash", "Stash", 12, NOW + 1)])
    baselines.forget(["plex:7", "plex:8"])

    assert baselines.sides() == (Side("stash", "Stash", 12, NOW + 1),)


def test_in_line_are_the_jobs_that_somebody_will_work(
    baselines: Baselines, queue: SyncQueue
) -> None:
    for scene in (1, 2, 3):
        queue.put(scene, "differs", 3 - scene, now=NOW)
    first, second = queue.claim(2, NOW)
    queue.settle(first, Dead(Cause("NotTaken", "")), NOW)

    assert baselines.in_line([1, 2, 3, 4]) == {second.scene, 3}


def test_in_step_are_the_scenes_whose_items_were_right(
    baselines: Baselines, records: SceneRecords
) -> None:
    records.remember(
        [
            SceneRecord(1, ending="changed", items=(11,)),
            SceneRecord(2, ending="unchanged", items=(12, 13)),
            SceneRecord(3, ending="failed", items=(14,)),
            SceneRecord(4, ending="unchanged"),
        ]
    )

    assert baselines.stock().in_step == 2
    assert (baselines.have_more_than(1), baselines.have_more_than(2)) == (True, False)


def test_held_is_what_we_wrote_and_did_not_clear(baselines: Baselines, ledger: Ledger) -> None:
    ledger.hold(11, [Holding(Field.GENRES, value="a"), Holding(Field.GENRES, tag="a", value="a")])
    ledger.hold(12, [Holding(Field.GENRES, value="b"), Holding(Field.TITLE, value="t", found=True)])
    ledger.hold(13, [Holding(Field.GENRES), Holding(Field.STUDIO, value="s")])

    assert baselines.stock().held == {Field.GENRES: 2, Field.STUDIO: 1}


def test_each_target_has_its_own(
    baselines: Baselines, database: Database, other_target: int, ledger: Ledger
) -> None:
    other = Baselines(database, other_target)
    baselines.let_through(TOUCHES, NOW)
    baselines.see([STASH])
    ledger.hold(11, [Holding(Field.GENRES, value="a")])

    assert (other.touches(NOW), other.sides(), other.stock()) == ((), (), Stock(0, {}))
    assert not other.have_more_than(0)
