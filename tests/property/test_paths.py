"""What holds of every path."""

import string
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.paths import PathMapping, base_name, path_key, same_name

anything = st.text(max_size=40)
names = st.text(
    st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1, max_size=12
)
folders = st.lists(names, min_size=1, max_size=4)
anchors = st.sampled_from(["/", "C:\\", "\\\\nas\\"])


def joined(anchor: str, parts: list[str]) -> str:
    return anchor + ("/" if anchor == "/" else "\\").join(parts)


@given(anything)
def test_a_key_is_its_own_key(path: str) -> None:
    assert path_key(path_key(path)) == path_key(path)


@given(anchors, folders)
def test_the_normal_form_and_the_separators_do_not_matter(anchor: str, parts: list[str]) -> None:
    path = joined(anchor, parts)

    assert path_key(unicodedata.normalize("NFD", path)) == path_key(path)
    assert path_key(path.replace("\\", "/") + "/") == path_key(path)


@given(st.lists(st.text(string.ascii_letters, min_size=1), min_size=1))
def test_case_is_ignored_on_windows_only(parts: list[str]) -> None:
    windows, posix = joined("C:\\", parts), joined("/", parts)

    assert path_key(windows) == path_key(windows.swapcase())
    assert path_key(posix) != path_key(posix.swapcase())


@given(anchors, folders, anchors, folders, folders)
def test_what_is_below_a_root_stays_below_it(
    stash_anchor: str,
    stash_root: list[str],
    plex_anchor: str,
    plex_root: list[str],
    below: list[str],
) -> None:
    root, target = joined(stash_anchor, stash_root), joined(plex_anchor, plex_root)
    path = joined(stash_anchor, stash_root + below)

    mapped = PathMapping([(root, target)]).to_plex(path)

    assert path_key(mapped) == path_key(joined(plex_anchor, plex_root + below))
    assert base_name(mapped) == base_name(path)
    assert same_name(mapped, path)


@given(anchors, folders, folders)
def test_mapping_there_and_back_gives_the_path(
    anchor: str, root: list[str], below: list[str]
) -> None:
    here, there = joined(anchor, root), "/somewhere/else"
    path = joined(anchor, root + below)

    mapped = PathMapping([(here, there)]).to_plex(path)

    assert path_key(PathMapping([(there, here)]).to_plex(mapped)) == path_key(path)
