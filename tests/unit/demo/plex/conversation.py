"""How the tests speak to the simulated Plex: plain HTTP, and JSON."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import httpx2

JPEG = b"\xff\xd8\xff\xe0 a picture"
OTHER_JPEG = b"\xff\xd8\xff\xe0 another picture"

Node = dict[str, Any]


def container(client: httpx2.Client, target: str) -> Node:
    """Returns the container of an answer, which must be a good one."""
    response = client.get(target)
    assert response.status_code == 200, response.text
    shown: Node = response.json()["MediaContainer"]
    return shown


def full(client: httpx2.Client, item: int) -> Node:
    """Returns an item with everything it shows."""
    (shown,) = container(client, f"/library/metadata/{item}?skipRefresh=1")["Metadata"]
    assert isinstance(shown, dict)
    return shown


def query(pairs: Iterable[tuple[str, object]]) -> str:
    """Returns a query string with names as they are and values escaped."""
    return "&".join(f"{name}={quote(str(value), safe='')}" for name, value in pairs)


def edit(
    client: httpx2.Client, item: int, pairs: Mapping[str, object], section: int = 1
) -> httpx2.Response:
    """Sends one edit of one item."""
    wanted = query([("type", 1), ("id", item), *pairs.items()])
    return client.put(f"/library/sections/{section}/all?{wanted}")


def names(item: Node, element: str) -> list[str]:
    """Returns the names of an item's tags."""
    return [tag["tag"] for tag in item.get(element, [])]
