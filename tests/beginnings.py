"""A beginning that is made once, and from which every test of a module sets out anew.

Bringing a library into step takes hundreds of requests; a copy of one that is takes none.
"""

import copyreg
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree

from tests.worlds import EVERYTHING, FakeClock, Spectator, open_test_house, settings_for

from stashplex.app.syncing import ForegroundRun, told_sync
from stashplex.demo.world import World

# A lock that nobody holds is copied as a new one.
copyreg.pickle(type(threading.Lock()), lambda _: (threading.Lock, ()))
copyreg.pickle(type(threading.RLock()), lambda _: (threading.RLock, ()))


@dataclass(frozen=True, slots=True)
class Beginning:
    """Both servers at rest, their clock, and the data folder that goes with them."""

    world: World
    clock: FakeClock
    folder: Path

    @contextmanager
    def again(self, folder: Path) -> Iterator[tuple[World, FakeClock]]:
        """Runs a copy of the servers, at ports of their own, beside a copy of the data folder."""
        world, clock = deepcopy((self.world, self.clock))
        for server in (world.stash, world.plex):
            server.http.port = 0
            server.requests.reset()
        copytree(self.folder, folder)
        with world:
            yield world, clock


def brought_into_step(world: World, clock: FakeClock, folder: Path) -> Beginning:
    """Runs a world, syncs everything as the command does, and stops it again."""
    with world:
        settings = settings_for(world, folder / "data")
        with open_test_house(settings, clock) as house:
            run = ForegroundRun(house, EVERYTHING, Spectator(), partial(told_sync, house.store))
            assert run.execute().error is None
    return Beginning(world, clock, settings.data_dir)
