"""Plex's JSON in its many spellings."""

import json
from collections.abc import Mapping

import pytest

from stashplex.core.item import Field, ImageList, ItemFile, Section, Tag
from stashplex.servers.plex import wire


def items(container: Mapping[str, object]) -> wire.WireItems:
    return wire.ITEMS.decode(json.dumps({"MediaContainer": container}).encode()).container


@pytest.mark.parametrize("number", [7, "7"])
@pytest.mark.parametrize("yes", [True, 1, "1", "true"])
def test_ids_and_booleans_come_in_several_types(number: object, yes: object) -> None:
    one = {
        "ratingKey": number,
        "librarySectionID": number,
        "Field": [{"name": "genre", "locked": yes}, {"name": "title", "locked": False}],
    }

    item = wire.full_items(items({"Metadata": [one]}))[7]

    assert item.section == 7
    assert item.locked == {Field.GENRES}


def test_everything_but_the_id_may_be_absent() -> None:
    item = wire.full_items(items({"Metadata": [{"ratingKey": "7"}]}))[7]

    assert (item.section, item.texts, item.tags, item.files) == (0, {}, {}, ())
    assert items({"size": 0}).items == []


def test_what_items_share_may_stand_on_the_container() -> None:
    container = items({"librarySectionID": "4", "Metadata": [{"ratingKey": "7"}]})

    assert wire.full_items(container)[7].section == 4


def test_every_field_is_found_under_its_own_name() -> None:
    one = {
        "ratingKey": "7",
        "title": "null",
        "summary": "Line\none",
        "studio": "S",
        "originallyAvailableAt": "2020-01-02",
        "userRating": "7.50",
        "contentRating": "XXX",
        "thumb": "/t/1",
        "art": "/a/1",
        "updatedAt": "17",
        "Role": [{"tag": "Ann", "role": "Herself", "thumb": "http://x/1.jpg"}, {"tag": "Bo"}],
        "Genre": [{"tag": "G"}],
        "Director": [{"tag": "D"}],
        "Collection": [{"tag": "C"}],
        "Label": [{"tag": "L"}],
    }

    item = wire.full_items(items({"Metadata": [one]}))[7]

    assert dict(item.texts) == {
        Field.TITLE: "null",
        Field.SUMMARY: "Line\none",
        Field.STUDIO: "S",
        Field.DATE: "2020-01-02",
        Field.RATING: "7.5",
        Field.CONTENT_RATING: "XXX",
    }
    assert dict(item.tags) == {
        Field.ROLES: (Tag("Ann", "Herself", "http://x/1.jpg"), Tag("Bo")),
        Field.GENRES: (Tag("G"),),
        Field.DIRECTOR: (Tag("D"),),
        Field.COLLECTIONS: (Tag("C"),),
        Field.LABELS: (Tag("L"),),
    }
    assert (item.thumb, item.art, item.updated_at) == ("/t/1", "/a/1", 17)


def test_a_whole_rating_has_no_decimals() -> None:
    one = {"ratingKey": "7", "userRating": 10.0}

    assert wire.full_items(items({"Metadata": [one]}))[7].texts[Field.RATING] == "10"


def test_every_part_of_every_version_is_a_file() -> None:
    media = [
        {"Part": [{"file": "/a.mp4", "size": "10", "duration": 5.0}, {"file": "/b.mp4"}]},
        {"Part": [{"key": "no file"}]},
        {},
    ]

    (listed,) = wire.listed(items({"Metadata": [{"ratingKey": 7, "Media": media}]}), 3)

    assert listed.section == 3
    assert listed.files == (ItemFile("/a.mp4", 10, 5), ItemFile("/b.mp4", 0, None))


def test_only_libraries_of_movies_are_sections() -> None:
    directory = [
        {"key": "1", "type": "movie", "title": "M", "Location": [{"id": 1, "path": "/m"}]},
        {"key": "2", "type": "show", "title": "S"},
        {"key": 3, "type": "movie", "title": "N"},
    ]
    body = json.dumps({"MediaContainer": {"Directory": directory}}).encode()

    assert wire.movie_sections(wire.SECTIONS.decode(body).container) == (
        Section(1, "M", ("/m",)),
        Section(3, "N"),
    )


@pytest.mark.parametrize("moved", ["contentChangedAt", "updatedAt", "scannedAt"])
def test_the_stamp_of_a_library_moves_with_each_of_its_moments(moved: str) -> None:
    moments = {"contentChangedAt": "11", "updatedAt": 12, "scannedAt": 13}

    assert stamp_of(moments) == stamp_of(moments) != stamp_of({**moments, moved: 99})


def test_a_library_that_does_not_say_when_its_content_changed_has_no_stamp() -> None:
    assert stamp_of({"updatedAt": 12, "scannedAt": 13}) == ""


def stamp_of(moments: dict[str, object]) -> str:
    directory = [{"key": "1", "type": "movie", **moments}]
    body = json.dumps({"MediaContainer": {"Directory": directory}}).encode()
    (section,) = wire.movie_sections(wire.SECTIONS.decode(body).container)
    return section.stamp


@pytest.mark.parametrize("name", ["Metadata", "Photo"])
def test_images_come_under_two_names(name: str) -> None:
    images = [
        {"ratingKey": "metadata://posters/x", "key": "/file?url=x"},
        {"ratingKey": "upload://posters/y", "selected": "1"},
        {"key": "/only/a/key", "selected": False},
    ]
    body = json.dumps({"MediaContainer": {name: images}}).encode()

    assert wire.image_list(wire.IMAGES.decode(body).container) == ImageList(
        "upload://posters/y", ("metadata://posters/x", "upload://posters/y", "/only/a/key")
    )


def test_no_images_are_an_empty_list() -> None:
    assert wire.image_list(wire.IMAGES.decode(b'{"MediaContainer": {}}').container) == ImageList("")
