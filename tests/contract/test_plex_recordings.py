"""Answers that real Plex servers gave parse into our records."""

from pathlib import Path

import pytest

from stashplex.core.item import Field, ItemFile
from stashplex.servers.plex import wire

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "plex"
pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recorded answers of real servers are not on this machine"
)


def recorded(name: str) -> wire.WireItems:
    return wire.ITEMS.decode((RECORDINGS / name).read_bytes()).container


def test_a_listing_becomes_listed_items_with_their_files() -> None:
    listed = wire.listed(recorded("movie_library.json"), section=1)

    assert sorted(one.id for one in listed) == [55, 56, 57, 108]
    assert {len(one.files) for one in listed} == {1}
    assert all(one.files[0].size and one.files[0].duration_ms for one in listed)
    assert all(
        one.updated_at and one.thumb.startswith(f"/library/metadata/{one.id}/thumb/")
        for one in listed
    )


def test_a_full_item_becomes_an_item_with_every_tag() -> None:
    item = wire.full_items(recorded("metadata_108.json"))[108]

    assert item.section == 1
    assert item.files == (ItemFile(item.files[0].path, 13400382, 5062),)
    assert item.files[0].path.endswith(".mkv")
    assert {name: len(tags) for name, tags in item.tags.items()} == {
        Field.ROLES: 22,
        Field.GENRES: 4,
        Field.DIRECTOR: 1,
    }
    assert all(tag.name and tag.role for tag in item.tags[Field.ROLES])
    assert item.texts[Field.DATE] == "2002-04-13"
    assert item.texts[Field.CONTENT_RATING] == "R"
    assert Field.RATING not in item.texts
    assert item.locked == frozenset()


def test_a_collection_is_no_item() -> None:
    assert wire.full_items(recorded("metadata_161.json")) == {}


def test_a_library_of_shows_does_not_stop_the_reader() -> None:
    shows = wire.listed(recorded("tv_library.json"), section=2)

    assert shows
    assert all(one.files == () for one in shows)
