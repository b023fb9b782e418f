"""What happens in a task, line by line: as events for programs, as sentences for Stash's tasks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Final

import msgspec
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from stashplex.core.answers import ErrorTold
from stashplex.core.errors import StashplexError
from stashplex.core.service import Service, TaskEvent
from stashplex.web.api.asked import asked_of
from stashplex.web.api.operations import PREFIX
from stashplex.web.api.plugin_tasks import PLUGIN_TASKS, Line, PluginTask
from stashplex.web.api.shapes import Operation, Parameter
from stashplex.web.replies import error_reply, told, unforeseen

NDJSON: Final = "application/x-ndjson"
MOST_FOLLOWERS: Final = 32
_END: Final = object()


EVENTS: Final = Operation(
    "GET",
    "/tasks/{task}/events",
    "What happens in a task, until it is done.",
    lambda service, asked: service.tasks.find(asked.numbers["task"]).events(asked.query["after"]),
    TaskEvent,
    query=(Parameter("after", 0, "Only what happened after this event."),),
)


class Streams:
    """Streams of lines, bounded in number, each told by a thread that may wait."""

    def __init__(self, closing: asyncio.Event) -> None:
        self._closing = closing
        self._followers = 0
        # Of their own: whoever follows a task keeps nobody else from being answered.
        self._threads = CapacityLimiter(MOST_FOLLOWERS)

    def answer(self, lines: Iterator[object], status: HTTPStatus = HTTPStatus.OK) -> Response:
        """Answers with lines as they come."""
        if self._followers >= MOST_FOLLOWERS:
            return error_reply(
                ErrorTold(
                    "TooManyFollowers",
                    f"{MOST_FOLLOWERS} programs follow tasks already.",
                    "Close one of them; the tasks go on all the same.",
                ),
                HTTPStatus.SERVICE_UNAVAILABLE,
            )
        return StreamingResponse(self._told(lines), status, media_type=NDJSON)

    async def _told(self, lines: Iterator[object]) -> AsyncIterator[bytes]:
        self._followers += 1
        closing = asyncio.create_task(self._closing.wait())
        try:
            while not closing.done():
                line = asyncio.create_task(self._next(lines))
                await asyncio.wait({line, closing}, return_when=asyncio.FIRST_COMPLETED)
                if not line.done():
                    line.cancel()
                    return
                if line.result() is _END:
                    return
                yield msgspec.json.encode(line.result()) + b"\n"
        finally:
            closing.cancel()
            self._followers -= 1

    async def _next(self, lines: Iterator[object]) -> object:
        take = partial(next, lines, _END)
        return await run_sync(take, limiter=self._threads, abandon_on_cancel=True)


def stream_routes(service: Service, streams: Streams) -> list[Route]:
    """Returns the routes that are answered line by line."""

    async def events(request: Request) -> Response:
        return streams.answer(EVENTS.carry_out(service, asked_of(EVENTS, request)))

    return [
        Route(f"{PREFIX}{EVENTS.path}", events),
        *(_plugin_route(name, task, service, streams) for name, task in PLUGIN_TASKS.items()),
    ]


def _plugin_route(name: str, task: PluginTask, service: Service, streams: Streams) -> Route:
    async def run(_: Request) -> Response:
        return streams.answer(_sentences(partial(task.tell, service)))

    return Route(f"{PREFIX}/tasks/{name}", run, methods=["POST"])


def _sentences(tell: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """Yields what a task of Stash's list tells; the last line says whether it went well."""
    try:
        yield from tell()
    except StashplexError as error:
        yield _failed(told(error))
    except Exception as error:  # noqa: BLE001  Stash shows what the log tells more of
        yield _failed(told(unforeseen(error)))


def _failed(error: ErrorTold) -> Line:
    return Line(message=f"{error.message} {error.remedy}".strip(), done=True, ok=False)
