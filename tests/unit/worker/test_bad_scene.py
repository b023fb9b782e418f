"""One scene that Plex answers nothing to is no outage: it ends dead, and the others go on."""

from collections.abc import Iterator

import pytest
from tests.unit.worker.at_work import AtWork, edits
from tests.worlds import FakeClock, make_world

from stashplex.demo.http_faults import answer, call, cut_before
from stashplex.demo.http_messages import Request
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import Layout, World

pytestmark = pytest.mark.faults

SCENES = 12
BAD = 3


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


def never_takes(world: World, how: str, scene: int) -> None:
    matches = edits(world.plain[scene - 1].item)
    fault = (
        cut_before(matches, times=None)
        if how == "hangs up"
        else answer(maintenance(), matches, times=None)
    )
    world.plex.inject(fault)


@pytest.mark.parametrize("how", ["hangs up", "503"])
def test_it_ends_as_a_dead_letter_and_all_others_are_written(
    how: str, at_work: AtWork, world: World, clock: FakeClock
) -> None:
    never_takes(world, how, BAD)

    at_work.run(*range(1, SCENES + 1))

    assert at_work.dead() == {BAD: "ServerFailed"}
    assert "It answers all but this scene." in str(at_work.waiting(BAD).cause)
    endings = at_work.endings()
    assert endings.pop(BAD)[0] == "failed"
    assert set(endings.values()) == {("changed", "")}
    assert clock.monotonic() < 600


def test_the_others_do_not_wait_for_it_to_die(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    written: list[float] = []

    def note(request: Request) -> bool:
        if request.method == "PUT" and request.asks("id") != str(world.plain[BAD - 1].item):
            written.append(clock.monotonic())
        return False

    world.plex.inject(call(lambda _: None, note, times=None))
    never_takes(world, "503", BAD)

    at_work.run(*range(1, SCENES + 1))

    assert len(written) == SCENES - 1
    assert max(written) < 20
    assert clock.monotonic() > max(written)


def test_two_of_them_are_both_found(at_work: AtWork, world: World) -> None:
    never_takes(world, "503", 3)
    never_takes(world, "hangs up", 7)

    at_work.run(*range(1, SCENES + 1))

    assert at_work.dead() == {3: "ServerFailed", 7: "ServerFailed"}


def test_all_alone_in_the_queue_it_is_found_too(at_work: AtWork, world: World) -> None:
    never_takes(world, "503", BAD)

    at_work.run(BAD)

    assert at_work.dead() == {BAD: "ServerFailed"}


def test_a_plex_that_takes_no_edit_at_all_costs_no_scene_an_attempt(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    world.plex.inject(answer(maintenance(), lambda request: request.method == "PUT", times=None))
    clock.after(600.0, world.plex.heal)

    at_work.run(*range(1, SCENES + 1))

    assert at_work.dead() == {}
    assert at_work.worker.stats.jobs_failed == 0
    assert set(at_work.endings().values()) == {("changed", "")}
