"""Every error has its exit code."""

import pytest

from stashplex.cli.exits import Exit, exit_of
from stashplex.core import errors
from stashplex.core.errors import (
    DatabaseAway,
    DataFolderError,
    SceneError,
    ServerError,
    StashplexError,
    UnknownLibrary,
)


def kinds_of(parent: type[StashplexError]) -> list[type[StashplexError]]:
    """Returns a kind of error and all kinds below it."""
    return [parent, *(kind for child in parent.__subclasses__() for kind in kinds_of(child))]


def made(kind: type[StashplexError]) -> StashplexError:
    """Returns an error of this kind, however it is made."""
    return kind.__new__(kind)


@pytest.mark.parametrize(
    "kind",
    [
        DatabaseAway,
        errors.NotNow,
        *(kind for kind in kinds_of(ServerError) if kind is not UnknownLibrary),
    ],
)
def test_trouble_with_a_server_is_three(kind: type[StashplexError]) -> None:
    assert exit_of(made(kind)) is Exit.SERVER


@pytest.mark.parametrize(
    "kind",
    [
        *(kind for kind in kinds_of(DataFolderError) if kind is not DatabaseAway),
        UnknownLibrary,
        errors.ConfigError,
        errors.WrongUsage,
        errors.UnknownId,
        errors.OutputLost,
        errors.CannotListen,
    ],
)
def test_what_a_person_gave_wrong_is_two(kind: type[StashplexError]) -> None:
    assert exit_of(made(kind)) is Exit.USAGE


@pytest.mark.parametrize("kind", [*kinds_of(SceneError), errors.Unforeseen])
def test_what_failed_is_one(kind: type[StashplexError]) -> None:
    assert exit_of(made(kind)) is Exit.FAILED


def test_what_a_guard_stopped_is_four() -> None:
    assert exit_of(errors.TooMuchAtOnce("It is too much.")) == 4


def test_an_interruption_is_a_hundred_and_thirty() -> None:
    assert exit_of(KeyboardInterrupt()) == 130
    assert exit_of(errors.Interrupted("Stopped before its turn came.")) == 130
    assert exit_of(RuntimeError()) == 1
