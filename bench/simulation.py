"""Both simulated servers, each in a process of its own, as a benchmark holds them."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec
from bench.orders import Answer, Hello, Order, Side

ROOT: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Latencies:
    """Seconds that every read, and every write to Plex, takes; writes come one at a time."""

    read: float = 0.0
    write: float = 0.0


class ServerProcess:
    """One server; it is ready once `hello` was read."""

    def __init__(self, side: Side, scenes: int, covers: float) -> None:
        command = [sys.executable, "-m", "bench.servers", side]
        command += ["--scenes", str(scenes), "--covers", str(covers)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=plain_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.hello = Hello("", "", 0.0)

    def wait_until_ready(self) -> None:
        """Waits for the address."""
        self.hello = msgspec.json.decode(self._line(), type=Hello)

    def tell(self, order: Order) -> Answer:
        """Has an order carried out; returns the answer."""
        if self._process.stdin is None:
            raise RuntimeError("the server has no input")
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._line(), type=Answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.__exit__(None, None, None)  # closes its input, which ends it, and waits

    def _line(self) -> bytes:
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            raise RuntimeError("a simulated server ended before its time; see its words above")
        return line


class Simulation:
    """A Stash and a Plex that show the same world."""

    def __init__(self, scenes: int, covers: float, latencies: Latencies) -> None:
        self.scenes = scenes
        self.covers = covers
        self.stash = ServerProcess("stash", scenes, covers)
        self.plex = ServerProcess("plex", scenes, covers)
        self._latencies = latencies
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for server in self.servers:
                starting.enter_context(server)
            for server in self.servers:
                server.wait_until_ready()
            self.set_latencies(self._latencies)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def servers(self) -> tuple[ServerProcess, ServerProcess]:
        """Both servers."""
        return self.stash, self.plex

    def set_latencies(self, latencies: Latencies) -> None:
        """Makes both servers take their time from now on."""
        for server in self.servers:
            server.tell(Order("latency", read=latencies.read, write=latencies.write))

    def tell_both(self, order: Order) -> tuple[Answer, Answer]:
        """Gives both servers one order; returns the answers of Stash and of Plex."""
        return self.stash.tell(order), self.plex.tell(order)

    def environment(self, data_dir: Path, plex: ServerProcess | None = None) -> dict[str, str]:
        """Returns the variables of a process that shall sync these two, and read no other file.

        It syncs with another Plex where it is given one.
        """
        plex = plex or self.plex
        return {
            **plain_environment(),
            "HOME": str(data_dir),
            "XDG_CONFIG_HOME": str(data_dir),
            "STASHPLEX_DATA_DIR": str(data_dir / "data"),
            "STASHPLEX_STASH__URL": self.stash.hello.url,
            "STASHPLEX_STASH__API_KEY": self.stash.hello.secret,
            "STASHPLEX_PLEX__URL": plex.hello.url,
            "STASHPLEX_PLEX__TOKEN": plex.hello.secret,
        }


def plain_environment() -> dict[str, str]:
    """Returns the variables of a process that runs this tree, with nobody's settings."""
    # Whoever installs a program has it compiled once, and does not wait for that at every start.
    left_out = ("STASHPLEX", "PYTHONDONTWRITEBYTECODE")
    own = {
        name: value
        for name, value in os.environ.items()
        if not any(one in name for one in left_out)
    }
    return {**own, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
