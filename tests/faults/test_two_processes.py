"""Two processes on one data folder: the second is refused by name, and readers go on."""

import os
import signal
from collections.abc import Iterator

import pytest
from tests.doors import Door, config_of, finish, start
from tests.worlds import FakeClock, make_world

from stashplex.demo.http_faults import hang, is_method
from stashplex.demo.world import World

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
READERS = (
    ("status",),
    ("dlq", "list"),
    ("runs",),
    ("inspect", "1"),
    ("sync", "--all", "--dry-run"),
)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4) as running:
        yield running


@pytest.fixture
def door(door: Door, world: World) -> Door:
    door.configure(config_of(world))
    return door


def test_the_second_is_told_who_the_first_is_and_readers_work_beside_it(
    door: Door, world: World
) -> None:
    held = world.plex.inject(hang(is_method("PUT")))
    first = start(door.folder, "sync", "--all", "--json")
    assert held.reached.wait(30)

    for words in (("sync", "--all"), ("dlq", "retry", "--all")):
        second = door(*words)
        assert second.code == 2
        message, remedy = second.err.splitlines()[-2:]
        assert f"{door.folder / 'data'} is in use by another stashplex (process {first.pid} on" in (
            message
        )
        assert "commands that only read work beside it" in remedy
    assert [door(*words).code for words in READERS] == [0] * len(READERS)

    world.plex.heal()
    said = finish(first)
    assert (said.code, said.answer["changed"]) == (0, 4)
    assert door("sync", "--all").code == 0


def test_a_killed_owner_leaves_the_folder_free(door: Door, world: World) -> None:
    held = world.plex.inject(hang(is_method("PUT")))
    first = start(door.folder, "sync", "--all")
    assert held.reached.wait(30)

    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=30)
    world.plex.restart()
    world.plex.heal()

    assert door("sync", "--all", "--json").answer["failed"] == {}
