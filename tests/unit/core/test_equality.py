"""What counts as equal decides whether a write is needed."""

import pytest

from stashplex.core.equality import fold, folded_names, same, same_rating, same_text, tags_text
from stashplex.core.item import Field, Tag


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Outdoor", "outdoor"),
        ("  Outdoor ", "Outdoor"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("CAF\u00c9", "cafe\u0301"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_tag_names_are_one_under_nfc_trim_and_casefold(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_different() -> None:
    assert fold("Outdoor") != fold("Out door")


def test_folded_names_are_a_set() -> None:
    assert folded_names([Tag("B"), Tag("b"), Tag("A")]) == {"a", "b"}


def test_the_text_of_names_ignores_order_case_and_doubles() -> None:
    assert tags_text(["B", "a", "A"]) == tags_text(["a", "b"]) == '["a", "b"]'


def test_no_names_have_no_text() -> None:
    assert tags_text([]) == ""


def test_names_with_quotes_and_commas_do_not_run_together() -> None:
    assert tags_text(['a", "b']) != tags_text(["a", "b"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Two\r\nlines\rmore", "Two\nlines\nmore"),
        ("Caf\u00e9", "Cafe\u0301"),
        (" text\n", "text"),
    ],
)
def test_texts_are_equal_after_newline_normalisation_nfc_and_trimming(one: str, other: str) -> None:
    assert same_text(one, other)


def test_texts_differ_in_case() -> None:
    assert not same_text("Harbour", "harbour")


@pytest.mark.parametrize(
    ("one", "other"),
    [("8.7", "8.699999809"), ("10", "10.0"), ("", ""), ("odd", "odd"), ("nan", "nan")],
)
def test_ratings_are_equal_as_numbers_with_tolerance(one: str, other: str) -> None:
    assert same_rating(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("8.7", "8.8"), ("", "0"), ("0", ""), ("odd", "8"), ("8", "odd")]
)
def test_ratings_differ_where_the_numbers_do_or_one_is_none(one: str, other: str) -> None:
    assert not same_rating(one, other)


def test_a_field_of_tags_compares_as_a_set() -> None:
    assert same(Field.GENRES, (Tag("A"), Tag("B")), (Tag("b"), Tag("a", role="x")))
    assert not same(Field.GENRES, (Tag("A"),), ())


def test_a_rating_compares_as_a_number_and_another_text_does_not() -> None:
    assert same(Field.RATING, "8", "8.0")
    assert not same(Field.TITLE, "8", "8.0")


def test_a_text_never_equals_tags() -> None:
    assert not same(Field.GENRES, "", ())
    assert not same(Field.GENRES, (), "")
