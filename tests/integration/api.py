"""The service with its real way in, as a program speaks to it over a socket."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from msgspec.structs import replace
from tests.integration.serving import PATIENCE, eventually
from tests.way_in import open_web

from stashplex.app.premises import Premises
from stashplex.app.serving import Serve
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.web.server import WebServer

FREE_PORT = 0


@dataclass(frozen=True)
class Told:
    """What the service answered."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever was asked for
        return json.loads(self.body)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]

    @property
    def error(self) -> str:
        return str(self.json["error"]["message"])


@dataclass
class Api:
    """A service that is at work, and where it is reached."""

    premises: Premises
    web: WebServer

    def get(self, path: str) -> Told:
        return self.send("GET", path)

    def post(self, path: str, body: object = None, **headers: str) -> Told:
        return self.send("POST", path, b"" if body is None else json.dumps(body).encode(), headers)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Told:
        line = HTTPConnection("127.0.0.1", self.web.port, timeout=PATIENCE)
        try:
            kind = {"Content-Type": "application/json"} if body else {}
            if token := self.premises.settings.web.token:
                kind["Authorization"] = f"Bearer {token.reveal()}"
            line.request(method, f"/api/v1{path}", body or None, kind | (headers or {}))
            response: HTTPResponse = line.getresponse()
            return Told(response.status, response.read())
        finally:
            line.close()


@contextmanager
def api_of(settings: Settings) -> Iterator[Api]:
    """Serves on a free port until the test is over."""
    opened: list[Api] = []

    def opening(premises: Premises) -> WebServer:
        web = open_web(premises)
        opened.append(Api(premises, web))
        return web

    at_free_port = replace(settings, web=replace(settings.web, port=FREE_PORT))
    service = Serve(at_free_port, SystemClock(), opening)
    thread = threading.Thread(target=service.execute, name="service")
    thread.start()
    try:
        eventually(lambda: bool(opened) and opened[0].premises.house is not None)
        yield opened[0]
    finally:
        service.ask_to_stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
