"""The worker at work: when it stops, what it gives back, and what it survives."""

import json
import logging
import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.unit.worker.at_work import A_PUT, AtWork, asks_scene, edits, fail
from tests.worlds import FakeClock, make_world

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.core.job import Priority, State
from stashplex.demo.http_faults import answer, call, cut_after, hang
from stashplex.demo.http_messages import Response
from stashplex.demo.world import Layout, World
from stashplex.worker.settling import Settled

PROCESSOR = "stashplex.worker.processor"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 21, layout=Layout(cover_share=0.0)) as running:
        yield running


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Returns what the worker said at a level."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == PROCESSOR and record.levelno == level
    ]


def test_a_stop_takes_effect_between_two_writes_and_gives_the_rest_back(
    at_work: AtWork, world: World, house: House
) -> None:
    fail(world, 5, times=1)
    at_work.once(5)
    used = at_work.waiting(5).attempts
    house.parts.clock.wait(at_work.worker.stop_signal, 10.0)
    third = edits(world.plain[2].item)
    world.plex.inject(call(lambda _: at_work.worker.ask_to_stop(), third))

    at_work.run(1, 2, 3, 4, 5)

    ended = {scene for scene, (ending, _) in at_work.endings().items() if ending == "changed"}
    assert 3 in ended
    assert house.store.queue.counts() == {
        State.WAITING: 5 - len(ended),
        State.RUNNING: 0,
        State.DEAD: 0,
    }
    assert (used, at_work.waiting(4).attempts) == (1, 0)
    assert all(
        world.plex.snapshot()[world.plain[scene - 1].item].texts["title"]
        == world.stash.scenes[scene].title
        for scene in ended
    )


def test_a_release_keeps_the_attempts_that_were_used(at_work: AtWork, world: World) -> None:
    fail(world, 1, times=1)
    at_work.once(1)
    at_work.house.parts.clock.wait(at_work.worker.stop_signal, 10.0)

    at_work.worker._release(at_work.claim())

    assert (at_work.waiting(1).state, at_work.waiting(1).attempts) == (State.WAITING, 1)


def test_a_started_worker_works_what_comes_and_stops_promptly(
    at_work: AtWork, world: World, settings: Settings
) -> None:
    seen = world.plex.inject(hang(edits(world.plain[1].item)))
    at_work.put(1, 2, 3)

    at_work.worker.start()
    assert seen.reached.wait(20)
    at_work.worker.ask_to_stop()
    world.plex.heal()
    at_work.worker.stop()

    assert at_work.endings() == {1: ("changed", ""), 2: ("changed", "")}
    assert at_work.waiting(3).state is State.WAITING
    assert json.loads((settings.data_dir / "stats.json").read_text())["jobs_succeeded"] == 2


def test_a_resident_worker_does_not_wait_for_a_retry_while_others_are_due(
    house: House, world: World, clock: FakeClock
) -> None:
    fail(world, 1, times=2)
    ended: list[tuple[int, float]] = []
    at_work = AtWork.in_house(house)

    def follow(settled: Settled) -> None:
        ended.append((settled.scene, clock.now()))
        if len(ended) == 2:
            worker.ask_to_stop()

    worker = house.worker(house.parts, house.library, at_work.gate, on_settled=follow)
    at_work.put(1)
    clock.after(0.5, lambda: at_work.put(2))

    worker._worker_loop()

    assert [scene for scene, _ in ended] == [1, 2]
    assert ended[1][1] - ended[0][1] == 0.5


