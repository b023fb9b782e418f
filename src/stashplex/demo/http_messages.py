"""Requests, responses, and the log of what a simulated server was asked."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the path and the query pairs are decoded, header names are lower-case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    raw_query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def asks(self, name: str, default: str = "") -> str:
        """Returns the first value of a query name."""
        return next((value for key, value in self.query if key == name), default)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; its length is added on the way out."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """What is remembered of a request; status 0 means that it got no answer."""

    method: str
    path: str
    raw_query: str
    status: int


class RequestLog:
    """Every request in the order of the answers; safe to read while the server runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[LoggedRequest] = []

    def add(self, entry: LoggedRequest) -> None:
        """Appends one request."""
        with self._lock:
            self._entries.append(entry)

    @property
    def entries(self) -> tuple[LoggedRequest, ...]:
        """All requests so far."""
        with self._lock:
            return tuple(self._entries)

    def count(
        self,
        *,
        method: str | tuple[str, ...] | None = None,
        path_prefix: str = "",
        status: int | None = None,
    ) -> int:
        """Returns how many requests fit all that is given."""
        methods = (method,) if isinstance(method, str) else method
        return sum(
            (methods is None or entry.method in methods)
            and entry.path.startswith(path_prefix)
            and (status is None or entry.status == status)
            for entry in self.entries
        )

    def reset(self) -> None:
        """Forgets everything so far."""
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self.entries)
