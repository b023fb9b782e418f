"""The items of the libraries, found by path, by name and size, and by length."""

import math

import pytest

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex, Part


def listed(item: int, *files: ItemFile, section: int = 1, updated_at: int = 7) -> Listed:
    return Listed(item, section, files, updated_at, f"/library/metadata/{item}/thumb/7")


FILM = ItemFile("/media/a/film.mp4", 1000, 60_000)
SAME_NAME_ELSEWHERE = ItemFile("/media/b/film.mp4", 1000, 60_900)


def test_an_item_comes_back_as_it_was_listed() -> None:
    odd = listed(5, FILM, ItemFile("/media/\u65e5\u672c \ud800.mp4", 0), section=3)

    index = ItemIndex([odd, listed(6)])

    assert index.get(5) == odd
    assert index.get(6) == listed(6)
    assert index.get(7) is None
    assert len(index) == 2
    assert 5 in index
    assert 7 not in index


def test_a_file_is_found_by_its_path_in_any_spelling() -> None:
    index = ItemIndex([listed(1, FILM), listed(2, ItemFile(r"C:\Media\Other.mp4", 10))])

    assert index.at_path("/media//a/film.mp4") == (Part(1, 1, FILM),)
    assert [part.item for part in index.at_path("c:/media/other.MP4")] == [2]
    assert index.at_path("/media/a/Film.mp4") == ()


def test_files_of_one_name_and_size_are_all_found_by_item_id() -> None:
    index = ItemIndex([listed(9, SAME_NAME_ELSEWHERE), listed(3, FILM, SAME_NAME_ELSEWHERE)])

    assert index.named("/data/film.mp4", 1000) == (
        Part(3, 1, FILM),
        Part(3, 1, SAME_NAME_ELSEWHERE),
        Part(9, 1, SAME_NAME_ELSEWHERE),
    )
    assert index.named("/data/film.mp4", 1001) == ()
    assert index.named("/data/another.mp4", 1000) == ()


def test_a_file_whose_size_is_unknown_is_never_found_by_it() -> None:
    index = ItemIndex([listed(1, ItemFile("/media/film.mp4", 0, 60_000))])

    assert index.named("/media/film.mp4", 0) == ()
    assert index.lasting(0, 60.0) == ()


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (60.0, True),
        (59.0, True),
        (61.0, True),
        (58.999, False),
        (61.001, False),
        (None, False),
        (-1.0, False),
        (math.inf, False),
        (math.nan, False),
        (1.7e308, False),
    ],
)
def test_durations_may_differ_by_a_second(seconds: float | None, *, found: bool) -> None:
    index = ItemIndex([listed(1, FILM), listed(2, ItemFile("/media/unmeasured.mp4", 1000))])

    assert bool(index.lasting(1000, seconds)) is found


def test_a_duration_alone_finds_nothing() -> None:
    assert ItemIndex([listed(1, FILM)]).lasting(1001, 60.0) == ()


def test_a_forgotten_item_is_found_no_more_and_its_equals_still_are() -> None:
    index = ItemIndex(listed(item, SAME_NAME_ELSEWHERE) for item in (1, 2, 3))

    index.forget(2)
    index.forget(1)
    index.forget(1)

    assert [part.item for part in index.named("/film.mp4", 1000)] == [3]
    index.forget(3)
    assert index.named("/film.mp4", 1000) == ()
    assert index.at_path(SAME_NAME_ELSEWHERE.path) == ()
    assert len(index) == 0


def test_a_replaced_item_is_found_only_where_it_is_now() -> None:
    index = ItemIndex([listed(1, FILM)])

    index.replace([listed(1, ItemFile("/media/moved/film.mp4", 2000), section=2)])

    assert index.at_path(FILM.path) == ()
    assert [part.section for part in index.at_path("/media/moved/film.mp4")] == [2]
    assert len(index) == 1


def test_loading_a_library_again_makes_it_hold_exactly_the_new_listing() -> None:
    index = ItemIndex()
    index.load(1, [listed(1, FILM), listed(2, SAME_NAME_ELSEWHERE)])
    index.load(2, [listed(3, FILM, section=2)])

    index.load(1, [listed(2, SAME_NAME_ELSEWHERE), listed(4, FILM)])

    assert [part.item for part in index.at_path(FILM.path)] == [3, 4]
    assert [part.item for part in index.at_path(SAME_NAME_ELSEWHERE.path)] == [2]
    assert index.sections == (1, 2)
    assert len(index) == 3


def test_a_library_without_items_is_known_all_the_same() -> None:
    index = ItemIndex()

    index.load(4, [])

    assert index.sections == (4,)


def test_a_dropped_library_is_found_no_more_and_the_others_are() -> None:
    index = ItemIndex()
    index.load(1, [listed(1, FILM)])
    index.load(2, [listed(3, FILM, section=2)])

    index.drop(1)
    index.drop(7)

    assert index.sections == (2,)
    assert [part.item for part in index.at_path(FILM.path)] == [3]
