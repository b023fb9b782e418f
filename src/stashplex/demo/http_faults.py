"""What can go wrong between a client and a server, on order."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from stashplex.demo.http_messages import Request, Response

Predicate = Callable[[Request], bool]


class Disturbance(StrEnum):
    """The ways in which one request can be disturbed."""

    ANSWER = "answer"
    """Another answer is given, and nothing is done."""
    HANG = "hang"
    """Nothing happens until released; then the request is served as usual."""
    CALL = "call"
    """Something else happens first; then the request is served as usual."""
    CUT_BEFORE = "cut before"
    """The connection is closed and nothing is done."""
    CUT_AFTER = "cut after"
    """It is done, and the connection is closed without an answer."""
    TRUNCATE = "truncate"
    """It is done, and the connection is closed in the middle of the answer's body."""
    GARBLE = "garble"
    """It is done, and half of the answer's body is sent as if it were all."""


def every_request(_: Request) -> bool:
    """Returns True."""
    return True


@dataclass(slots=True)
class Fault:
    """One disturbance of the next `times` requests that match; None means for ever."""

    what: Disturbance
    matches: Predicate = every_request
    times: int | None = 1
    response: Response | None = None
    call: Callable[[Request], object] | None = None
    seen: int = 0
    """How many requests it has disturbed."""
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when the first request runs into it."""
    released: threading.Event = field(default_factory=threading.Event)
    """Set to let go of what hangs."""

    def happen(self, request: Request) -> None:
        """Calls or hangs, where that is the disturbance."""
        self.reached.set()
        if self.what is Disturbance.HANG:
            self.released.wait()
        if self.call is not None:
            self.call(request)


def answer(response: Response, matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that gives another answer and does nothing."""
    return Fault(Disturbance.ANSWER, matches, times, response)


def hang(matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that holds a request back until `released` is set."""
    return Fault(Disturbance.HANG, matches, times)


def call(
    action: Callable[[Request], object], matches: Predicate = every_request, times: int | None = 1
) -> Fault:
    """Returns a fault that does something before the request is served as usual."""
    return Fault(Disturbance.CALL, matches, times, call=action)


def cut_before(matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that closes the connection before anything is done."""
    return Fault(Disturbance.CUT_BEFORE, matches, times)


def cut_after(matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that acts and closes the connection without an answer."""
    return Fault(Disturbance.CUT_AFTER, matches, times)


def truncate(matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that acts and sends only half of the answer's body."""
    return Fault(Disturbance.TRUNCATE, matches, times)


def garble(matches: Predicate = every_request, times: int | None = 1) -> Fault:
    """Returns a fault that acts and sends half of the answer's body as if it were all."""
    return Fault(Disturbance.GARBLE, matches, times)


def is_method(*methods: str, path_prefix: str = "") -> Predicate:
    """Returns a predicate for requests of these methods under a path."""
    return lambda request: request.method in methods and request.path.startswith(path_prefix)


class Faults:
    """The plan of what goes wrong next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Adds a fault behind the others, and returns it."""
        with self._lock:
            self._planned.append(fault)
        return fault

    def take(self, request: Request) -> Fault | None:
        """Returns the oldest fault that this request runs into, and counts it."""
        with self._lock:
            for fault in self._planned:
                if (fault.times is None or fault.seen < fault.times) and fault.matches(request):
                    fault.seen += 1
                    return fault
        return None

    def release(self) -> None:
        """Lets go of everything that hangs."""
        with self._lock:
            planned = tuple(self._planned)
        for fault in planned:
            fault.released.set()

    def clear(self) -> None:
        """Forgets all faults and lets go of what hangs."""
        self.release()
        with self._lock:
            self._planned.clear()
