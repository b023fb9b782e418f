"""`stashplex work`, as its own process: it works what waits, and ends well when it is asked to."""

import signal
import threading

from tests.doors import Door, finish, start

from stashplex.clock import SystemClock
from stashplex.demo.http_faults import call, is_method
from stashplex.demo.world import World

PATIENCE = 30.0
MOST_SECONDS = 5.0


def test_a_worker_works_what_was_put_until_it_is_told_to_stop(door: Door, world: World) -> None:
    put = door("reconcile", "--json").answer["enqueued"]
    reached = threading.Event()
    world.plex.inject(call(lambda _: reached.set(), is_method("PUT")))
    process = start(door.folder, "work", "--json")
    assert reached.wait(PATIENCE)
    asked = SystemClock().monotonic()
    process.send_signal(signal.SIGTERM)

    said = finish(process)

    assert said.code == 0
    assert SystemClock().monotonic() - asked < MOST_SECONDS
    assert said.answer["runs"] == 1
    assert 1 <= said.answer["changed"] <= sum(put.values())
    rest = door("sync", "--json").answer
    assert (
        said.answer["changed"] + rest["changed"] + rest["waiting"].get("not_in_plex", 0)
        >= put["differs"]
    )
    assert door("sync", "--all", "--json").answer["changed"] == 0
