"""A secret shows a mask wherever it is formatted, and is never serialised."""

import copy
import json
import pickle
from dataclasses import dataclass

import pytest

from stashplex.core.secret import MASK, Secret

TOKEN = "token-of-a-test"


@dataclass(frozen=True)
class Settings:
    """Holds a secret, as settings do."""

    token: Secret


def test_only_reveal_gives_it_away() -> None:
    assert Secret(TOKEN).reveal() == TOKEN


@pytest.mark.parametrize(
    "shown",
    [
        str(Secret(TOKEN)),
        repr(Secret(TOKEN)),
        f"{Secret(TOKEN)}",
        f"{Secret(TOKEN)!r}",
        f"{Secret(TOKEN):>20}",
        "{}".format(Secret(TOKEN)),  # noqa: UP032  another road to a text
        "%s" % Secret(TOKEN),  # noqa: UP031  another road to a text
        repr(Settings(Secret(TOKEN))),
        repr([Secret(TOKEN)]),
    ],
)
def test_formatting_shows_a_mask(shown: str) -> None:
    assert TOKEN not in shown
    assert MASK in shown


def test_the_mask_does_not_tell_the_length() -> None:
    assert str(Secret("a")) == str(Secret("a" * 50)) == str(Secret(""))


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret(TOKEN)


def test_secrets_compare_by_what_they_hold_and_never_equal_a_text() -> None:
    assert Secret(TOKEN) == Secret(TOKEN)
    assert Secret(TOKEN) != Secret("another")
    assert Secret(TOKEN) != TOKEN
    assert len({Secret(TOKEN), Secret(TOKEN)}) == 1


def test_it_cannot_be_pickled_copied_or_written_as_json() -> None:
    for serialise in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as refusal:
            serialise(Secret(TOKEN))
        assert TOKEN not in str(refusal.value)


def test_it_has_no_dictionary_to_look_into() -> None:
    assert not hasattr(Secret(TOKEN), "__dict__")
