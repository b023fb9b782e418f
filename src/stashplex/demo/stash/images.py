"""The images of a simulated Stash: bytes as they are stored, with their ETag."""

import hashlib
from typing import Final

from stashplex.demo.http_messages import Request, Response

PLACEHOLDER: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90">'
    b'<rect width="160" height="90" fill="#394b59"/></svg>'
)
"""What is shown where there is no image."""
FOR_EVER: Final = "private, max-age=31536000, immutable"
MAGIC: Final = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"<svg": "image/svg+xml",
}


def sniffed(data: bytes) -> str:
    """Returns the content type that Stash makes of the bytes; AVIF is not known to it."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    types = (kind for magic, kind in MAGIC.items() if data.startswith(magic))
    return next(types, "application/octet-stream")


def image_response(request: Request, data: bytes) -> Response:
    """Answers a GET for an image; the same ETag costs no bytes."""
    etag = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
    stamped = any(name == "t" for name, _ in request.query)
    headers = {"ETag": etag, "Cache-Control": FOR_EVER if stamped else "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(304, headers)
    return Response(200, {**headers, "Content-Type": sniffed(data)}, data)
