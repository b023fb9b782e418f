"""The packed index answers like a plain search through the items."""

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.item import ItemFile, Listed
from stashplex.core.item_index import ItemIndex, Part
from stashplex.core.paths import path_key, same_name

paths = st.sampled_from(
    ["/a/film.mp4", "/b/film.mp4", "/b/Film.mp4", r"C:\a\FILM.mp4", "/a/caf\u00e9", "/b/cafe\u0301"]
)
sizes = st.integers(0, 2)
durations = st.none() | st.integers(0, 4000)
files = st.builds(ItemFile, paths, sizes, durations)
items = st.builds(
    Listed, st.integers(1, 5), st.integers(1, 2), st.lists(files, max_size=3).map(tuple)
)
loads = st.tuples(st.integers(1, 2), st.lists(items, max_size=4, unique_by=lambda one: one.id))
Change = Listed | int | tuple[int, list[Listed]]
changes: st.SearchStrategy[list[Change]] = st.lists(
    st.one_of(items, st.integers(1, 5), loads), max_size=12
)


def changed(index: ItemIndex, model: dict[int, Listed], run: list[Change]) -> None:
    """Does the same to the index and to a plain dictionary."""
    for change in run:
        match change:
            case Listed():
                index.replace([change])
                model[change.id] = change
            case int():
                index.forget(change)
                model.pop(change, None)
            case (section, listing):
                here = [Listed(one.id, section, one.files) for one in listing]
                index.load(section, here)
                for gone in [one.id for one in model.values() if one.section == section]:
                    del model[gone]
                model.update({one.id: one for one in here})


@given(changes, paths, sizes, st.floats(0, 5))
def test_every_look_up_finds_what_a_plain_search_finds(
    run: list[Change], path: str, size: int, seconds: float
) -> None:
    index = ItemIndex()
    model: dict[int, Listed] = {}
    changed(index, model, run)

    parts = [
        Part(one, model[one].section, file) for one in sorted(model) for file in model[one].files
    ]

    assert [index.get(item) for item in range(1, 6)] == [model.get(item) for item in range(1, 6)]
    assert len(index) == len(model)
    assert list(index.at_path(path)) == [
        part for part in parts if path_key(part.file.path) == path_key(path)
    ]
    assert list(index.named(path, size)) == [
        part for part in parts if 0 < size == part.file.size and same_name(path, part.file.path)
    ]
    assert list(index.lasting(size, seconds)) == [
        part
        for part in parts
        if 0 < size == part.file.size
        and part.file.duration_ms is not None
        and abs(part.file.duration_ms - seconds * 1000) <= 1000
        and seconds > 0
    ]
