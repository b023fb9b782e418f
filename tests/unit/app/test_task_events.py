"""What a task tells: in order, within bounds, and to whoever follows it, however late."""

import threading

from stashplex.app.task_events import MOST_EVENTS, TaskEvents
from stashplex.core.answers import DoneTold, EndedTold, MovedTold, PhaseTold

DONE = DoneTold(None)


def scene(number: int) -> EndedTold:
    return EndedTold(number, "failed", "NotTaken", "It kept the old value.")


def test_whoever_follows_late_is_told_from_the_beginning() -> None:
    events = TaskEvents()
    events.tell(PhaseTold("Comparing", 3))
    events.tell(DONE)

    assert [one.kind for one in events.follow()] == ["phase", "done"]
    assert [one.number for one in events.follow(after=1)] == [2]


def test_how_far_it_was_is_forgotten_once_it_is_further() -> None:
    events = TaskEvents()
    for done in range(100):
        events.tell(MovedTold(done, 100))
    events.tell(scene(1))
    events.tell(MovedTold(100, 100))

    assert [one.told for one in events.so_far()] == [
        MovedTold(99, 100),
        scene(1),
        MovedTold(100, 100),
    ]


def test_of_very_many_events_the_oldest_are_forgotten() -> None:
    events = TaskEvents()
    for number in range(MOST_EVENTS + 10):
        events.tell(scene(number))

    kept = events.so_far()

    assert len(kept) == MOST_EVENTS
    assert kept[0].number == 11


def test_nothing_gets_lost_to_one_who_follows_from_the_beginning() -> None:
    events = TaskEvents()
    events.tell(scene(0))
    following = events.follow()
    next(following)

    def tell_many() -> None:
        for number in range(1, 2 * MOST_EVENTS):
            events.tell(scene(number))
        events.tell(DONE)

    telling = threading.Thread(target=tell_many)
    telling.start()
    numbers = [one.number for one in following if one.kind == "ended"]
    telling.join()

    assert numbers == list(range(2, 2 * MOST_EVENTS + 1))


def test_one_who_stopped_following_holds_nobody_up() -> None:
    events = TaskEvents()
    events.tell(scene(0))
    following = events.follow()
    next(following)
    following.close()  # type: ignore[attr-defined]  # it is a generator

    for number in range(MOST_EVENTS + 1):
        events.tell(scene(number))

    assert len(events.so_far()) == MOST_EVENTS
