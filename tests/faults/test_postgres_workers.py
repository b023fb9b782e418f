"""Several workers in several processes on one PostgreSQL, some of which die."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest
from tests.faults.killing import KILLED, ROOT, nth
from tests.integration.plain_expectations import told
from tests.integration.reading_back import Shown, read_back
from tests.integration.runs import counts_of
from tests.worlds import EVERYTHING, FakeClock, make_world, open_test_house, settings_for, sync

from stashplex.config import Settings
from stashplex.config.settings import StorageTable
from stashplex.core.job import LEASE_SECONDS, State
from stashplex.core.secret import Secret
from stashplex.demo.http_faults import Disturbance, Fault
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request as Wanted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SCENES = 200
PUT_ONLY = Wanted(everything=True, work=False)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path, postgres_url: Secret) -> Settings:
    given = settings_for(world, tmp_path / "data")
    return msgspec.structs.replace(given, storage=StorageTable(database=postgres_url))


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    """Starts a process that works what is due, and ends when nothing is."""
    arguments = [
        str(settings.data_dir),
        settings.stash.url,
        settings.stash.api_key.reveal(),
        settings.plex.url,
        settings.plex.token.reveal(),
        settings.storage.database.reveal(),
    ]
    return subprocess.Popen(  # noqa: S603  our own interpreter and script
        [sys.executable, "-m", "tests.faults.postgres_worker", *arguments], cwd=ROOT
    )


def is_put(request: Request) -> bool:
    return request.method == "PUT"


def put_everything(settings: Settings, clock: FakeClock) -> None:
    with open_test_house(settings, clock) as house:
        sync(house, PUT_ONLY)
        assert house.store.queue.counts()[State.WAITING] == SCENES


def edits_by_item(world: World) -> Counter[str]:
    asked = [one for one in world.plex.requests if one.method == "PUT"]
    return Counter(item for one in asked for item in parse_qs(one.raw_query)["id"])


def test_two_workers_share_the_scenes_and_none_is_written_twice(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    put_everything(settings, clock)

    workers = [start_worker(settings) for _ in range(2)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]

    assert set(edits_by_item(world).values()) == {1}
    expect_right(world, settings, clock)


def test_what_a_killed_worker_leaves_behind_is_worked_by_the_others(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    put_everything(settings, clock)
    started, workers = threading.Event(), list[subprocess.Popen[bytes]]()

    def kill_the_first(_: Request) -> None:
        started.wait()
        os.kill(workers[0].pid, signal.SIGKILL)

    half_way = nth(SCENES // 2)
    world.plex.inject(
        Fault(Disturbance.CALL, lambda one: is_put(one) and half_way(one), call=kill_the_first)
    )
    workers += [start_worker(settings), start_worker(settings)]
    started.set()
    assert [worker.wait(timeout=120) for worker in workers] == [KILLED, 0]

    clock.advance(LEASE_SECONDS)
    with open_test_house(settings, clock) as house:
        sync(house, Wanted())
    assert set(edits_by_item(world).values()) == {1}
    expect_right(world, settings, clock)


def expect_right(world: World, settings: Settings, clock: FakeClock) -> None:
    items = [one.item for one in world.placed]
    shown: dict[int, Shown] = {}
    for first in range(0, SCENES, 100):
        shown |= read_back(world.plex, items[first : first + 100])
    assert shown == {one.item: told(world.stash.scenes[one.scene]) for one in world.placed}
    with open_test_house(settings, clock) as house:
        assert sum(house.store.queue.counts().values()) == 0
        assert counts_of(sync(house, EVERYTHING)).unchanged == SCENES
