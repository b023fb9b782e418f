"""Reading a batch so that one bad record never stops the others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from stashplex.core.errors import (
    BadAnswer,
    QueryFailed,
    RequestTimedOut,
    SceneError,
    ServerError,
    ServerFailed,
    StashplexError,
    Unavailable,
)

Found = TypeVar("Found")

MOST_SINGLE_FAILURES = 3
"""After so many single reads failing in a row, with nothing read yet, the far end is asked."""

ONE_REQUEST = (BadAnswer, QueryFailed, RequestTimedOut, ServerFailed)
"""What may be the trouble of the one record that was asked for."""


def is_of_one_scene(error: Exception) -> bool:
    """Tells what only stops one scene from what concerns a server, or the data folder."""
    return isinstance(error, (SceneError, *ONE_REQUEST)) or not isinstance(error, StashplexError)


def of_the_server(error: ServerError) -> ServerError:
    """Returns an error of one request as what it says where no scene is to blame: an outage."""
    if is_of_one_scene(error):
        return Unavailable(error.server, error.message, error.remedy)
    return error


def read_halving(
    read: Callable[[Sequence[int]], dict[int, Found]], ids: Sequence[int]
) -> tuple[dict[int, Found], dict[int, ServerError]]:
    """Returns what could be read, and the error of each id that could not.

    Raises what concerns the whole server: nobody there, credentials, version, rate limit. Where
    the first single reads and the last one fail, it is no use to ask for the rest: that is given
    the same error.
    """
    found: dict[int, Found] = {}
    failed: dict[int, ServerError] = {}
    pending = [tuple(ids)] if ids else []
    while pending:
        batch = pending.pop()
        try:
            found.update(read(batch))
        except ONE_REQUEST as error:
            if len(batch) > 1:
                middle = len(batch) // 2
                pending += [batch[middle:], batch[:middle]]
                continue
            failed[batch[0]] = error
            if found or len(failed) < MOST_SINGLE_FAILURES:
                continue
            if len(failed) > MOST_SINGLE_FAILURES:
                failed.update((one, error) for rest in pending for one in rest)
                break
            _ask_the_far_end_next(pending)
    return found, failed


def _ask_the_far_end_next(pending: list[tuple[int, ...]]) -> None:
    if pending:
        furthest = pending.pop(0)
        pending[:0] = [furthest[:-1]] if furthest[1:] else []
        pending.append(furthest[-1:])
