"""Which items hold the files of a scene."""

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex
from stashplex.core.matching import Confidence, Evidence, Match, fits, match
from stashplex.core.paths import PathMapping
from stashplex.core.scene import SceneFile

SAME = PathMapping()
MAPPED = PathMapping([("/data", "/media")])
LEARNED = PathMapping([("/data", "/media")], learned=True)


def item(number: int, path: str, size: int = 1000, ms: int = 60_000, section: int = 1) -> Listed:
    return Listed(number, section, (ItemFile(path, size, ms),))


def scene(path: str, size: int = 1000, seconds: float = 60.0) -> tuple[SceneFile, ...]:
    return (SceneFile(path, size, seconds),)


def found(answer: Match) -> list[tuple[int, Evidence]]:
    return [(one.item, one.evidence) for one in answer.found]


def test_the_exact_path_after_the_mapping_decides_whatever_the_size() -> None:
    index = ItemIndex([item(1, "/media/a/film.mp4", size=5), item(2, "/media/b/film.mp4")])

    answer = match(scene("/data/a/film.mp4"), index, MAPPED)

    assert found(answer) == [(1, Evidence.PATH)]
    assert answer.confidence is Confidence.HIGH
    (one,) = answer.found
    assert (one.section, one.stash_path, one.plex_path) == (
        1,
        "/data/a/film.mp4",
        "/media/a/film.mp4",
    )
    assert one.candidates == (1,)
    assert one.confidence is Confidence.HIGH


def test_with_a_learned_mapping_the_size_must_agree_too() -> None:
    index = ItemIndex([item(1, "/media/film.mp4", size=5)])

    assert match(scene("/data/film.mp4", size=6), index, LEARNED).confidence is None
    assert found(match(scene("/data/film.mp4", size=5), index, LEARNED)) == [(1, Evidence.PATH)]


def test_the_item_we_hold_answers_first_while_it_has_the_path() -> None:
    index = ItemIndex([item(1, "/media/film.mp4"), item(2, "/media/film.mp4", size=5)])

    assert found(match(scene("/data/film.mp4"), index, LEARNED, held=[2])) == [
        (2, Evidence.HELD_PATH)
    ]
    assert match(scene("/data/film.mp4"), index, MAPPED).confidence is Confidence.LOW


def test_the_item_we_hold_is_found_by_name_and_size_before_another_that_agrees() -> None:
    index = ItemIndex([item(1, "/media/old/film.mp4"), item(2, "/media/new/film.mp4")])

    answer = match(scene("/data/film.mp4"), index, MAPPED, held={2})

    assert found(answer) == [(2, Evidence.HELD_NAME_AND_SIZE)]
    assert answer.confidence is Confidence.HIGH


def test_another_item_at_the_path_comes_before_the_one_we_hold_by_name() -> None:
    index = ItemIndex([item(1, "/media/film.mp4"), item(2, "/media/moved/film.mp4")])

    assert found(match(scene("/data/film.mp4"), index, MAPPED, held=[2])) == [(1, Evidence.PATH)]


def test_name_and_size_find_a_file_in_another_folder() -> None:
    index = ItemIndex([item(1, "/elsewhere/film.mp4"), item(2, "/elsewhere/film2.mp4")])

    assert found(match(scene("/data/film.mp4"), index, MAPPED)) == [(1, Evidence.NAME_AND_SIZE)]


def test_a_bare_file_name_never_matches() -> None:
    index = ItemIndex([item(1, "/elsewhere/film.mp4", size=5), item(2, "/x/film.mp4", size=0)])

    assert match(scene("/data/film.mp4"), index, MAPPED).found == ()
    assert match(scene("/data/film.mp4", size=0), index, MAPPED).found == ()


def test_size_and_duration_find_a_renamed_file() -> None:
    index = ItemIndex([item(1, "/elsewhere/renamed.mp4", ms=60_900)])

    assert found(match(scene("/data/film.mp4"), index, MAPPED)) == [(1, Evidence.SIZE_AND_DURATION)]
    assert match(scene("/data/film.mp4", seconds=70.0), index, MAPPED).confidence is None


def test_size_and_duration_say_nothing_when_two_items_have_them() -> None:
    index = ItemIndex([item(1, "/elsewhere/x.mp4"), item(2, "/elsewhere/y.mp4")])

    answer = match(scene("/data/film.mp4"), index, MAPPED)

    assert (answer.found, answer.ambiguous, answer.confidence) == ((), (), None)


def test_several_candidates_are_named_and_none_is_taken() -> None:
    index = ItemIndex([item(2, "/elsewhere/b/film.mp4"), item(1, "/elsewhere/a/film.mp4")])

    answer = match(scene("/data/film.mp4"), index, MAPPED)

    assert answer.found == ()
    assert answer.confidence is Confidence.LOW
    (unclear,) = answer.ambiguous
    assert [part.item for part in unclear.candidates] == [1, 2]
    (line,) = answer.explanation
    assert line == (
        "/data/film.mp4: item 1 (/elsewhere/a/film.mp4), item 2 (/elsewhere/b/film.mp4) "
        "in library 1, by name and size; none is taken"
    )


