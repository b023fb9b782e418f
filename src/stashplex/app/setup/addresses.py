"""An address as people paste it, and as a server is asked at it."""

from typing import Final

PAGES: Final = {"Stash": ("/graphql", "/playground", "/scenes", "/settings"), "Plex": ("/web",)}
"""Pages of each server that people copy the address of."""


def tidy(server: str, written: str) -> str:
    """Returns an address with what was forgotten, and without what belongs to a page."""
    address = "".join(written.split())
    if address and "://" not in address:
        address = f"http://{address}"
    address = address.partition("#")[0].partition("?")[0]
    scheme, separator, rest = address.partition("://")
    for page in PAGES[server]:
        head, found, tail = rest.partition(page)
        if found and tail[:1] in ("", "/"):
            rest = head
    return f"{scheme}{separator}{rest}".rstrip("/")
