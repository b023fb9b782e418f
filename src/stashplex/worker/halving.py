"""Reading a batch so that one bad record never stops the others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from stashplex.core.errors import (
    BadAnswer,
    QueryFailed,
    RequestTimedOut,
    ServerError,
    ServerFailed,
    Unavailable,
)

Found = TypeVar("Found")

MOST_SINGLE_FAILURES = 3
"""This many single reads failing in a row is an outage, not bad records."""

_ONE_RECORD = (BadAnswer, QueryFailed, RequestTimedOut, ServerFailed)


def read_halving(
    read: Callable[[Sequence[int]], dict[int, Found]], ids: Sequence[int]
) -> tuple[dict[int, Found], dict[int, ServerError]]:
    """Returns what could be read, and the error of each id that fails even alone.

    Raises what concerns the whole server: nobody there, credentials, version, rate limit; and
    `Unavailable` when three single reads fail in a row.
    """
    found: dict[int, Found] = {}
    failed: dict[int, ServerError] = {}
    in_a_row = 0
    pending = [tuple(ids)] if ids else []
    while pending:
        batch = pending.pop()
        try:
            found.update(read(batch))
        except _ONE_RECORD as error:
            if len(batch) > 1:
                middle = len(batch) // 2
                pending += [batch[middle:], batch[:middle]]
                continue
            failed[batch[0]] = error
            in_a_row += 1
            if in_a_row == MOST_SINGLE_FAILURES:
                raise Unavailable(error.server, error.message, error.remedy) from error
        else:
            in_a_row = 0
    return found, failed
