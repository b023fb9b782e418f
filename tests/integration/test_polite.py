"""A run that is polite: it pauses while Plex scans, and begins gently after an outage."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from tests.worlds import FakeClock, make_world, sync

from stashplex.app.house import House
from stashplex.demo.http_faults import answer, call, every_request
from stashplex.demo.http_messages import Request
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import Layout, World

SCENES = 40


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def written(world: World, clock: FakeClock) -> list[float]:
    """The moments at which Plex was sent an edit."""
    moments: list[float] = []

    def note(request: Request) -> bool:
        if request.method == "PUT":
            moments.append(clock.monotonic())
        return False

    world.plex.inject(call(lambda _: None, note, times=None))
    return moments


def edit_of(world: World, place: int, request: Request) -> bool:
    return request.method == "PUT" and request.asks("id") == str(world.plain[place].item)


def test_a_run_in_quiet_times_waits_for_nothing_and_asks_nothing_more(
    house: House, world: World, clock: FakeClock
) -> None:
    assert sync(house).report.counts().changed == SCENES

    assert clock.waits == []
    assert world.plex.requests.count(path_prefix="/activities") == 0


@pytest.mark.parametrize("kind", ["library.update.section", "library.optimize"])
def test_nothing_is_written_while_plex_scans_or_optimises(
    kind: str, house: House, world: World, clock: FakeClock, written: list[float]
) -> None:
    def begin(_: Request) -> None:
        clock.advance(31.0)
        world.plex.behaviour.activities.append(kind)
        clock.after(100.0, world.plex.behaviour.activities.clear)

    world.plex.inject(call(begin, lambda request: edit_of(world, 4, request)))

    assert sync(house).report.counts().changed == SCENES

    during = [at for at in written if 31.0 < at < 131.0]
    assert during == []
    assert max(written) > 131.0
    assert world.plex.requests.count(path_prefix="/activities") < 12


def test_after_an_outage_writing_begins_gently(
    house: House, world: World, clock: FakeClock, written: list[float]
) -> None:
    outage = answer(maintenance(), every_request, times=None)

    def end() -> None:
        outage.times = 0

    def fall(_: Request) -> None:
        world.plex.inject(outage)
        clock.after(300.0, end)

    world.plex.inject(call(fall, lambda request: edit_of(world, 4, request)))

    assert sync(house).report.counts().changed == SCENES

    after = [at for at in written if at > 300.0]
    gaps = [later - sooner for sooner, later in pairwise(after)]
    assert len(after) > SCENES / 2
    assert sum(gaps) / len(gaps) == pytest.approx(1 / 5.2, rel=0.1)
