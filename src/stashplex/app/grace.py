"""A stop that no server can hold up: what runs ends by itself, or is made to."""

import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Final, Protocol, Self

GRACE_SECONDS: Final = 3.0
"""Time for the current write to end by itself; a stop takes five seconds at most in all."""


class Conversation(Protocol):
    """What can be hung up on."""

    def abort(self) -> None:
        """Ends whatever waits for an answer."""


class Grace:
    """Hangs up on servers that have not answered some seconds after a stop was asked for."""

    def __init__(
        self, conversations: Iterable[Conversation], seconds: float = GRACE_SECONDS
    ) -> None:
        self._conversations = tuple(conversations)
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._guard = threading.Lock()

    def begin(self) -> None:
        """Lets the time run; more than once is as good as once."""
        with self._guard:
            if self._timer.ident is None:
                self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def _hang_up(self) -> None:
        for one in self._conversations:
            one.abort()
