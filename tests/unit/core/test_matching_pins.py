"""A pin comes before everything that can be found."""

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex
from stashplex.core.matching import Confidence, Evidence, match
from stashplex.core.paths import PathMapping
from stashplex.core.scene import SceneFile

SAME = PathMapping()
FILES = (SceneFile("/data/film.mp4", 1000, 60.0),)


def item(number: int, path: str = "/data/film.mp4", section: int = 1) -> Listed:
    return Listed(number, section, (ItemFile(path, 1000, 60_000),))


def test_a_pinned_item_is_taken_though_another_has_the_path() -> None:
    index = ItemIndex([item(1), item(2, "/elsewhere/other.mp4")])

    answer = match(FILES, index, SAME, held=[1], pinned=[2])

    (one,) = answer.found
    assert (one.item, one.evidence, one.confidence) == (2, Evidence.PIN, Confidence.HIGH)
    assert (one.stash_path, one.plex_path) == ("/data/film.mp4", "/elsewhere/other.mp4")
    assert answer.explanation == ("item 2 in library 1, by pin",)


def test_a_pin_decides_between_several_candidates() -> None:
    index = ItemIndex([item(1), item(2)])

    assert match(FILES, index, SAME).ambiguous
    answer = match(FILES, index, SAME, pinned=[2])

    assert (answer.ambiguous, answer.confidence) == ((), Confidence.HIGH)


def test_a_pin_says_nothing_of_another_library() -> None:
    index = ItemIndex([item(1), item(2, "/x.mp4"), item(3, section=2)])

    answer = match(FILES, index, SAME, pinned=[2])

    assert [(one.item, one.evidence) for one in answer.found] == [
        (2, Evidence.PIN),
        (3, Evidence.PATH),
    ]


def test_a_pin_whose_item_is_gone_is_told_beside_what_would_be_found() -> None:
    answer = match(FILES, ItemIndex([item(1)]), SAME, pinned=[7])

    assert answer.lost == (7,)
