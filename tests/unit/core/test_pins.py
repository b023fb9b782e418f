"""Pins: which scene a person says an item is."""

from stashplex.core.pins import NO_PINS, Pins

PINS = Pins({9: 1, 4: 1, 7: 2})


def test_the_items_of_a_scene_come_by_id() -> None:
    assert PINS.of(1) == (4, 9)
    assert PINS.of(3) == ()


def test_a_pinned_item_has_another_owner_for_every_scene_but_its_own() -> None:
    assert PINS.other_owner(2, 4) == 1
    assert PINS.other_owner(1, 4) is None
    assert PINS.other_owner(1, 99) is None
    assert NO_PINS.other_owner(1, 4) is None
