"""What moves, told to all who listen: looked at once, sent when it differs, closed promptly."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack

from tests.small_service import SmallReading, ask, connected, open_doors, served, small_service

from stashplex.core.errors import DatabaseAway
from stashplex.web.events import HEARTBEAT, MOST_LISTENERS, RECONNECT, Broadcast, Rhythm, look_at
from stashplex.web.site import build_site

QUICK = Rhythm(look=0.001, heartbeat=60.0)


def of(reading: SmallReading, rhythm: Rhythm = QUICK) -> tuple[Broadcast, asyncio.Event]:
    closing = asyncio.Event()
    return Broadcast(lambda: look_at(small_service(reading).reading), closing, rhythm), closing


async def first(stream: AsyncIterator[bytes]) -> bytes:
    """Returns the first event, behind the word about coming back."""
    assert await anext(stream) == RECONNECT
    return await anext(stream)


def sentence(event: bytes) -> str:
    name, data, *_ = event.decode().split("\n")
    assert name == "event: live"
    return str(json.loads(data.removeprefix("data: "))["sentence"])


def test_a_listener_is_told_at_once_and_then_whenever_it_differs() -> None:
    async def listen() -> None:
        reading = SmallReading()
        broadcast, _ = of(reading)
        stream = broadcast.stream()
        assert sentence(await first(stream)) == "All is well."
        reading.changed_to("One scene needs you.")
        assert sentence(await anext(stream)) == "One scene needs you."

    asyncio.run(listen())


def test_fifty_listeners_cost_one_look_and_get_the_very_same_bytes() -> None:
    async def listen() -> None:
        reading = SmallReading()
        broadcast, _ = of(reading, Rhythm(look=60.0))
        told = await asyncio.gather(*(first(broadcast.stream()) for _ in range(50)))
        assert len({id(one) for one in told}) == 1
        assert reading.looks == 1

    asyncio.run(listen())


def test_nobody_looks_when_nobody_listens() -> None:
    async def listen() -> None:
        reading = SmallReading()
        broadcast, _ = of(reading)
        stream = broadcast.stream()
        await first(stream)
        looking = broadcast._looking
        assert looking is not None
        await stream.aclose()  # type: ignore[attr-defined]  # a generator is one
        await looking
        assert (broadcast.listeners, broadcast._looking) == (0, None)
        reading.changed_to("Later.")
        assert sentence(await first(broadcast.stream())) == "Later."

    asyncio.run(listen())


def test_a_quiet_line_is_kept_alive_and_told_nothing_twice() -> None:
    async def listen() -> None:
        broadcast, _ = of(SmallReading(), Rhythm(look=0.001, heartbeat=0.02))
        stream = broadcast.stream()
        told = [await anext(stream) for _ in range(6)]
        assert HEARTBEAT in told
        assert sum(one.startswith(b"event: live") for one in told) == 1

    asyncio.run(listen())


def test_what_keeps_it_from_looking_is_told_and_passes() -> None:
    async def listen() -> None:
        reading = SmallReading(error=DatabaseAway("The database is away.", "Start it."))
        broadcast, _ = of(reading)
        stream = broadcast.stream()
        assert await first(stream) == (
            b'event: trouble\ndata: {"error":{"type":"DatabaseAway",'
            b'"message":"The database is away.","remedy":"Start it."}}\n\n'
        )
        reading.error = None
        assert sentence(await anext(stream)) == "All is well."

    asyncio.run(listen())


def test_a_stream_ends_when_the_service_closes() -> None:
    async def listen() -> None:
        broadcast, closing = of(SmallReading(), Rhythm(look=60.0))
        stream = broadcast.stream()
        await first(stream)
        closing.set()
        assert [one async for one in stream] == []

    asyncio.run(listen())


def test_one_page_too_many_is_told_so_and_the_others_go_on() -> None:
    with served(build_site(small_service(), open_doors())) as server, ExitStack() as pages:
        lines = [pages.enter_context(connected(server)) for _ in range(MOST_LISTENERS)]
        for line in lines:
            line.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for line in lines:
            assert line.recv(1 << 16).startswith(b"HTTP/1.1 200")
        answer = ask(server, "/events")
        assert (answer.status, answer.headers["retry-after"]) == (503, "30")


def test_asking_only_what_kind_of_answer_it_would_be_ends_at_once() -> None:
    with served(build_site(small_service(), open_doors())) as server:
        answer = ask(server, "/events", "HEAD")
    assert (answer.status, answer.body) == (200, "")
    assert answer.headers["content-type"].startswith("text/event-stream")
