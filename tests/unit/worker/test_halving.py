"""Reading a batch in halves until the bad record stands alone."""

from collections.abc import Sequence

import pytest

from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    DatabaseDamaged,
    Incompatible,
    LeaseLost,
    NotInPlex,
    QueryFailed,
    RateLimited,
    RequestTimedOut,
    ServerError,
    ServerFailed,
    Unavailable,
    Unreachable,
)
from stashplex.worker.halving import is_of_one_scene, read_halving

FAILED = ServerFailed("Plex", "500")


class Shelf:
    """Records by id, some of which cannot be read, and what was asked for."""

    def __init__(self, bad: Sequence[int] = (), error: ServerError = FAILED) -> None:
        self.bad = frozenset(bad)
        self.error = error
        self.asked: list[tuple[int, ...]] = []

    def read(self, ids: Sequence[int]) -> dict[int, str]:
        self.asked.append(tuple(ids))
        if self.bad & set(ids):
            raise self.error
        return {one: f"record {one}" for one in ids if one < 1000}


def test_nothing_to_read_asks_nothing() -> None:
    shelf = Shelf()

    assert read_halving(shelf.read, []) == ({}, {})
    assert shelf.asked == []


def test_a_good_batch_is_read_at_once() -> None:
    shelf = Shelf()

    found, failed = read_halving(shelf.read, range(50))

    assert (len(found), failed, len(shelf.asked)) == (50, {}, 1)


@pytest.mark.parametrize("bad", [0, 17, 49])
def test_one_bad_record_is_found_and_all_others_are_read(bad: int) -> None:
    shelf = Shelf([bad])

    found, failed = read_halving(shelf.read, range(50))

    assert failed == {bad: FAILED}
    assert found.keys() == set(range(50)) - {bad}
    assert len(shelf.asked) <= 13


@pytest.mark.parametrize(
    "error",
    [
        FAILED,
        BadAnswer("Plex", "cut off"),
        QueryFailed("Stash", "errors"),
        RequestTimedOut("Plex", "no answer"),
    ],
)
def test_whatever_may_be_one_records_trouble_is_halved(error: ServerError) -> None:
    _, failed = read_halving(Shelf([3], error).read, range(8))

    assert failed == {3: error}


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("Plex", "refused"),
        Unavailable("Plex", "503"),
        CredentialsRefused("Plex", "401"),
        Incompatible("Stash", "422"),
        RateLimited("Plex", "429", wait_seconds=5),
    ],
)
def test_what_concerns_the_whole_server_is_raised_at_once(error: ServerError) -> None:
    shelf = Shelf([3], error)

    with pytest.raises(type(error)):
        read_halving(shelf.read, range(8))

    assert len(shelf.asked) == 1


def test_a_record_that_is_not_there_has_not_failed() -> None:
    assert read_halving(Shelf().read, [1, 1001]) == ({1: "record 1"}, {})


def test_bad_records_side_by_side_do_not_hide_the_others() -> None:
    found, failed = read_halving(Shelf([0, 1, 2, 3]).read, range(50))

    assert failed.keys() == {0, 1, 2, 3}
    assert len(found) == 46


def test_a_server_that_can_read_nothing_is_not_asked_for_everything() -> None:
    shelf = Shelf(range(100))

    found, failed = read_halving(shelf.read, range(100))

    assert found == {}
    assert failed == dict.fromkeys(range(100), FAILED)
    assert len(shelf.asked) <= 15
    assert (99,) in shelf.asked


def test_three_records_and_no_more_are_all_judged_alone() -> None:
    shelf = Shelf(range(3))

    found, failed = read_halving(shelf.read, range(3))

    assert found == {}
    assert failed.keys() == {0, 1, 2}
    assert shelf.asked[-1] == (2,)


def test_four_bad_records_are_each_read_once() -> None:
    shelf = Shelf(range(4))

    _, failed = read_halving(shelf.read, range(4))

    assert failed.keys() == {0, 1, 2, 3}
    assert [ids for ids in shelf.asked if len(ids) == 1] == [(0,), (1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("error", "alone"),
    [
        (NotInPlex("none"), True),
        (ServerFailed("Plex", "500"), True),
        (ZeroDivisionError(), True),
        (Unreachable("Plex", "refused"), False),
        (LeaseLost("rescued"), False),
        (DatabaseDamaged("torn"), False),
    ],
)
def test_what_stops_one_scene_is_told_from_what_stops_all(error: Exception, *, alone: bool) -> None:
    assert is_of_one_scene(error) is alone
