"""The learned path mapping: believed only where enough files agree."""

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex
from stashplex.core.learning import (
    MOST_EXCEPTIONS_KEPT,
    Tally,
    Witness,
    learn,
    mapping_of,
    only_place,
    relearn,
    review,
    witnesses,
)
from stashplex.core.paths import PathMapping, split_common_tail
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


def test_disks_below_one_folder_are_learned_each_for_itself() -> None:
    seen = [
        *pairs("/mnt/one", "/pool/a/one", 6),
        *pairs("/mnt/two", "/pool/b/two", 6, start=50),
    ]

    assert [root.pair for root in learn(seen)] == [
        ("/mnt/one", "/pool/a/one"),
        ("/mnt/two", "/pool/b/two"),
    ]


def test_the_start_of_all_paths_is_no_root() -> None:
    seen = [*pairs("/data", "/mnt/data", 5), *pairs("/same", "/same", 50, start=50)]

    assert [root.pair for root in learn(seen)] == [("/data", "/mnt/data")]


def test_a_share_needs_its_name_and_a_drive_is_a_root() -> None:
    shared = [Witness(f"\\\\nas\\media\\{n}.mp4", f"/mnt/media/{n}.mp4") for n in range(4)]
    drive = [Witness(f"D:\\a\\{n}.mp4", f"/mnt/d/a/{n}.mp4") for n in range(4)]

    assert [root.pair for root in learn(shared)] == [("\\\\nas\\media", "/mnt/media")]
    assert [root.pair for root in learn(drive)] == [("D:\\", "/mnt/d")]


def test_names_agree_as_plex_compares_them() -> None:
    windows = [Witness(f"/data/Films/{n}.mp4", f"D:\\x\\FILMS\\{n}.mp4") for n in range(4)]
    posix = [Witness(f"/data/Films/{n}.mp4", f"/x/films/{n}.mp4") for n in range(4)]

    assert [root.pair for root in learn(windows)] == [("/data", "D:\\x")]
    assert [root.pair for root in learn(posix)] == [("/data/Films", "/x/films")]


def test_a_library_of_many_odd_folders_is_learned_in_one_pass() -> None:
    seen = [
        Witness(f"/data/p{n // 4}/{n}.mp4", f"/media/P {n // 4}/{n}.mp4") for n in range(20_000)
    ]

    assert len(learn(seen)) == 5_000


def test_what_is_learned_anew_stands_beside_what_nobody_refutes() -> None:
    known = learn([*pairs("/data", "/media", 10), *pairs("/more", "/extra", 5, start=50)])

    again = relearn(known, [*pairs("/data", "/moved", 10), *pairs("/new", "/fresh", 3, start=90)])

    assert [(root.pair, root.agreeing) for root in again] == [
        (("/data", "/moved"), 10),
        (("/more", "/extra"), 5),
        (("/new", "/fresh"), 3),
    ]


def test_a_root_that_a_wider_one_tells_as_well_is_not_kept_beside_it() -> None:
    known = learn(pairs("/data/one", "/media/one", 4))

    (root,) = relearn(known, [*pairs("/data/one", "/media/one", 4), *pairs("/data", "/media", 6)])

    assert root.pair == ("/data", "/media")


def test_the_version_of_a_mapping_is_the_same_whatever_the_counts() -> None:
    few, many = learn(pairs("/data", "/media", 3)), learn(pairs("/data", "/media", 300))

    assert few != many
    assert mapping_of(few).version == mapping_of(many).version
    assert mapping_of(few).version != mapping_of(learn(pairs("/data", "/other", 3))).version
    assert mapping_of(()).version == "identity"


def test_files_are_counted_as_they_pass_and_few_are_kept() -> None:
    items = [Listed(n, 1, (ItemFile(f"/m/{n}.mp4", n),)) for n in range(1, 11)]
    items += [Listed(n, 1, (ItemFile(f"/other/{n}.mp4", n),)) for n in range(11, 21)]
    tally = Tally(PathMapping([("/d", "/m")], learned=True))

    for n in range(1, 31):
        tally.count(SceneFile(f"/d/{n}.mp4", n), ItemIndex(items))

    (root,) = tally.roots()
    assert (root.agreeing, root.witnesses, tally.strays) == (10, 20, 10)
    assert root.is_refuted
    assert len(root.exceptions) == len(tally.examples()) == MOST_EXCEPTIONS_KEPT
    assert root.exceptions[0] == Witness("/d/11.mp4", "/other/11.mp4")


def test_a_file_that_two_libraries_show_at_one_path_is_a_witness() -> None:
    index = ItemIndex([Listed(n, n, (ItemFile("/m/a.mp4", 10),)) for n in (1, 2)])

    assert only_place(SceneFile("/d/a.mp4", 10), index) == "/m/a.mp4"
