"""What a client asked for, as it stands in the request line."""

import httpx2


def target(request: httpx2.Request) -> bytes:
    """Returns path and query as they are sent."""
    sent = request.extensions["target"]
    assert isinstance(sent, bytes)
    return sent


def path(request: httpx2.Request) -> str:
    """Returns the path alone."""
    return target(request).partition(b"?")[0].decode()
