"""What was seen of Stash outlives the process, whatever database keeps it."""

import pytest

from stashplex.core.watching import Kind, Seen, Watched, moment
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.watching import WatchBook

STAMP = "2026-03-10T12:00:00+02:00"


@pytest.fixture
def book(database: Database, target: int) -> WatchBook:
    return WatchBook(database, target)


def test_before_the_first_look_nothing_was_watched(book: WatchBook) -> None:
    assert book.watched() is None
    assert book.seen(Kind.SCENE, [1]) == {}


def test_the_first_look_owes_a_comparison_of_everything_and_later_ones_do_not(
    book: WatchBook,
) -> None:
    book.reach("", 10.0)
    assert book.watched() == Watched("", 10.0, 0.0)

    book.reconciled(11.0)
    book.reach(STAMP, 20.0)

    assert book.watched() == Watched(STAMP, 10.0, 11.0)


def test_a_comparison_can_be_owed_again(book: WatchBook) -> None:
    book.reach(STAMP, 10.0)
    book.reconciled(11.0)

    book.owe(12.0)

    assert book.watched() == Watched(STAMP, 12.0, 11.0)


def test_what_was_seen_comes_back_and_is_replaced(book: WatchBook) -> None:
    first, second = Seen(STAMP, 1.0, sure=False), Seen(STAMP, 2.0, sure=True)
    book.note(Kind.SCENE, {1: first, 2: first})
    book.note(Kind.SCENE, {2: second})

    assert book.seen(Kind.SCENE, [1, 2, 3]) == {1: first, 2: second}
    assert book.seen(Kind.TAG, [1, 2, 3]) == {}


def test_what_was_stamped_before_a_moment_is_dropped(book: WatchBook) -> None:
    at = moment(STAMP)
    assert at is not None
    seen = {1: Seen(STAMP, 1.0, sure=True)}
    book.note(Kind.SCENE, seen)
    book.note(Kind.TAG, {1: Seen("2026-03-10T12:00:02+02:00", 1.0, sure=True)})

    book.forget(at)
    assert book.seen(Kind.SCENE, [1]) == seen
    book.forget(at + 1)

    assert book.seen(Kind.SCENE, [1]) == {}
    assert list(book.seen(Kind.TAG, [1])) == [1]


def test_targets_are_watched_each_for_itself(
    book: WatchBook, database: Database, other_target: int
) -> None:
    book.reach(STAMP, 10.0)
    book.note(Kind.SCENE, {1: Seen(STAMP, 1.0, sure=True)})
    other = WatchBook(database, other_target)

    assert (other.watched(), other.seen(Kind.SCENE, [1])) == (None, {})
