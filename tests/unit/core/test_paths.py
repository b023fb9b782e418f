"""How paths compare, and how they are mapped."""

import pytest

from stashplex.core.paths import (
    PathMapping,
    base_name,
    folder_of,
    folders_in_common,
    lies_below,
    mapping_problems,
    name_key,
    path_key,
    same_name,
    stem,
)

COMPOSED = "/data/caf\u00e9.mp4"
DECOMPOSED = "/data/cafe\u0301.mp4"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COMPOSED, DECOMPOSED),
        ("/data//videos/a.mp4", "/data/videos/a.mp4"),
        ("/data/videos/", "/data/videos"),
        (r"C:\Videos\A.mp4", "c:/videos/a.MP4"),
        (r"\\?\C:\Videos\a.mp4", r"C:\Videos\a.mp4"),
        (r"\\?\UNC\nas\media\a.mp4", r"\\NAS\media\a.mp4"),
        (r"\\nas\media\\a.mp4", "//nas/media/a.mp4"),
        ("C:", "C:\\"),
        ("D:\\Caf\u00c9", "d:/cafe\u0301"),
    ],
)
def test_two_spellings_of_one_path_have_one_key(one: str, other: str) -> None:
    assert path_key(one) == path_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/data/A.mp4", "/data/a.mp4"),
        ("/data/a.mp4", "data/a.mp4"),
        ("/data/a.mp4", "//data/a.mp4"),
        ("C:/a.mp4", "D:/a.mp4"),
        ("/data/ab/c.mp4", "/data/a/bc.mp4"),
    ],
)
def test_different_paths_have_different_keys(one: str, other: str) -> None:
    assert path_key(one) != path_key(other)


@pytest.mark.parametrize(
    ("path", "name", "without_extension"),
    [
        ("/data/some.film.mp4", "some.film.mp4", "some.film"),
        (r"C:\Videos/mixed\film.mp4", "film.mp4", "film"),
        (r"\\nas\media\film.mp4", "film.mp4", "film"),
        ("/data/.hidden", ".hidden", ".hidden"),
        ("/data/no extension", "no extension", "no extension"),
        ("film.mp4", "film.mp4", "film"),
        ("/data/folder/", "folder", "folder"),
        (r"/data/this\that.mp4", r"this\that.mp4", r"this\that"),
        ("", "", ""),
        ("/", "", ""),
    ],
)
def test_the_file_name_is_what_follows_the_last_separator(
    path: str, name: str, without_extension: str
) -> None:
    assert (base_name(path), stem(path)) == (name, without_extension)


def test_file_names_differ_in_case_unless_one_side_ignores_it() -> None:
    assert not same_name("/data/Film.mp4", "/media/film.mp4")
    assert same_name("/data/Film.mp4", r"Z:\media\film.mp4")
    assert not same_name("/data/Film.mp4", r"Z:\media\other.mp4")
    assert same_name(COMPOSED, DECOMPOSED)
    assert name_key("/data/Film.mp4") == name_key(r"Z:\media\film.mp4")


def test_folders_in_common_are_counted_from_the_file_upwards() -> None:
    assert folders_in_common("/data/a/b/film.mp4", "/media/x/a/b/film.mp4") == 2
    assert folders_in_common("/data/a/b/film.mp4", r"Z:\data\a\B\film.mp4") == 3
    assert folders_in_common("/data/a/film.mp4", "/data/b/film.mp4") == 0
    assert folders_in_common("film.mp4", "film.mp4") == 0


def test_without_pairs_a_path_stays_as_it_is() -> None:
    assert PathMapping().to_plex("/data//a.mp4") == "/data//a.mp4"
    assert PathMapping().version == "identity"


def test_the_longest_root_wins() -> None:
    mapping = PathMapping([("/data", "/media"), ("/data/new/", "/fresh/"), ("/", "/rest")])

    assert mapping.to_plex("/data/new/a.mp4") == "/fresh/a.mp4"
    assert mapping.to_plex("/data/old/a.mp4") == "/media/old/a.mp4"
    assert mapping.to_plex("/other/a.mp4") == "/rest/other/a.mp4"


def test_a_root_is_compared_in_whole_components() -> None:
    mapping = PathMapping([("/data", "/media")])

    assert mapping.to_plex("/database/a.mp4") == "/database/a.mp4"
    assert mapping.to_plex("/data") == "/media"


