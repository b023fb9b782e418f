"""The next scene's writes are recorded while this one's are sent; a suspect is worked alone."""

import threading

from msgspec.structs import replace
from tests.unit.worker.at_work import AtWork, edits

from stashplex.app.house import House
from stashplex.demo.http_faults import call
from stashplex.demo.world import World

PATIENCE = 10.0


def test_what_the_next_scene_writes_is_recorded_while_this_one_is_sent(
    house: House, world: World
) -> None:
    second_recorded = threading.Event()
    recorded: list[str] = []
    in_time: list[bool] = []

    def passing(name: str) -> None:
        if name == "intended":
            recorded.append(name)
            if len(recorded) == 2:
                second_recorded.set()

    def see(_: object) -> None:
        in_time.append(second_recorded.wait(PATIENCE))

    world.plex.inject(call(see, edits(world.plain[0].item)))
    at_work = AtWork.in_house(house, replace(house.parts, failpoint=passing))

    at_work.run(1, 2)

    assert in_time == [True]
    assert at_work.endings() == {1: ("changed", ""), 2: ("changed", "")}


def test_a_job_that_was_begun_before_is_worked_alone(house: House) -> None:
    queue, clock = house.store.queue, house.parts.clock
    recorded_by: list[threading.Thread] = []

    def passing(name: str) -> None:
        if name == "intended":
            recorded_by.append(threading.current_thread())

    at_work = AtWork.in_house(house, replace(house.parts, failpoint=passing))
    at_work.put(1, 2)
    first = queue.claim(1, clock.now())[0]
    queue.renew(first, clock.now(), begin=True)
    queue.rescue(clock.now(), all_leases=True)

    at_work.run()

    assert recorded_by == [threading.main_thread()] * 2
