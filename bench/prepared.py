"""Simulated servers that work out an answer once, so that a measured client never waits for it."""

import threading
import time
from collections.abc import Callable
from typing import Final

from stashplex.core.ports import Clock
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.stash import SimulatedStash

READS: Final = ("GET", "HEAD")


class PreparedAnswers:
    """The answers that were worked out since something last changed; safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[tuple[object, ...], Response] = {}
        self._changes = 0

    def answer(self, request: Request, work_out: Callable[[Request], Response]) -> Response:
        """Returns what the very same request was answered before, or works it out."""
        sent = tuple(sorted(request.headers.items()))
        key = (request.method, request.path, request.raw_query, request.body, sent)
        with self._lock:
            known, changes = self._answers.get(key), self._changes
        if known is not None:
            return known
        response = work_out(request)
        with self._lock:
            if changes == self._changes:
                self._answers[key] = response
        return response

    def forget(self) -> None:
        """Forgets every answer, since what it told has changed."""
        with self._lock:
            self._answers.clear()
            self._changes += 1


class PreparedStash(SimulatedStash):
    """A Stash that repeats its answers; whoever edits it lets it forget them."""

    def __init__(self, clock: Clock, *, api_key: str) -> None:
        self.prepared = PreparedAnswers()
        super().__init__(clock, api_key=api_key)

    def respond(self, request: Request) -> Response:
        """Answers as any simulated Stash does, from memory where it was asked before."""
        return self.prepared.answer(request, super().respond)


class PreparedPlex(SimulatedPlex):
    """A Plex that repeats its answers until something is written."""

    def __init__(self) -> None:
        self.prepared = PreparedAnswers()
        self.shown: dict[str, float] = {}
        """When each title was written."""
        super().__init__()

    def respond(self, request: Request) -> Response:
        """Answers as any simulated Plex does, from memory where nothing changed since."""
        if request.method in READS:
            return self.prepared.answer(request, super().respond)
        try:
            return super().respond(request)
        finally:
            self.prepared.forget()
            self.shown[request.asks("title.value")] = time.monotonic()