def test_a_resident_worker_that_only_a_person_can_help_says_so_and_ends(
    at_work: AtWork, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    at_work.put(1)
    world.plex.revoke_token()

    at_work.worker._worker_loop()

    assert any("The worker has stopped: Plex at" in line for line in lines(caplog, logging.ERROR))
    assert at_work.waiting(1).attempts == 0


def test_stopping_a_worker_that_was_never_started_is_harmless(at_work: AtWork) -> None:
    at_work.worker.stop()

    assert at_work.worker.stop_signal.is_set()


def test_a_change_while_a_job_runs_means_exactly_one_more_run(
    at_work: AtWork, world: World, house: House
) -> None:
    def edit_meanwhile(_: object) -> None:
        world.stash.edit_scene(1, title="A Later Title")
        for _again in range(3):
            house.store.queue.put(1, "edited", Priority.PERSON, now=house.parts.clock.now())

    item = world.plain[0].item
    world.plex.inject(call(edit_meanwhile, edits(item)))

    at_work.run(1)

    assert [one.ending.value for one in at_work.settled] == ["changed", "changed"]
    assert world.plex.snapshot()[item].texts["title"] == "A Later Title"
    assert at_work.row(1) is None


def test_an_answer_lost_after_plex_has_acted_is_proved_by_reading_back(
    at_work: AtWork, world: World
) -> None:
    # A kept connection may be stale: the first loss is repeated, the second is believed.
    world.plex.inject(cut_after(edits(world.plain[0].item), times=2))

    at_work.run(1, 2)

    assert at_work.endings() == {1: ("changed", ""), 2: ("changed", "")}
    stats = at_work.worker._stats
    assert (stats.jobs_succeeded, stats.jobs_failed) == (2, 0)


def test_what_nobody_foresaw_is_tried_again_and_its_trace_is_kept(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "stashplex")
    passed: list[str] = []

    def stumble(name: str) -> None:
        passed.append(name)
        if len(passed) == 1:
            raise ZeroDivisionError("one of those days")

    at_work = AtWork.in_house(house, replace(house.parts, failpoint=stumble))

    at_work.run(1)

    assert at_work.worker._stats.errors_by_type == {"ZeroDivisionError": 1}
    assert at_work.endings() == {1: ("changed", "")}
    (kept,) = (record for record in caplog.records if record.exc_info)
    assert kept.levelno == logging.INFO, "the log file keeps nothing below it"
    assert "ZeroDivisionError" in caplog.text


def test_a_job_that_was_rescued_meanwhile_is_left_to_its_new_owner(
    at_work: AtWork, world: World, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    rescue = call(
        lambda _: house.store.queue.rescue(house.parts.clock.now(), all_leases=True),
        edits(world.plain[0].item),
    )
    world.plex.inject(rescue)

    at_work.once(1, 2, 3)

    assert "scene 3 ran out" in caplog.text
    assert at_work.worker._stats.jobs_failed == 0
    assert at_work.waiting(3).state is State.WAITING
    at_work.run()
    assert at_work.endings()[3] == ("changed", "")


def test_the_leases_of_a_slow_batch_are_renewed(
    at_work: AtWork, world: World, house: House, clock: FakeClock
) -> None:
    def take_a_minute(_: object) -> None:
        clock.advance(61)
        assert house.store.queue.rescue(clock.now()) == 0

    world.plex.inject(call(take_a_minute, A_PUT, times=None))

    at_work.run(1, 2, 3, 4, 5)

    assert set(at_work.endings().values()) == {("changed", "")}


def test_one_bad_record_in_stash_is_found_and_judged_alone(at_work: AtWork, world: World) -> None:
    world.stash.inject(answer(Response(500), asks_scene(7), times=None))

    at_work.run(*range(1, 22))

    assert at_work.dead() == {7: "ServerFailed"}
    assert sum(ending == ("changed", "") for ending in at_work.endings().values()) == 20


def test_several_writers_write_at_once_and_each_scene_once(house: House, world: World) -> None:
    both = threading.Barrier(2)
    for placed in world.plain[:2]:
        world.plex.inject(call(lambda _: both.wait(10.0), edits(placed.item)))
    parts = replace(house.parts, limits=replace(house.parts.limits, write_concurrency=2))
    at_work = AtWork.in_house(house, parts)

    at_work.run(1, 2, 3, 4)

    assert at_work.endings() == dict.fromkeys((1, 2, 3, 4), ("changed", ""))
    assert world.plex.requests.count(method="PUT") == 4


def test_several_writers_stop_between_two_writes(house: House, world: World) -> None:
    parts = replace(house.parts, limits=replace(house.parts.limits, write_concurrency=2))
    at_work = AtWork.in_house(house, parts)
    world.plex.inject(call(lambda _: at_work.worker.ask_to_stop(), A_PUT))

    at_work.run(1, 2, 3, 4)

    assert world.plex.requests.count(method="PUT") <= 3
    at_work = AtWork.in_house(house, parts)
    at_work.run()
    assert world.plex.requests.count(method="PUT") == 4
    assert house.store.queue.due(house.parts.clock.now()) == ()
