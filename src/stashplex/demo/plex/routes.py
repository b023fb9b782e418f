"""Who may ask what: the simulated Plex as a function from a request to a response."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex import serialise
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.serialise import Refused
from stashplex.demo.plex.state import PlexState

OWNER: Final = "owner"


@dataclass(slots=True)
class Identity:
    """Who the server says it is, and who may speak to it."""

    machine_identifier: str
    version: str
    friendly_name: str
    users: dict[str, str]
    """Token to user; the owner is called `owner`, and alone may edit."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way to its handler: by whom, and the parts of its path."""

    request: Request
    user: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Which method and path a handler answers."""

    method: str
    path: re.Pattern[str]
    handle: Callable[[Call], Response]
    owner_only: bool = False


def route(
    method: str, path: str, handle: Callable[[Call], Response], *, owner_only: bool = False
) -> Route:
    """Returns a route for a path written as a regular expression."""
    return Route(method, re.compile(path), handle, owner_only)


class Router:
    """Checks the token and finds the handler; one request at a time touches the state."""

    def __init__(
        self,
        state: PlexState,
        behaviour: Behaviour,
        identity: Identity,
        routes: tuple[Route, ...],
    ) -> None:
        self._state = state
        self._behaviour = behaviour
        self._identity = identity
        self._routes = routes

    def answer(self, request: Request) -> Response:
        """Answers a request, with an error where it may not or cannot be served."""
        if len(request.path) + len(request.raw_query) + 1 > self._behaviour.longest_target:
            return serialise.html_error(self._behaviour.status_of_too_long)
        token = request.headers.get("x-plex-token") or request.asks("X-Plex-Token")
        user = self._identity.users.get(token, "")
        if not user and request.path != "/identity":
            return serialise.html_error(401)
        try:
            with self._state.lock:
                return self._dispatch(request, user)
        except Refused as refused:
            return serialise.html_error(refused.status, refused.words)

    def _dispatch(self, request: Request, user: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        path = request.path.rstrip("/") or "/"
        for one in self._routes:
            match = one.path.fullmatch(path) if one.method == method else None
            if match is None:
                continue
            if one.owner_only and user != OWNER:
                return serialise.html_error(403)
            return one.handle(Call(request, user, match.groups()))
        return serialise.html_error(404)
