"""A stop takes five seconds at most, whoever asks for it and whatever hangs."""

import signal

import pytest
from tests.doors import Door, finish, start

from stashplex.clock import SystemClock
from stashplex.demo.http_faults import Predicate, hang, is_method
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World

MOST_SECONDS = 5.0


def a_query(request: Request) -> bool:
    return request.method == "POST" and b"findScenes" in request.body


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("server", "held"),
    [("plex", is_method("PUT")), ("stash", a_query)],
    ids=["Plex at a write", "Stash at a query"],
)
def test_a_server_that_hangs_cannot_hold_up_a_stop(
    server: str, held: Predicate, number: signal.Signals, door: Door, world: World
) -> None:
    simulated = world.plex if server == "plex" else world.stash
    fault = simulated.inject(hang(held, times=None))
    process = start(door.folder, "sync", "--all", "--json")
    assert fault.reached.wait(30)
    asked = SystemClock().monotonic()
    process.send_signal(number)

    said = finish(process)
    took = SystemClock().monotonic() - asked
    simulated.heal()

    assert said.code == 130
    assert took < MOST_SECONDS
    assert said.answer["interrupted"]
    rest = door("sync", "--all", "--json")
    assert rest.answer["failed"] == {}
    assert door("outages", "--json").answer["outages"] == []
