"""What a benchmark and the servers it started say to each other, one line of JSON at a time."""

from typing import Final, Literal

import msgspec

Side = Literal["stash", "plex"]
WRITES: Final = ("PUT", "POST", "DELETE")


class Hello(msgspec.Struct):
    """What a server says of itself when it is ready."""

    url: str
    secret: str
    build_seconds: float


class Order(msgspec.Struct):
    """What a server is told to do."""

    do: Literal[
        "latency", "forget", "asked", "record", "save", "edit", "edit_all", "shown", "digest"
    ]
    read: float = 0.0
    write: float = 0.0
    path: str = ""
    scene: int = 0
    title: str = ""


class Answer(msgspec.Struct):
    """What a server answers: only what was asked for is filled."""

    kinds: dict[str, int] = {}
    """How often each kind of request was asked."""
    writes: int = 0
    cpu_seconds: float = 0.0
    digest: str = ""
    moment: float | None = None
    """When a title was shown, by the clock that all processes of a machine share."""


class Sent(msgspec.Struct, array_like=True):
    """One request as a client sent it, so that it can be sent again."""

    method: str
    target: str
    body: bytes

    @property
    def writes(self) -> bool:
        """True for what changes something in Plex."""
        return self.method in WRITES


class Replayed(msgspec.Struct):
    """What sending took, without start-up: seconds by kind, and how many there were."""

    seconds: dict[str, float]
    requests: dict[str, int]
