"""By which names the service may be called; any other is how a foreign page would rebind it."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

THIS_MACHINE: Final = "localhost"
NOBODYS: Final = (".local", ".internal", ".home.arpa", ".localhost")
"""Ends of names that nobody can register on the Internet."""


def is_loopback(host: str) -> bool:
    """Tells whether only this machine can reach what is bound to a host."""
    address = _address(host)
    if address is None:
        return host.lower() == THIS_MACHINE
    return address.is_loopback


def name_in(header: str) -> str:
    """Returns the name in a Host header or an origin, without its port; empty if it is none."""
    if header.startswith("["):
        inside, bracket, after = header[1:].partition("]")
        is_whole = bracket and (not after or _is_port(after)) and ":" in inside
        return inside.lower() if is_whole else ""
    name, colon, _ = header.partition(":")
    if colon and not _is_port(header[len(name) :]):
        return ""
    return name.lower().removesuffix(".")


class Names:
    """The names of a service that is bound to a host.

    Always the names of this machine for itself, and those that the configuration says. A service
    that asks for a token also answers to addresses and to names that nobody can register: a page
    that rebinds one of these brings no cookie along, and so comes in nowhere.
    """

    def __init__(self, host: str, more: Iterable[str], *, token_required: bool) -> None:
        self._given = {host.lower(), *(name_in(name) for name in more)}
        self._lenient = token_required

    def know(self, header: str) -> bool:
        """Tells whether a Host header names the service."""
        name = name_in(header)
        if not name:
            return False
        if name in self._given or is_loopback(name):
            return True
        return self._lenient and (
            _address(name) is not None or "." not in name or name.endswith(NOBODYS)
        )


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _is_port(text: str) -> bool:
    return text[:1] == ":" and text[1:].isascii() and text[1:].isdigit()
