"""What open pages cost the service: processor time while something changes each second, and not."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final, cast

from bench.plan import Wanted
from bench.tables import Row, Table

from stashplex.clock import SystemClock
from stashplex.core.answers import LiveAnswer, ServerTold
from stashplex.core.secret import Secret
from stashplex.core.service import Service
from stashplex.web.doors import Doors
from stashplex.web.server import WebServer
from stashplex.web.site import build_site

PAGES: Final = (0, 1, 50, 200)
SECONDS: Final = 8
MS: Final = 1000.0
LISTEN: Final = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
LISTENERS: Final = """
import select, socket, sys
pages, port, words = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3])
lines = {}
waiting = select.poll()
for _ in range(pages):
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(words)
    lines[line.fileno()] = line
    waiting.register(line, select.POLLIN)
print(flush=True)
while lines:
    for number, _ in waiting.poll():
        if not lines[number].recv(65536):
            waiting.unregister(number)
            lines.pop(number).close()
"""


class Moving:
    """Answers as the service does, with something else each time, or always the same."""

    def __init__(self) -> None:
        self.moves = True
        self._looks = 0

    def live(self) -> LiveAnswer:
        """Returns what is to be seen now."""
        self._looks += self.moves
        server = ServerTold("Plex", "http://127.0.0.1:32400", "Films", "1.43", 5.0, "closed", None)
        sentence = "All is well: Plex shows what Stash knows."
        return LiveAnswer("good", sentence, {}, {}, self._looks, (server, server), None, 0)


def measure(_: Wanted) -> Table:
    """Returns the cost of a second with so many open pages, in a process of nothing else."""
    title = "open pages: processor time of the service, ms a second"
    return Table("pages", title, [row(pages) for pages in PAGES])


def row(pages: int, seconds: float = SECONDS) -> Row:
    """Returns the figures for so many pages."""
    reading = Moving()
    service = Service(*(cast(Any, one) for one in (reading, *[SimpleNamespace()] * 3)))
    doors = Doors("127.0.0.1", Secret("none"), token_required=False, clock=SystemClock())
    server = WebServer(build_site(service, doors), "127.0.0.1", 0)
    server.start()
    with listeners(pages, server.port):
        moving = spent_in(seconds)
        reading.moves = False
        quiet = spent_in(seconds)
        began = time.perf_counter()
        server.stop()
        stopped = time.perf_counter() - began
    return {
        "open pages": pages,
        "changing": moving * MS,
        "quiet": quiet * MS,
        "stop, ms": stopped * MS,
    }


def spent_in(seconds: float) -> float:
    """Returns the processor time that a second of this process took."""
    before = time.process_time()
    time.sleep(seconds)
    return (time.process_time() - before) / seconds


@contextmanager
def listeners(pages: int, port: int) -> Iterator[None]:
    """Opens pages in a process of their own, until the server ends them."""
    command = [sys.executable, "-c", LISTENERS, str(pages), str(port), LISTEN.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("the pages have no output")
        process.stdout.readline()
        yield
