"""The web server: a thread of its own, with the only event loop of the service."""

import asyncio
import contextlib
import errno
import os
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from stashplex.core.errors import CannotListen
from stashplex.web.turning import Shown

LONGEST_HEAD: Final = 16 * 1024
"""Bytes of a request's first line and headers."""
MOST_CONNECTIONS: Final = 400
BACKLOG: Final = 128
AT_ONCE: Final = struct.pack("ii", 1, 0)
TROUBLES: Final = {
    errno.EADDRINUSE: (
        "another program listens there already",
        "Stop it, or choose another port with web.port.",
    ),
    errno.EADDRNOTAVAIL: (
        "this machine has no such address",
        "Set web.host to an address of this machine, or to 0.0.0.0 for all of them.",
    ),
    errno.EACCES: (
        "this user may not listen there",
        "Choose a port above 1023 with web.port.",
    ),
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that are waited for whoever is at the other end."""

    head: float = 10.0
    """In which the head of a request has to be whole."""
    stall: float = 30.0
    """In which some of what was sent has to be taken."""
    linger: int = 1
    """That answers under way may take once the server stops."""
    stop: float = 3.0
    """After which a stop waits for nothing more."""


class WebServer:
    """Serves a site from a thread; listens from the moment it is made."""

    def __init__(self, site: Shown, host: str, port: int, patience: Patience = Patience()) -> None:
        """Takes the address, any free port for port 0; raises CannotListen."""
        self._patience = patience
        self._socket = _listening(host, port)
        self._name = self._socket.getsockname()
        self._site = site
        self._server = _Server(site, patience)
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._name[1])

    @property
    def address(self) -> str:
        """Where this machine reaches it."""
        host = str(self._name[0])
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared with
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def start(self) -> None:
        """Begins to answer what asked before, too; does nothing once it was stopped."""
        if not self._stopped:
            self._site.opened(self.address)
            self._thread.start()

    def stop(self) -> None:
        """Ends every open answer, and returns once all of it is closed or has had its time.

        More than once is as good as once.
        """
        self._stopped = True
        self._server.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join(self._patience.stop)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


class _Ways(uvicorn.Config):
    """How the server behaves."""

    def __init__(self, site: Shown, patience: Patience) -> None:
        super().__init__(
            site,
            http=_Conversation,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",  # what a site raises is told by the site, in our words
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            timeout_graceful_shutdown=patience.linger,
        )
        self.patience = patience


class _Server(uvicorn.Server):
    """Waits for its end without waking up, and tells open streams when it comes."""

    def __init__(self, site: Shown, patience: Patience) -> None:
        super().__init__(_Ways(site, patience))
        self._site = site
        self._ending = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()

    def ask_to_stop(self) -> None:
        """Asks for the end, from any thread."""
        self._ending.set()
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                loop.call_soon_threadsafe(self._end.set)

    async def main_loop(self) -> None:
        """Serves until the end is asked for."""
        self._loop = asyncio.get_running_loop()
        if not self._ending.is_set():
            await self._end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets open streams end, then everything else."""
        self._site.close()
        await super().shutdown(sockets)
        # Who was let in meanwhile was told nothing, and who reads nothing never ends by itself.
        for line in list(self.server_state.connections):
            line.transport.abort()
        await asyncio.sleep(0)  # in which they are closed


class _Conversation(H11Protocol):
    """One connection; whoever takes too long to say what is wanted is hung up on."""

    config: _Ways
    _awaited: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the library does
        """Begins to wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Takes what arrived; the head of a request has to be whole in time."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._await_no_more()
        elif self._awaited is None:
            self._await_head()

    def pause_writing(self) -> None:
        """Hangs up on whoever takes nothing of what it asked for."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self.config.patience.stall, self._break_off)

    def resume_writing(self) -> None:
        """Goes on, since what was sent is being taken."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._await_no_more()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._awaited = self.loop.call_later(self.config.patience.head, self.transport.close)

    def _break_off(self) -> None:
        """Forgets what was not taken, also where the system holds it."""
        line = self.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _await_no_more(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None


def _listening(host: str, port: int) -> socket.socket:
    """Returns a socket that listens at an address that the host's name stands for."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise CannotListen(
            f"Cannot listen on {where}: nobody knows that name.",
            "Set web.host to an address of this machine.",
        ) from error
    first = min(found, key=lambda one: one[0] != socket.AF_INET)  # as the plugin asks for localhost
    family, kind, protocol, _, address = first
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let others take the address from us
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        why, remedy = TROUBLES.get(
            error.errno or 0, (str(error.strerror or error), "Look at web.host and web.port.")
        )
        raise CannotListen(f"Cannot listen on {where}: {why}.", remedy) from error
    return listener
