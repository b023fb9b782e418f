"""A stop that a server which hangs cannot hold up."""

import threading
from dataclasses import dataclass, field

import pytest
from tests.worlds import BARE, EVERYTHING, FakeClock, Spectator, open_test_house, sync

from stashplex.app.grace import Grace
from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.core.job import State
from stashplex.demo.http_faults import Predicate, hang, is_method
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World
from stashplex.worker.sync_run import RunResult, SyncRun

AT_ONCE = 0.01


@dataclass
class Line:
    """A conversation that notes when it is hung up on."""

    cut: threading.Event = field(default_factory=threading.Event)

    def abort(self) -> None:
        self.cut.set()


def test_when_time_is_up_both_servers_are_hung_up_on() -> None:
    lines = Line(), Line()

    with Grace(lines, AT_ONCE) as grace:
        grace.begin()
        grace.begin()

        assert all(line.cut.wait(30) for line in lines)


def test_what_ends_in_time_is_left_to_end_by_itself() -> None:
    line = Line()

    with Grace([line], 3600.0) as grace:
        grace.begin()

    assert not line.cut.is_set()


def test_a_stop_after_the_end_hangs_up_on_nobody() -> None:
    line = Line()
    with Grace([line], AT_ONCE) as grace:
        pass
    grace.begin()

    assert not line.cut.wait(0.05)


def a_listing(request: Request) -> bool:
    return request.path.endswith("/all") and request.method == "GET"


def a_full_read(request: Request) -> bool:
    return request.path.startswith("/library/metadata/")


def interrupted(house: House, world: World, held: Predicate) -> RunResult:
    """Stops a run while Plex hangs at a request, which is never answered."""
    fault = world.plex.inject(hang(held, times=None))
    run = SyncRun(house.parts, house.library, house.worker, Spectator())
    with Grace((house.servers.stash, house.servers.plex), AT_ONCE) as grace:

        def stop() -> None:
            assert fault.reached.wait(30)
            run.ask_to_stop()
            grace.begin()

        stopping = threading.Thread(target=stop)
        stopping.start()
        result = run.execute(EVERYTHING)
        stopping.join()
    world.plex.heal()
    return result


@pytest.mark.parametrize(
    "held",
    [is_method("PUT"), is_method("POST"), a_full_read, a_listing],
    ids=["a write", "a poster", "a read", "the listing"],
)
def test_a_run_ends_though_plex_hangs(
    held: Predicate, house: House, world: World, clock: FakeClock
) -> None:
    result = interrupted(house, world, held)

    assert result.interrupted
    assert house.store.queue.counts()[State.RUNNING] == 0
    assert house.store.queue.counts()[State.DEAD] == 0
    assert house.store.outages.all() == ()
    assert clock.waits == []


def test_what_was_held_up_is_written_by_the_next_run(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        interrupted(house, world, is_method("PUT"))

    with open_test_house(settings, clock) as later:
        assert sync(later, BARE).report.counts().failed == {}
        assert later.store.queue.counts()[State.WAITING] == 0
    titles = [world.stash.scenes[one.scene].title for one in world.plain]
    assert [world.plex.snapshot()[one.item].texts["title"] for one in world.plain] == titles
