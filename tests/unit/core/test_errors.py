"""The error tree: every class is drawn, and every error reads as one sentence and a remedy."""

import re

import pytest

from stashplex.core import errors
from stashplex.core.errors import (
    ConfigError,
    ItemGone,
    NotTaken,
    PlexRejected,
    RateLimited,
    ServerAway,
    StashplexError,
    Unreachable,
)
from stashplex.core.outcome import Cause


def _tree(cls: type[StashplexError], depth: int = 0) -> list[tuple[int, str]]:
    below = [line for sub in cls.__subclasses__() for line in _tree(sub, depth + 1)]
    return [(depth, cls.__name__), *below]


def _drawn() -> list[tuple[int, str]]:
    drawn = re.findall(
        r"^((?:[│ ]   )*)(?:[├└]── )?([A-Z]\w+)(?:  +.*)?$", errors.__doc__ or "", re.MULTILINE
    )
    root = drawn[0][1]
    return [(0 if name == root else len(indent) // 4 + 1, name) for indent, name in drawn]


def test_the_drawing_at_the_top_is_the_tree() -> None:
    assert _drawn() == _tree(StashplexError)


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    error = PlexRejected("Plex refuses the edit of item 7.", "Look at the item in Plex.")
    assert str(error) == "Plex refuses the edit of item 7. Look at the item in Plex."
    assert (error.message, error.remedy) == (
        "Plex refuses the edit of item 7.",
        "Look at the item in Plex.",
    )


def test_an_error_without_a_remedy_ends_with_its_sentence() -> None:
    assert str(NotTaken("Plex keeps the old title.")) == "Plex keeps the old title."


def test_the_error_type_is_the_name_of_the_class() -> None:
    assert NotTaken("It stays.").error_type == "NotTaken"


def test_an_error_becomes_a_cause_that_can_be_stored() -> None:
    error = Unreachable("Plex", "Nobody answers at plex.example.", "Start Plex.")
    assert error.cause == Cause("Unreachable", "Nobody answers at plex.example. Start Plex.")


def test_a_server_error_knows_whose_it_is() -> None:
    error = Unreachable("Stash", "Nobody answers.")
    assert error.server == "Stash"
    assert isinstance(error, ServerAway)


def test_a_rate_limit_carries_the_wait_that_is_asked_for() -> None:
    error = RateLimited("Plex", "Plex asks to slow down.", wait_seconds=30.0)
    assert (error.wait_seconds, error.server) == (30.0, "Plex")


def test_an_item_that_is_gone_says_which() -> None:
    assert ItemGone("Item 7 vanished.", item=7).item == 7


def test_a_configuration_error_holds_one_line_per_mistake() -> None:
    error = ConfigError(["plex.url is missing", "sync.batch_size is not a number"], "Mend both.")
    assert error.problems == ["plex.url is missing", "sync.batch_size is not a number"]
    assert error.message.splitlines() == error.problems


@pytest.mark.parametrize("name", [name for _, name in _tree(StashplexError)])
def test_every_error_class_says_what_it_means(name: str) -> None:
    assert getattr(errors, name).__doc__
