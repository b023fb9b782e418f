"""From a save in Stash to Plex showing it: the hook's own process, a real service, both servers."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.hook import HOOK
from bench.orders import Order
from bench.plan import Wanted
from bench.simulation import ROOT, Simulation
from bench.tables import Row, Table

SAVES: Final = 100
BULK_SAVES: Final = 40
POLLS: Final = 12
CALM: Final = 5
CALM_LOOK: Final = 0.3
SERVE: Final = (sys.executable, "-m", "stashplex", "serve")
PATIENCE: Final = 60.0
LOOK: Final = 0.005
MS: Final = 1000.0


def measure(wanted: Wanted) -> Table:
    """Returns what it took through the hook, in the middle of a bulk run, and without a hook."""
    with (
        Simulation(wanted.scenes, wanted.covers, wanted.latencies) as simulation,
        TemporaryDirectory() as folder,
        service(simulation, Path(folder)) as running,
    ):
        port = running.port
        scenes = iter(range(1, wanted.scenes + 1))
        quiet = [saved(simulation, port, next(scenes), hook=True) for _ in range(SAVES)]
        settle(port)
        unhooked = [saved(simulation, port, next(scenes), hook=False) for _ in range(POLLS)]
        settle(port)
        begin_bulk(simulation, port)
        bulk = [saved(simulation, port, next(scenes), hook=True) for _ in range(BULK_SAVES)]
        live = asked(port, "live") or {}
        waiting = live["queue"]["waiting"]
    return Table(
        "saves",
        f"saves: from a save in Stash to Plex, s ({wanted.scenes:,} scenes; "
        f"{waiting:,} still waited when the bulk row was measured)",
        [row("hook", quiet), row("hook, bulk run", bulk), row("no hook", unhooked)],
    )


def saved(simulation: Simulation, port: int, scene: int, *, hook: bool) -> float:
    """Saves a scene, as Stash does with or without our plugin; returns when Plex shows it."""
    title = f"Saved {scene}"
    simulation.stash.tell(Order("edit", scene=scene, title=title))
    begun = time.monotonic()
    if hook:
        subprocess.run(HOOK, input=change_of(scene, port), capture_output=True, check=True)
    return shown_at(simulation, title) - begun


def shown_at(simulation: Simulation, title: str) -> float:
    """Returns when Plex showed a title."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        shown = simulation.plex.tell(Order("shown", title=title)).moment
        if shown is not None:
            return shown
        time.sleep(LOOK)
    raise RuntimeError(f"Plex never showed {title!r}")


def change_of(scene: int, port: int) -> bytes:
    """Returns what Stash writes to our hook when a scene is saved."""
    settings = {"service_url": f"http://127.0.0.1:{port}"}
    change = {"id": scene, "type": "Scene.Update.Post", "input": None}
    return json.dumps({"settings": settings, "args": {"hookContext": change}}).encode()


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs: where it answers, and which process it is."""

    port: int
    pid: int


@contextmanager
def service(simulation: Simulation, folder: Path) -> Iterator[Running]:
    """Yields a service that has brought both servers in step."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*SERVE, "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=simulation.environment(folder), stdout=log, stderr=log
        )
        try:
            settle(port)
            yield Running(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def settle(port: int) -> None:
    """Waits until the service has nothing to do."""
    calm = 0
    last = time.monotonic() + 10 * PATIENCE
    while calm < CALM:
        live = asked(port, "live")
        works = live is None or live["task"] or live["queue"]["waiting"] + live["queue"]["running"]
        calm = 0 if works else calm + 1
        if time.monotonic() > last:
            raise RuntimeError(f"the service never came to rest: {live}")
        time.sleep(CALM_LOOK)


def begin_bulk(simulation: Simulation, port: int) -> None:
    """Changes every scene, and has the service write them all; returns once it writes."""
    simulation.stash.tell(Order("edit_all", title="Bulk"))
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/tasks/sync",
        json.dumps({"everything": True, "accepted": True}).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request):
        pass
    shown_at(simulation, "Bulk 1")


def asked(port: int, what: str) -> dict[str, Any] | None:
    """Returns what the service answers; nothing before it does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}") as answer:
            told: dict[str, Any] = json.load(answer)
            return told
    except OSError:
        return None


def row(way: str, seconds: list[float]) -> Row:
    """Returns the figures of one way."""
    return {
        "way": way,
        "saves": len(seconds),
        "p50": median(seconds),
        "p95": quantiles(seconds, n=20)[-1],
        "most": max(seconds),
    }
