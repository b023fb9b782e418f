"""A run that a person starts during a recorded outage asks once, and tells at once."""

import pytest
from tests.worlds import EVERYTHING, FakeClock, open_test_house, start_run, sync

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.core.errors import ServerAway
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause
from stashplex.demo.http_faults import answer, call, every_request, is_method
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request

pytestmark = pytest.mark.faults


@pytest.fixture
def away(house: House, clock: FakeClock) -> Outage:
    """An outage of Plex that an earlier process recorded, with a minute to wait."""
    now = clock.now()
    cause = Cause("Unavailable", "Plex is not ready.")
    outage = Outage("Plex", "outage", cause, now - 300, probes=7, step=6, next_probe_at=now + 60)
    house.store.outages.keep(outage)
    return outage


def test_where_plex_is_back_the_outage_ends_and_the_run_goes_on_at_once(
    house: House, away: Outage, clock: FakeClock
) -> None:
    began = clock.now()

    assert sync(house).report.counts().failed == {}

    (outage,) = house.store.outages.all()
    assert outage.started_at == away.started_at
    assert outage.ended_at == began
    assert outage.probes == 8


def test_where_plex_is_still_away_it_is_asked_once_and_the_run_ends(
    house: House, away: Outage, world: World, clock: FakeClock
) -> None:
    world.plex.requests.reset()
    world.plex.inject(answer(maintenance(), every_request, times=None))

    result = sync(house)

    assert isinstance(result.error, ServerAway)
    assert clock.waits == []
    assert len(world.plex.requests) == 1
    (outage,) = house.store.outages.going_on()
    assert (outage.started_at, outage.probes, outage.step) == (away.started_at, 8, 7)


def test_a_run_without_work_ends_it_too(house: House, away: Outage) -> None:
    assert away in house.store.outages.going_on()

    sync(house, Request())

    assert house.store.outages.going_on() == ()


def test_an_outage_in_a_run_is_recorded_and_ended(
    house: House, world: World, clock: FakeClock
) -> None:
    outage = answer(maintenance(), every_request, times=None)

    def end() -> None:
        outage.times = 0

    def fall(_: object) -> None:
        world.plex.inject(outage)
        clock.after(100.0, end)

    world.plex.inject(call(fall, is_method("PUT")))

    assert sync(house).error is None

    (recorded,) = house.store.outages.all()
    assert recorded.ended_at is not None
    assert recorded.probes >= 4


def test_a_stop_in_the_middle_of_an_outage_leaves_it_open(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        world.plex.inject(
            call(
                lambda _: world.plex.inject(answer(maintenance(), every_request, times=None)),
                is_method("PUT"),
            )
        )
        run = start_run(house)
        clock.after(100.0, run.ask_to_stop)
        assert run.execute(EVERYTHING).interrupted
        assert len(house.store.outages.going_on()) == 1
    world.plex.heal()

    with open_test_house(settings, clock) as later:
        assert sync(later).report.counts().failed == {}
        assert later.store.outages.going_on() == ()
