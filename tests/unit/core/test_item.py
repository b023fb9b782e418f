"""Items: what they show, and how a value is stored."""

import pytest

from stashplex.core.item import (
    IMAGE_FIELDS,
    TAG_FIELDS,
    TEXT_FIELDS,
    Field,
    Item,
    Tag,
    Value,
    value_from_json,
    value_to_json,
)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Harbour at dusk",
        '["not", "a", "list"]',
        'quotes " and \\ and \n and \u00e9',
        (),
        (Tag("A"),),
        (Tag("B, c", role="the captain", thumb="https://example.org/b.jpg"), Tag("\u6d77")),
    ],
)
def test_a_stored_value_comes_back_unchanged(value: Value) -> None:
    assert value_from_json(value_to_json(value)) == value


def test_no_text_and_no_tags_are_stored_apart() -> None:
    assert value_to_json("") != value_to_json(())


def test_an_item_without_a_value_shows_the_empty_one() -> None:
    item = Item(7, 1)
    assert {name: item.value(name) for name in Field} == {
        name: () if name in TAG_FIELDS else "" for name in Field
    }


def test_an_item_shows_its_texts_tags_and_image_paths() -> None:
    item = Item(
        7,
        1,
        texts={Field.TITLE: "Harbour"},
        tags={Field.GENRES: (Tag("Outdoor"),)},
        thumb="/thumb/1",
        art="/art/1",
    )
    assert item.value(Field.TITLE) == "Harbour"
    assert item.value(Field.GENRES) == (Tag("Outdoor"),)
    assert item.value(Field.POSTER) == "/thumb/1"
    assert item.value(Field.ART) == "/art/1"


def test_every_field_is_a_text_a_list_of_tags_or_an_image() -> None:
    assert sorted(TEXT_FIELDS + TAG_FIELDS + IMAGE_FIELDS) == sorted(Field)
