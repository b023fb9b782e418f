"""What the plugin's hook adds to a save in Stash, beside a Python that does nothing."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

from bench.plan import Wanted
from bench.simulation import ROOT
from bench.tables import Row, Table

ROUNDS: Final = 40
BARE: Final = (sys.executable, "-I", "-S")
HOOK: Final = (*BARE, str(ROOT / "plugin" / "stashplex_hook.py"))
ACCEPTED: Final = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
MS: Final = 1000.0


def measure(_: Wanted) -> Table:
    """Returns what whole processes take: Python alone, and the hook, service up and down."""
    with listening(ACCEPTED) as up, listening(b"") as silent:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            down = gone.getsockname()[1]
        ways = {
            "python -I -S -c pass": ((*BARE, "-c", "pass"), b""),
            "hook": (HOOK, change_for(up)),
            "hook, service down": (HOOK, change_for(down)),
            "hook, service silent": (HOOK, change_for(silent)),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(ROUNDS):  # in turns, so that what else the machine does is shared
            for name, (command, typed) in ways.items():
                begun = time.perf_counter()
                subprocess.run(command, input=typed, capture_output=True, check=True)
                seconds[name].append(time.perf_counter() - begun)
    bare = median(seconds["python -I -S -c pass"])
    return Table(
        "hook", "hook: the whole process, ms", [row(n, t, bare) for n, t in seconds.items()]
    )


def row(name: str, seconds: list[float], bare: float) -> Row:
    """Returns the figures of one way."""
    middle = median(seconds)
    return {
        "way": name,
        "median": middle * MS,
        "least": min(seconds) * MS,
        "most": max(seconds) * MS,
        "more than bare": (middle - bare) * MS,
    }


def change_for(port: int) -> bytes:
    """Returns what Stash writes to a hook of ours."""
    settings = {"service_url": f"http://127.0.0.1:{port}", "token": "t" * 43}
    change = {"id": 42, "type": "Scene.Update.Post", "input": None}
    return json.dumps({"settings": settings, "args": {"hookContext": change}}).encode()


@contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """Yields the port of a server that hears and says this, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server, answer), daemon=True).start()
        yield server.getsockname()[1]


def serve(server: socket.socket, answer: bytes) -> None:
    """Answers every line, and holds those to which nothing is said."""
    held: list[socket.socket] = []
    while True:
        line, _ = server.accept()
        if answer:
            with line:
                line.recv(65536)
                line.sendall(answer)
        else:
            held.append(line)
