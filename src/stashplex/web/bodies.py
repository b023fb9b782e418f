"""Reads what a request brings along: whole, of a bounded size, and in a bounded time."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Message, Receive

LARGEST: Final = 64 * 1024
"""Bytes of a body."""


class TooLarge(Exception):
    """The body is larger than anything that is asked for here."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class HungUp(Exception):
    """Whoever asked is gone."""


async def read_body(headers: Headers, receive: Receive, seconds: float) -> bytes:
    """Returns the whole body; raises TooLarge, before any of it is read where its length says."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > LARGEST:
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                body += message.get("body", b"")
                if len(body) > LARGEST:
                    raise TooLarge
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise TooSlow from None


def replayed(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that tells the body once, and then what comes after it."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