def test_without_strict_matching_the_closest_folders_win() -> None:
    index = ItemIndex([item(1, "/elsewhere/a/film.mp4"), item(2, "/elsewhere/b/film.mp4")])

    answer = match(scene("/data/b/film.mp4"), index, MAPPED, strict=False)

    assert found(answer) == [(2, Evidence.NAME_AND_SIZE)]
    assert answer.found[0].candidates == (1, 2)
    assert answer.confidence is Confidence.LOW
    assert answer.explanation[0].endswith("item 2 is taken")


def test_without_strict_matching_the_lowest_id_wins_among_equals() -> None:
    index = ItemIndex([item(7, "/x/film.mp4"), item(3, "/y/film.mp4")])

    assert [one.item for one in match(scene("/d/film.mp4"), index, SAME, strict=False).found] == [3]


def test_the_same_file_in_two_libraries_is_two_items() -> None:
    index = ItemIndex(
        [
            item(1, "/media/film.mp4", section=1),
            item(2, "/copies/film.mp4", section=2),
            item(3, "/other/none.mp4", size=3, section=3),
        ]
    )

    answer = match(scene("/data/film.mp4"), index, MAPPED)

    assert found(answer) == [(1, Evidence.PATH), (2, Evidence.NAME_AND_SIZE)]
    assert answer.confidence is Confidence.HIGH


def test_in_each_library_the_first_rule_that_answers_there_decides() -> None:
    index = ItemIndex(
        [
            item(1, "/media/film.mp4", section=2),
            item(2, "/copies/a/film.mp4", section=1),
            item(3, "/copies/b/film.mp4", section=1),
        ]
    )

    answer = match(scene("/data/film.mp4"), index, MAPPED)

    assert found(answer) == [(1, Evidence.PATH)]
    assert [unclear.section for unclear in answer.ambiguous] == [1]
    assert answer.confidence is Confidence.LOW


def test_a_scene_with_several_files_is_in_plex_if_any_of_them_is() -> None:
    index = ItemIndex([item(1, "/media/second.mp4")])
    files = (SceneFile("/data/first.mp4", 7, 7.0), SceneFile("/data/second.mp4", 1000, 60.0))

    answer = match(files, index, MAPPED)

    assert found(answer) == [(1, Evidence.PATH)]
    assert answer.confidence is Confidence.HIGH
    assert answer.explanation == (
        "/data/first.mp4: not in Plex",
        "/data/second.mp4: item 1 (/media/second.mp4) in library 1, by path",
    )


def test_each_file_of_a_scene_may_have_its_own_item() -> None:
    index = ItemIndex([item(9, "/media/a/film.mp4"), item(4, "/media/b/film.mp4")])
    files = (*scene("/data/a/film.mp4"), *scene("/data/b/film.mp4"))

    assert [one.item for one in match(files, index, MAPPED).found] == [9, 4]


def test_two_files_of_one_item_are_one_item_on_its_strongest_evidence() -> None:
    versions = (ItemFile("/x/film.mp4", 1000, 60_000), ItemFile("/media/film.mp4", 1000, 60_000))
    index = ItemIndex([Listed(1, 1, versions)])
    files = (*scene("/data/other/film.mp4"), *scene("/data/film.mp4"), *scene("/data/z/film.mp4"))

    answer = match(files, index, MAPPED)

    assert found(answer) == [(1, Evidence.PATH)]
    assert answer.found[0].plex_path == "/media/film.mp4"
    assert answer.confidence is Confidence.HIGH


def test_scenes_whose_files_share_name_and_size_land_by_their_folders() -> None:
    index = ItemIndex([item(1, "/media/a/film.mp4"), item(2, "/media/b/film.mp4")])

    landed = [match(scene(f"/data/{of}/film.mp4"), index, MAPPED).found[0].item for of in "ab"]

    assert landed == [1, 2]


def test_a_decomposed_name_and_a_windows_path_find_their_item() -> None:
    index = ItemIndex([item(1, "/media/caf\u00e9.mp4"), item(2, r"\\NAS\share\New\Film.mp4")])
    windows = PathMapping([("/films", r"\\nas\share")])

    assert [one.item for one in match(scene("/data/cafe\u0301.mp4"), index, MAPPED).found] == [1]
    assert found(match(scene("/films/new/film.mp4"), index, windows)) == [(2, Evidence.PATH)]


def test_a_scene_without_files_matches_nothing() -> None:
    assert match((), ItemIndex([item(1, "/media/film.mp4")]), SAME) == Match()


def test_a_waiting_scene_fits_once_something_speaks_for_it() -> None:
    waiting = scene("/data/film.mp4")

    assert not fits(waiting, ItemIndex([item(1, "/media/film.mp4x", size=5)]), MAPPED)
    assert fits(waiting, ItemIndex([item(1, "/media/film.mp4", size=5)]), MAPPED)
    assert fits(waiting, ItemIndex([item(1, "/a/film.mp4"), item(2, "/b/film.mp4")]), MAPPED)
