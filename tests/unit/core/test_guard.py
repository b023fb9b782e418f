"""What the guards count, what is too much, and what a side has lost."""

import pytest

from stashplex.core.guard import (
    FEW,
    WITHIN_SECONDS,
    Alarm,
    Allowed,
    Example,
    Guard,
    Side,
    Stock,
    Tally,
    Touch,
    lost,
)
from stashplex.core.item import Field

ALLOWED = Allowed(clear=0.2, change=0.5)
STOCK = Stock(in_step=100, held={Field.GENRES: 100, Field.DIRECTOR: 30})


def tally(*now: Touch, earlier: tuple[Touch, ...] = ()) -> Tally:
    """Returns a tally of these touches."""
    counted = Tally(earlier)
    for touch in now:
        counted.add(touch)
    return counted


def changed(first: int, last: int) -> tuple[Touch, ...]:
    return tuple(Touch(scene, changed=True) for scene in range(first, last))


def cleared(first: int, last: int, *names: Field) -> tuple[Touch, ...]:
    return tuple(Touch(scene, cleared=names) for scene in range(first, last))


def figures(alarms: tuple[Alarm, ...]) -> list[tuple[Guard, str, int, int, int]]:
    return [(one.guard, one.what, one.now, one.earlier, one.of) for one in alarms]


@pytest.mark.parametrize(("number", "minds"), [(50, False), (51, True)])
def test_half_of_what_was_in_step_may_change_and_not_more(number: int, minds: bool) -> None:
    alarms = tally(*changed(0, number)).alarms(STOCK, ALLOWED)

    assert figures(alarms) == ([(Guard.CHANGE, "", number, 0, 100)] if minds else [])


@pytest.mark.parametrize(("number", "minds"), [(FEW, False), (FEW + 1, True)])
def test_what_is_few_is_never_too_much(number: int, minds: bool) -> None:
    counted = tally(*cleared(0, number, Field.DIRECTOR))

    assert bool(counted.alarms(STOCK, Allowed(clear=0.0))) == minds
    assert counted.is_little() != minds


def test_each_field_has_its_own_whole() -> None:
    alarms = tally(*cleared(0, 28, Field.DIRECTOR, Field.GENRES)).alarms(STOCK, ALLOWED)

    assert figures(alarms) == [
        (Guard.CLEAR, "director", 28, 0, 30),
        (Guard.CLEAR, "genres", 28, 0, 100),
    ]


def test_a_scene_with_two_items_loses_on_both() -> None:
    alarms = tally(*cleared(0, 15, Field.GENRES, Field.GENRES)).alarms(STOCK, ALLOWED)

    assert figures(alarms) == [(Guard.CLEAR, "genres", 30, 0, 100)]


def test_what_vanished_comes_first() -> None:
    touches = [
        Touch(scene, changed=True, vanished=True, cleared=(Field.GENRES,)) for scene in range(60)
    ]

    alarms = tally(*touches).alarms(STOCK, ALLOWED)

    assert [one.guard for one in alarms] == [Guard.VANISHED, Guard.CLEAR, Guard.CHANGE]


def test_what_was_let_through_within_the_hour_counts_too_and_no_scene_twice() -> None:
    counted = tally(*changed(20, 60), earlier=changed(0, 30))

    assert figures(counted.alarms(STOCK, ALLOWED)) == [(Guard.CHANGE, "", 40, 20, 100)]


def test_what_was_cleared_within_the_hour_is_part_of_the_whole() -> None:
    counted = tally(*cleared(0, 15, Field.GENRES), earlier=cleared(15, 30, Field.GENRES))

    alarms = counted.alarms(Stock(100, {Field.GENRES: 85}), ALLOWED)

    assert figures(alarms) == [(Guard.CLEAR, "genres", 15, 15, 100)]


def test_a_comparison_that_adds_nothing_passes_whatever_was_before() -> None:
    counted = tally(*cleared(0, 1, Field.ROLES), earlier=changed(0, 90))

    assert counted.alarms(STOCK, ALLOWED) == ()


