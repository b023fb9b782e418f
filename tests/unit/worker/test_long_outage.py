"""Ten minutes without Plex: hardly a call, no attempt used, and everything done afterwards."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from tests.unit.worker.at_work import AtWork, edits
from tests.worlds import EVERYTHING, FakeClock, Spectator, make_world, start_run

from stashplex.app.house import House
from stashplex.core.job import State
from stashplex.demo.http_faults import Fault, answer, call, cut_before, every_request
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import Layout, World

pytestmark = pytest.mark.faults

SCENES = 30
TEN_MINUTES = 600.0
MOST_PROBES = 4 + 600 // 48 + 1
"""Waits of 5, 10, 20 and 40 seconds, then of 60, each up to a fifth shorter."""
MOST_UNDER_WAY = 16
"""Readings that had begun before, a page that is compared and a batch that is read ahead, each
perhaps halved; time that flies lets them seem to come later."""
REFUSALS = {
    "maintenance": answer(maintenance(), every_request, times=None),
    "hangs up": cut_before(every_request, times=None),
    "500": answer(Response(500, {}, b"database is locked"), every_request, times=None),
}


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def asked(world: World, clock: FakeClock) -> list[tuple[float, str]]:
    """When Plex was asked what."""
    requests: list[tuple[float, str]] = []

    def note(request: Request) -> bool:
        requests.append((clock.monotonic(), request.path))
        return False

    world.plex.inject(call(lambda _: None, note, times=None))
    return requests


def probes_of(asked: list[tuple[float, str]]) -> list[float]:
    """Returns when Plex was probed, once it was clear that nothing much else was asked."""
    during = [(at, path) for at, path in asked if 0 < at < TEN_MINUTES]
    probes = [at for at, path in during if path == "/library/sections"]
    assert len(during) - len(probes) <= MOST_UNDER_WAY
    return probes


def away_for_ten_minutes(world: World, clock: FakeClock, refusal: Fault) -> None:
    """Lets Plex refuse everything from the third edit on, and come back after ten minutes."""

    def fall(_: Request) -> None:
        world.plex.inject(refusal)
        clock.after(TEN_MINUTES, world.plex.heal)

    world.plex.inject(call(fall, edits(world.plain[2].item)))


def fresh(name: str) -> Fault:
    known = REFUSALS[name]
    return Fault(known.what, known.matches, known.times, known.response)


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_run_in_the_foreground_waits_and_then_goes_on_by_itself(
    name: str, house: House, world: World, clock: FakeClock, asked: list[tuple[float, str]]
) -> None:
    spectator = Spectator()
    away_for_ten_minutes(world, clock, fresh(name))

    result = start_run(house, spectator).execute(EVERYTHING)

    counts = result.report.counts()
    assert result.error is None
    assert (counts.scenes, counts.changed) == (SCENES, SCENES)
    assert house.store.queue.counts() == dict.fromkeys(State, 0)
    assert house.store.dead_letters.get_error_summary() == {}
    assert [one for one in spectator.endings if one.ending.value == "failed"] == []
    probes = probes_of(asked)
    assert len(probes) <= MOST_PROBES
    assert all(later - sooner >= 4 for sooner, later in pairwise([0.0, *probes]))


def test_no_attempt_is_used_and_the_outage_is_on_record(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    away_for_ten_minutes(world, clock, fresh("maintenance"))
    attempts: list[int] = []

    def look() -> None:
        rows = [at_work.row(scene) for scene in range(1, SCENES + 1)]
        attempts.extend(row.attempts for row in rows if row is not None)

    for minute in range(1, 10):
        clock.after(60.0 * minute, look)
    began = clock.now()

    at_work.run(*range(1, SCENES + 1))

    assert set(attempts) == {0}
    assert len(attempts) >= 9 * (SCENES - 3)
    assert at_work.worker.stats.jobs_failed == 0
    (outage,) = at_work.house.store.outages.all()
    assert outage.started_at == began
    assert outage.ended_at is not None
    assert TEN_MINUTES <= outage.ended_at - began <= TEN_MINUTES + 60.0
    assert "currently running database migrations" in outage.cause.message
    assert 10 <= outage.probes <= MOST_PROBES


def test_a_restart_in_the_middle_of_it_does_not_ask_sooner(
    at_work: AtWork, world: World, clock: FakeClock, asked: list[tuple[float, str]]
) -> None:
    away_for_ten_minutes(world, clock, fresh("maintenance"))
    clock.after(200.0, at_work.worker.ask_to_stop)
    at_work.run(*range(1, SCENES + 1))
    assert len(at_work.house.store.outages.going_on()) == 1

    again = AtWork.in_house(at_work.house, patient=True)
    again.run()

    probes = probes_of(asked)
    assert len(probes) <= MOST_PROBES
    assert all(later - sooner >= 48 for sooner, later in pairwise(probes[5:]))
    assert [one.probes for one in at_work.house.store.outages.all()] == [len(probes) + 1]
    assert at_work.house.store.queue.counts() == dict.fromkeys(State, 0)
