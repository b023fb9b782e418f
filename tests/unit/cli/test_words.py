"""How values, durations and moments look."""

import pytest

from stashplex.cli.drawing.words import (
    byte_size,
    clock,
    duration,
    shorten,
    shown_value,
    why,
)
from stashplex.core.counting import counted
from stashplex.core.item import Field, Tag

SHA1 = "6bf30189aabbccddeeff00112233445566778899"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (59.94, "59.9 s"), (75, "1 min 15 s"), (7265, "2 h 1 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59.6, "1:00"), (754.2, "12:34"), (3725, "1:02:05")]
)
def test_lengths(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(12, "12 bytes"), (700_000_000, "700 MB"), (3_200_000_000_000, "3.2 TB")]
)
def test_sizes(size: int, shown: str) -> None:
    assert byte_size(size) == shown


def test_counts_with_their_noun() -> None:
    assert (counted(1, "scene"), counted(1234, "scene")) == ("1 scene", "1,234 scenes")


def test_a_long_text_is_cut_and_a_hostile_one_is_one_harmless_line() -> None:
    assert shorten("x" * 80, 10) == "xxxxxxxxx…"
    assert shorten("a\nb\x1b[31m\u202e") == "a\\nb\\x1b[31m\\u202e"


def test_values_as_a_table_shows_them() -> None:
    people = (Tag("Alva, the Elder"), Tag("Bero"))

    assert shown_value(Field.STUDIO, "") == "nothing"
    assert shown_value(Field.ROLES, people) == "Alva, the Elder · Bero"
    assert shown_value(Field.POSTER, SHA1) == "picture 6bf30189…"
    assert shown_value(Field.POSTER, f"upload://posters/{SHA1}") == "picture 6bf30189…"
    assert shown_value(Field.POSTER, "metadata://posters/agent_77") == "Plex's own agent_77"
    assert shown_value(Field.POSTER, "/library/metadata/7/thumb/1700") == "the one it shows"


def test_a_long_list_says_how_many_it_holds() -> None:
    many = tuple(f"subject {number}" for number in range(180))

    shown = shown_value(Field.GENRES, many)

    assert shown.endswith("… (180 in all)")
    assert len(shown) <= 60


def test_a_reason_has_words_and_an_error_type_is_its_own() -> None:
    assert why("no_file") == "no file in Stash"
    assert why("PlexRejected") == "PlexRejected"