def test_what_vanished_within_the_hour_is_part_of_the_whole() -> None:
    gone = tuple(Touch(scene, changed=True, vanished=True) for scene in range(40))

    alarms = tally(*changed(40, 60), earlier=gone).alarms(Stock(80, {}), ALLOWED)

    assert figures(alarms) == []


def test_what_is_remembered_of_a_scene_is_all_that_was_touched_within_the_hour() -> None:
    before = Touch(1, changed=True, cleared=(Field.GENRES, Field.GENRES))
    counted = tally(Touch(1, vanished=True, cleared=(Field.ROLES, Field.GENRES)), earlier=(before,))

    (touch,) = counted.touches()

    names = (Field.GENRES, Field.GENRES, Field.ROLES)
    assert touch == Touch(1, changed=True, vanished=True, cleared=names)


def test_the_first_few_scenes_of_a_kind_are_its_examples() -> None:
    counted = Tally()
    for scene in range(60):
        shown = [
            Example(scene, "", Field.TITLE, "a", "b"),
            Example(scene, "", Field.GENRES, "a", ""),
        ]
        counted.add(Touch(scene, changed=True, cleared=(Field.GENRES,)), shown)

    clear, change = counted.alarms(STOCK, ALLOWED)

    assert [(one.scene, one.field) for one in clear.examples] == [
        (scene, Field.GENRES) for scene in range(3)
    ]
    assert [one.field for one in change.examples] == [Field.TITLE] * 3


@pytest.mark.parametrize(
    ("held", "left", "minds"),
    [(60, 30, False), (60, 29, True), (40, 15, False), (40, 14, True), (30, 0, True)],
)
def test_a_side_with_under_half_of_what_it_held_has_lost_something(
    held: int, left: int, minds: bool
) -> None:
    alarms = lost([Side("stash", "Stash", held, 0.0)], {"stash": Side("stash", "Stash", left, 1.0)})

    assert figures(alarms) == ([(Guard.LOST, "Stash", left, 0, held)] if minds else [])


def test_a_side_that_is_missing_holds_nothing() -> None:
    assert figures(lost([Side("plex:1", "Videos", 60, 0.0)], {})) == [
        (Guard.LOST, "Videos", 0, 0, 60)
    ]


@pytest.mark.parametrize(
    ("held", "seconds", "kept"),
    [
        (40, WITHIN_SECONDS, 60),
        (40, WITHIN_SECONDS + 1, 40),
        (80, 1.0, 80),
        (40, -WITHIN_SECONDS - 1, 40),
    ],
)
def test_a_side_is_compared_with_the_most_it_held_within_the_hour(
    held: int, seconds: float, kept: int
) -> None:
    before = Side("stash", "Stash", 60, 1e6)

    assert before.renewed(Side("stash", "Stash", held, 1e6 + seconds)).held == kept


@pytest.mark.parametrize(
    ("alarm", "words"),
    [
        (Alarm(Guard.LOST, "Videos", 0, 0, 300, 0.5), "Videos holds 0 of the 300 it held."),
        (
            Alarm(Guard.CHANGE, "", 1500, 600, 3000, 0.5),
            (
                "Of 3,000 scenes that were in step 1,500 (and 600 within the last hour) would "
                "change: 70 %, where 50 % may be at once (sync.max_change_share)."
            ),
        ),
        (
            Alarm(Guard.CLEAR, "genres", 120, 0, 300, 0.2),
            (
                "Of 300 items where we hold genres 120 would lose it: 40 %, where 20 % may be at "
                "once (sync.max_clear_share)."
            ),
        ),
        (
            Alarm(Guard.VANISHED, "", 40, 0, 300, 0.05),
            (
                "Of 300 scenes 40 are gone, and what we hold on their items would be cleared: "
                "13.3 %, where 5 % may be at once."
            ),
        ),
    ],
    ids=lambda one: one.guard.value if isinstance(one, Alarm) else "words",
)
def test_an_alarm_says_what_and_how_much(alarm: Alarm, words: str) -> None:
    assert str(alarm) == words
