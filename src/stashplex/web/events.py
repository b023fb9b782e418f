"""What moves from second to second, sent to every open page: looked at once for all of them.

`GET /events` is a stream of Server-Sent Events. `live` carries a LiveAnswer, first at once and then
whenever it differs; `trouble` carries an ErrorAnswer while the service cannot look.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import msgspec
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from stashplex.core.answers import ErrorAnswer, ErrorTold
from stashplex.core.errors import StashplexError
from stashplex.core.service import Reading
from stashplex.web.replies import error_reply, told, unforeseen

MOST_LISTENERS: Final = 200
KIND: Final = "text/event-stream"
RECONNECT: Final = b"retry: 2000\n\n"
HEARTBEAT: Final = b": still here\n\n"
"""A comment, so that whatever stands in between does not take a quiet line for a dead one."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two looks, and of silence after which a heartbeat is sent."""

    look: float = 1.0
    heartbeat: float = 15.0


class Broadcast:
    """Looks while somebody listens, and tells all listeners the newest once it differs.

    One look and one encoding serve everybody. A listener that reads slowly misses what was
    outdated before it came, and holds up nobody.
    """

    def __init__(
        self, look: Callable[[], bytes], closing: asyncio.Event, rhythm: Rhythm = Rhythm()
    ) -> None:
        self._look = look
        self._closing = closing
        self._rhythm = rhythm
        self._newest: bytes | None = None
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    async def stream(self) -> AsyncIterator[bytes]:
        """Yields what one listener is sent, until the service closes."""
        news = asyncio.Event()
        self._listeners.add(news)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on())
        sent: bytes | None = None
        try:
            yield RECONNECT
            while not self._closing.is_set():
                news.clear()
                if self._newest is not None and self._newest is not sent:
                    sent = self._newest
                    yield sent
                elif not await _happens(news, self._rhythm.heartbeat):
                    yield HEARTBEAT
        finally:
            self._listeners.discard(news)

    async def _look_on(self) -> None:
        """Looks again and again, until nobody listens any more or the service closes."""
        place = CapacityLimiter(1)  # of its own: pages that wait for a server hold up no look
        while self._listeners and not self._closing.is_set():
            seen = await run_sync(self._look, limiter=place)
            if seen != self._newest:
                self._newest = seen
                self._call()
            await _happens(self._closing, self._rhythm.look)
        self._newest = None
        self._looking = None
        self._call()

    def _call(self) -> None:
        for news in self._listeners:
            news.set()


def event_routes(
    reading: Reading, closing: asyncio.Event, rhythm: Rhythm = Rhythm()
) -> list[Route]:
    """Returns `/events`."""
    broadcast = Broadcast(lambda: look_at(reading), closing, rhythm)

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type=KIND)
        if broadcast.listeners >= MOST_LISTENERS:
            return _too_many()
        return StreamingResponse(broadcast.stream(), media_type=KIND)

    return [Route("/events", events)]


def look_at(reading: Reading) -> bytes:
    """Returns what is to be seen now as an event; an error is one too."""
    try:
        return _event(b"live", reading.live())
    except StashplexError as error:
        return _event(b"trouble", ErrorAnswer(told(error)))
    except Exception as error:  # noqa: BLE001  the pages go on looking, and the log tells more
        return _event(b"trouble", ErrorAnswer(told(unforeseen(error))))


def _event(name: bytes, answer: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name, msgspec.json.encode(answer))


def _too_many() -> Response:
    told = ErrorTold(
        "TooManyListeners",
        f"{MOST_LISTENERS} pages are open already.",
        "Close some of them; the others go on being told.",
    )
    return error_reply(told, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "30"})


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    """Waits for an event so long; returns whether it came."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
