"""The address of a server, as a person wrote it and as it may be shown."""

from collections.abc import Iterator

import httpx2

from stashplex.core.errors import ConfigError

EXAMPLES = {"Plex": "http://192.168.1.10:32400", "Stash": "http://192.168.1.10:9999"}


def base_address(server: str, written: str) -> str:
    """Returns the address without its last slash, or raises ConfigError in one clear line."""
    address = written.strip()
    mistake = next(_mistakes(address), "")
    if mistake:
        line = f"{server.lower()}.url: {shown_address(address)!r} {mistake}."
        raise ConfigError([line], f"Write it like {EXAMPLES[server]}.")
    return address.rstrip("/")


def shown_address(address: str) -> str:
    """Returns an address without the parts that may hold a secret: user, password, query."""
    scheme, separator, rest = address.partition("://")
    rest = rest if separator else scheme
    host_and_path = rest.split("?", 1)[0].split("#", 1)[0]
    authority, slash, path = host_and_path.partition("/")
    # An @ behind the first / ? or # may belong to a password with such a sign in it.
    shown = "…" if "@" in rest[len(authority) :] else authority.rpartition("@")[2] + slash + path
    return f"{scheme}://{shown}" if separator else shown


def _mistakes(address: str) -> Iterator[str]:
    if not address:
        yield "is empty"
    if not address.lower().startswith(("http://", "https://")):
        yield "does not begin with http:// or https://"
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        yield "has a space or an invisible character in it"
    if "?" in address or "#" in address:
        yield "goes on after the path; leave out everything from the ? or # on"
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        yield "has a host or port that cannot be read"
    else:
        if not url.host or url.port == 0:
            yield "names no host"
