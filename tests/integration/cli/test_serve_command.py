"""`stashplex serve` as a process: found by its lock, stopped in time, killed without loss."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.doors import Door, finish, start
from tests.integration.serving import eventually

from stashplex.clock import SystemClock
from stashplex.demo.http_faults import hang, is_method
from stashplex.demo.world import World
from stashplex.sync_queue.folder import LOCK_NAME
from stashplex.sync_queue.lock import read_owner

pytestmark = pytest.mark.faults

MOST_SECONDS = 5.0
BROWSERS = 5


SCENES = 12


@pytest.fixture
def world() -> Iterator[World]:
    """Runs both servers with few scenes: a process takes long enough to start."""
    with World.build(SCENES, odd_ones=()) as running:
        yield running


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def served(door: Door) -> tuple[subprocess.Popen[str], str]:
    """Starts the service at a port of its own; returns it and its address once it answers."""
    process = start(door.folder, "serve", "--json", "--port", str(a_free_port()))
    eventually(lambda: address_of(door.folder, process.pid) != "")
    address = address_of(door.folder, process.pid)
    eventually(lambda: httpx2.get(f"{address}/healthz").status_code == 200)
    return process, address


def address_of(folder: Path, pid: int) -> str:
    """Returns where a process serves; one that was killed leaves what it wrote."""
    owner = read_owner(folder / "data" / LOCK_NAME)
    return owner.address if owner and owner.pid == pid else ""


@contextmanager
def browsers(address: str) -> Iterator[None]:
    """Keeps pages open that follow what happens."""
    with ExitStack() as pages:
        for _ in range(BROWSERS):
            page = pages.enter_context(httpx2.stream("GET", f"{address}/events"))
            next(page.iter_lines())
        yield


def test_no_browser_and_no_server_that_hangs_can_hold_up_a_stop(door: Door, world: World) -> None:
    fault = world.plex.inject(hang(is_method("PUT"), times=None))
    process, address = served(door)
    with browsers(address):
        assert fault.reached.wait(30)
        asked = SystemClock().monotonic()
        process.send_signal(signal.SIGTERM)

        said = finish(process)
        took = SystemClock().monotonic() - asked
    world.plex.heal()

    assert said.code == 0
    assert took < MOST_SECONDS
    assert address_of(door.folder, process.pid) == ""


def test_a_service_that_was_killed_in_a_run_goes_on_where_it_was(door: Door, world: World) -> None:
    fault = world.plex.inject(hang(is_method("PUT"), times=None))
    process, address = served(door)
    with browsers(address):
        assert fault.reached.wait(30)
        process.kill()
        process.communicate(timeout=30)
    world.plex.heal()
    waited = door("status", "--json").answer
    assert waited["queue"]["waiting"] + waited["queue"]["running"] > 0

    again, _ = served(door)
    eventually(lambda: at_rest(door))
    again.send_signal(signal.SIGTERM)

    assert finish(again).code == 0
    assert door("sync", "--all", "--json").answer["changed"] == 0
    history = door("history", "--json").answer["writes"]
    assert {one["state"] for one in history} <= {"proved", "lost"}


def test_a_second_service_is_refused_and_told_who_serves(door: Door) -> None:
    process, _ = served(door)
    try:
        refused = finish(start(door.folder, "serve"))
    finally:
        process.send_signal(signal.SIGTERM)
        finish(process)

    assert refused.code == 2
    assert str(process.pid) in refused.err


def test_a_port_that_is_taken_is_named(door: Door) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = door("serve", "--port", str(taken.getsockname()[1]))

    assert said.code == 2
    assert "another program listens there already" in said.err


def test_what_is_no_port_is_refused(door: Door) -> None:
    assert door("serve", "--port", "70000").code == 2


def test_its_log_is_json_where_that_is_asked_for(door: Door) -> None:
    process = start(door.folder, "serve", "--log-format", "json", "--port", str(a_free_port()))
    eventually(lambda: address_of(door.folder, process.pid) != "")
    process.send_signal(signal.SIGTERM)

    said = finish(process)

    assert any('"event":' in line for line in said.err.splitlines() if line.startswith("{"))


def at_rest(door: Door) -> bool:
    told = door("status", "--json").answer
    return bool(told["runs"]) and not told["queue"]["waiting"] + told["queue"]["running"]
