"""What every answer wears: the headers that tell a browser how little it may do with it."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a form of ours would come from "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT: Final = "no-store"
KEPT: Final = "public, max-age=31536000, immutable"
"""Of a file whose address changes with it."""


def dressed(send: Send, *, is_static: bool = False) -> Send:
    """Returns a `send` that adds the headers to the answer; only static files may be kept."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers.update(ALWAYS)
            is_kept = is_static and message["status"] in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
            headers.setdefault("Cache-Control", KEPT if is_kept else NOT_KEPT)
        await send(message)

    return sending
