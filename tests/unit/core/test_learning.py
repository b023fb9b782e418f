"""The learned path mapping: believed only where enough files agree."""

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex
from stashplex.core.learning import Witness, learn, mapping_of, review, witnesses
from stashplex.core.paths import split_common_tail
from stashplex.core.scene import SceneFile


def pairs(stash: str, plex: str, count: int, start: int = 0) -> list[Witness]:
    numbers = range(start, start + count)
    return [Witness(f"{stash}/f{n % 4}/{n}.mp4", f"{plex}/f{n % 4}/{n}.mp4") for n in numbers]


def test_a_root_is_learned_from_files_that_agree() -> None:
    (root,) = learn(pairs("/data", "/media/library", 10))

    assert (root.stash, root.plex) == ("/data", "/media/library")
    assert (root.agreeing, root.witnesses) == (10, 10)
    assert str(root) == "`/data` in Stash is `/media/library` in Plex: 10 of 10 files agree"


def test_two_witnesses_are_not_enough() -> None:
    assert learn(pairs("/data", "/media", 2)) == ()


def test_equal_paths_teach_nothing() -> None:
    assert learn(pairs("/data", "/data", 20)) == ()


def test_a_moved_file_is_an_exception_that_is_shown() -> None:
    moved = Witness("/data/old/9.mp4", "/media/new/9.mp4")

    (root,) = learn([*pairs("/data", "/media", 9), moved])

    assert (root.agreeing, root.witnesses) == (9, 10)
    assert root.exceptions == (moved,)


def test_a_root_that_too_many_contradict_is_not_learned() -> None:
    others = [Witness(f"/data/f{n % 4}/x{n}.mp4", f"/elsewhere{n}/y/x{n}.mp4") for n in range(6)]

    assert learn([*pairs("/data", "/media", 9), *others]) == ()


def test_several_roots_are_learned_also_one_inside_another() -> None:
    seen = [*pairs("/data", "/media", 8), *pairs("/data/new/drive", "/fresh", 8, start=100)]

    assert [(root.stash, root.plex, root.agreeing) for root in learn(seen)] == [
        ("/data", "/media", 8),
        ("/data/new/drive", "/fresh", 8),
    ]


def test_windows_drives_and_shares_are_learned_in_their_own_spelling() -> None:
    seen = [Witness(f"D:\\Videos\\a\\{n}.mp4", f"\\\\nas\\media\\A\\{n}.mp4") for n in range(4)]

    (root,) = learn(seen)

    assert (root.stash, root.plex) == ("D:\\Videos", "\\\\nas\\media")
    mapped = mapping_of([root]).to_plex("d:/videos/b/9.mp4")
    assert mapped == "\\\\nas\\media\\b\\9.mp4"


def test_only_files_unique_by_name_and_size_on_both_sides_are_witnesses() -> None:
    index = ItemIndex(
        [
            Listed(1, 1, (ItemFile("/m/a.mp4", 10),)),
            Listed(2, 1, (ItemFile("/m/b.mp4", 20),)),
            Listed(3, 1, (ItemFile("/m/x/b.mp4", 20),)),
            Listed(4, 1, (ItemFile("/m/c.mp4", 30),)),
        ]
    )
    files = [
        SceneFile("/d/a.mp4", 10),
        SceneFile("/d/b.mp4", 20),
        SceneFile("/d/c.mp4", 30),
        SceneFile("/d/x/c.mp4", 30),
        SceneFile("/d/none.mp4", 40),
        SceneFile("/d/empty.mp4", 0),
    ]

    assert witnesses(files, index) == (Witness("/d/a.mp4", "/m/a.mp4"),)


def test_review_drops_a_root_that_stopped_being_true() -> None:
    roots = learn(pairs("/data", "/media", 10))

    assert review(roots, pairs("/data", "/moved", 10)) == ()


def test_review_renews_the_counts_and_keeps_what_nobody_speaks_of() -> None:
    roots = learn([*pairs("/data", "/media", 10), *pairs("/more", "/extra", 5, start=50)])

    kept = review(roots, pairs("/data", "/media", 4))

    assert [(root.stash, root.agreeing) for root in kept] == [("/data", 4), ("/more", 5)]


def test_a_learned_mapping_is_marked_so_that_every_file_must_agree_by_size() -> None:
    assert mapping_of(learn(pairs("/data", "/media", 5))).learned


def test_relative_paths_and_other_names_have_no_common_tail() -> None:
    assert split_common_tail("a/b.mp4", "/m/b.mp4") == ("", "")
    assert split_common_tail("/a/b.mp4", "/m/c.mp4") == ("", "")