def test_a_root_of_the_posix_side_never_takes_a_unc_path() -> None:
    assert PathMapping([("/", "/media")]).to_plex(r"\\nas\a.mp4") == r"\\nas\a.mp4"


@pytest.mark.parametrize(
    ("stash_root", "plex_root", "path", "mapped"),
    [
        ("D:/Videos/", "/media", r"d:\videos\New\A.mp4", "/media/New/A.mp4"),
        ("/data", r"\\nas\share", "/data/new/a.mp4", r"\\nas\share\new\a.mp4"),
        (r"\\NAS\share", "Z:", r"\\?\UNC\nas\share\new\a.mp4", r"Z:\new\a.mp4"),
        (r"//nas/share\new", "/media", r"\\nas\share/new\a.mp4", "/media/a.mp4"),
        (r"D:\\", r"\\?\E:\Plex", r"\\?\D:\a.mp4", r"E:\Plex\a.mp4"),
        ("/caf\u00e9", "/media", "/cafe\u0301/cafe\u0301.mp4", "/media/cafe\u0301.mp4"),
    ],
)
def test_a_mapped_path_is_spelled_as_its_new_side_spells_it(
    stash_root: str, plex_root: str, path: str, mapped: str
) -> None:
    assert PathMapping([(stash_root, plex_root)]).to_plex(path) == mapped


def test_two_mappings_for_one_root_are_refused_by_name() -> None:
    pairs = [("/data", "/media"), ("/data/", "/other")]

    assert mapping_problems(pairs) == [
        'paths: "/data/" is mapped twice, to "/media" and to "/other"; keep one of them.'
    ]
    with pytest.raises(ValueError, match="mapped twice"):
        PathMapping(pairs)


def test_every_problem_of_a_mapping_is_told_at_once() -> None:
    problems = mapping_problems([("data", ""), ("C:\\a", "/x"), ("c:/A/", "/y")])

    assert problems == [
        'paths: stash = "data" is not an absolute path; give the whole path of a folder.',
        'paths: plex = "" is not an absolute path; give the whole path of a folder.',
        'paths: "c:/A/" is mapped twice, to "/x" and to "/y"; keep one of them.',
    ]


def test_the_version_tells_mappings_apart_and_not_their_spellings() -> None:
    version = PathMapping([("/a", "/b"), ("/c", "/d")]).version

    assert PathMapping([("/c/", "/d"), ("/a", "/b//")]).version == version
    assert PathMapping([("/a", "/b")]).version != version
    assert PathMapping([("/a", "/d"), ("/c", "/b")]).version != version
    assert PathMapping([("/a", "/b"), ("/c", "/d")], learned=True).version != version


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/data/a b/film.mp4", "/data/a b"),
        (r"D:\Clips\new\film.mp4", r"D:\Clips\new"),
        (r"\\nas\media/new/film.mp4", r"\\nas\media/new"),
        ("/film.mp4", ""),
        ("film.mp4", ""),
    ],
)
def test_the_folder_of_a_file_keeps_its_spelling(path: str, folder: str) -> None:
    assert folder_of(path) == folder


@pytest.mark.parametrize(
    ("folder", "root"),
    [
        ("/data/new", "/data"),
        ("/data/new", "/data/"),
        ("/data/a/b", "/"),
        (r"D:\CLIPS\new", "d:/clips"),
        (r"\\NAS\media\new", "//nas/media"),
        ("/data/cafe\u0301/x", "/data/caf\u00e9"),
    ],
)
def test_a_folder_lies_below_a_root_that_its_names_lead_through(folder: str, root: str) -> None:
    assert lies_below(folder, root)


@pytest.mark.parametrize(
    ("folder", "root"),
    [
        ("/data", "/data"),
        ("/database/new", "/data"),
        ("/Data/new", "/data"),
        ("/data/../etc", "/data"),
        ("/data/./new", "/data"),
        ("/data\\new/x", "/data"),
        ("/elsewhere/new", "/data"),
        ("data/new", "data"),
        ("", "/data"),
        ("/data/new", ""),
        (r"D:\Clips\..\Windows\x", r"D:\Clips"),
        ("E:/clips/new", "D:/clips"),
    ],
)
def test_a_folder_that_is_the_root_or_climbs_lies_nowhere(folder: str, root: str) -> None:
    assert not lies_below(folder, root)
