"""What pins promise, whatever database they stand on."""

import pytest

from stashplex.core.pins import NO_PINS, Pins
from stashplex.core.ports import ItemStamp
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.pins import PinBook
from stashplex.sync_queue.scenes import SceneRecords


@pytest.fixture
def pins(database: Database, target: int) -> PinBook:
    return PinBook(database, target)


def test_without_pins_there_are_none(pins: PinBook) -> None:
    assert pins.read() == NO_PINS


def test_a_pin_is_kept_and_the_last_word_on_an_item_counts(pins: PinBook) -> None:
    pins.pin(1, 10, 100.0)
    pins.pin(1, 11, 101.0)
    pins.pin(2, 10, 102.0)

    assert pins.read() == Pins({10: 2, 11: 1})


def test_a_pin_is_taken_back_alone_or_with_all_of_its_scene(pins: PinBook) -> None:
    for item in (10, 11, 12):
        pins.pin(1, item, 100.0)
    pins.pin(2, 20, 100.0)

    assert pins.unpin(1, 11) == (11,)
    assert pins.unpin(1, 20) == ()
    assert pins.unpin(1) == (10, 12)
    assert pins.read() == Pins({20: 2})


def test_an_item_that_is_unpinned_is_nobodys(pins: PinBook, records: SceneRecords) -> None:
    records.stamp([ItemStamp(10, 1, 1), ItemStamp(11, 1, 1), ItemStamp(12, 1, 2)])
    pins.pin(1, 10, 100.0)
    pins.pin(1, 12, 100.0)

    pins.unpin(1)

    assert set(records.stamps([10, 11, 12])) == {11, 12}


def test_a_scene_that_is_forgotten_takes_its_pins_along(
    pins: PinBook, records: SceneRecords
) -> None:
    pins.pin(1, 10, 100.0)
    pins.pin(2, 20, 100.0)

    records.forget([1])

    assert pins.read() == Pins({20: 2})


def test_the_pins_of_another_target_are_not_seen(
    pins: PinBook, database: Database, other_target: int
) -> None:
    others = PinBook(database, other_target)
    pins.pin(1, 10, 100.0)

    assert others.read() == NO_PINS
    assert others.unpin(1) == ()
