"""Polls of a resident worker: through the breakers, and told once."""

from collections.abc import Callable

import pytest
from tests.unit.worker.at_work import title
from tests.worlds import FakeClock, seeded_luck

from stashplex.app.house import House
from stashplex.app.resident import Resident
from stashplex.app.working import employed
from stashplex.demo.http_faults import answer, cut_before, every_request
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import World
from stashplex.worker.errands import IN_A_ROW
from stashplex.worker.gate import Gate
from stashplex.worker.watch import Watcher

DAY = 86400.0
POLL = 10.0
FAILED = Response(500, {}, b"no such column")
Lines = Callable[[str], list[str]]


@pytest.fixture
def resident(house: House, clock: FakeClock) -> Resident:
    """A resident worker whose Stash was watched before, and everything compared."""
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())
    servers, book = house.servers, house.store.outages
    gate = Gate(servers.stash, servers.plex, clock, seeded_luck(), patient=True, outages=book)
    return employed(house, gate)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """Returns the lines of the log that hold some words."""
    caplog.set_level("INFO", logger="stashplex")

    def holding(words: str) -> list[str]:
        return [line for line in caplog.messages if words in line]

    return holding


def is_poll(request: Request) -> bool:
    return b"query Newest" in request.body


def test_while_stash_is_away_it_is_probed_and_not_polled(
    resident: Resident, house: House, world: World, clock: FakeClock, lines: Lines
) -> None:
    asked: list[float] = []

    def note(_: Request) -> bool:
        asked.append(clock.monotonic())
        return True

    clock.after(20.0, lambda: world.stash.inject(cut_before(note, times=None)))
    clock.after(320.0, world.stash.heal)
    clock.after(321.0, lambda: world.stash.edit_scene(1, title="Said Anew"))
    clock.after(500.0, resident.ask_to_stop)

    resident.work()

    probes_at_most = 4 + 300 // 48 + 1
    assert 2 <= len(asked) <= 1 + probes_at_most
    assert len(lines("Nothing more is sent")) == 1
    assert len(lines("Stash answers again, after")) == 1
    (outage,) = house.store.outages.all()
    assert (outage.server, outage.ended_at is None) == ("Stash", False)
    assert title(world, 1) == "Said Anew"


def test_polls_that_fail_in_a_row_are_an_outage_once_and_no_storm(
    resident: Resident, house: House, world: World, clock: FakeClock, lines: Lines
) -> None:
    failing = world.stash.inject(answer(FAILED, is_poll, times=None))
    clock.after(600.0, world.stash.heal)
    clock.after(700.0, resident.ask_to_stop)

    resident.work()

    assert failing.seen > IN_A_ROW
    (outage,) = house.store.outages.all()
    assert (outage.server, outage.ended_at is None) == ("Stash", False)
    assert len(lines("Nothing more is sent")) == 1
    assert len(lines("It is asked again now and then")) == 1
    assert len(lines("Stash answers again what it is asked for now and then")) == 1


def test_a_poll_that_fails_once_is_no_outage(
    resident: Resident, house: House, world: World, clock: FakeClock, lines: Lines
) -> None:
    world.stash.inject(answer(FAILED, is_poll))
    clock.after(15.0, lambda: world.stash.edit_scene(1, title="Said Anew"))
    clock.after(60.0, resident.ask_to_stop)

    resident.work()

    assert house.store.outages.all() == ()
    assert len(lines("It is asked again now and then")) == 1
    assert title(world, 1) == "Said Anew"


def test_an_outage_in_the_daily_comparison_is_told_once(
    resident: Resident, house: House, world: World, clock: FakeClock, lines: Lines
) -> None:
    def fall() -> None:
        clock.jump(DAY)
        world.plex.inject(answer(maintenance(), every_request, times=None))

    clock.after(20.0, fall)
    clock.after(320.0, world.plex.heal)
    clock.after(500.0, resident.ask_to_stop)

    resident.work()

    assert len(lines("Nothing more is sent")) == 1
    assert len(lines("Plex answers again, after")) == 1
    assert len(house.store.outages.all()) == 1
    assert [run.kind for run in house.store.runs.last(5)].count("reconcile") == 1


def test_a_comparison_that_breaks_off_is_not_begun_again_at_every_poll(
    resident: Resident, house: House, world: World, clock: FakeClock, lines: Lines
) -> None:
    def fall() -> None:
        clock.jump(DAY)
        world.plex.inject(answer(FAILED, lambda one: one.path.endswith("/all"), times=None))

    clock.after(20.0, fall)
    clock.after(1000.0, world.plex.heal)
    clock.after(1500.0, resident.ask_to_stop)

    resident.work()

    assert [run.kind for run in house.store.runs.last(9)].count("reconcile") == 3
    assert len(lines("It is asked again now and then")) == 1
    assert len(lines("Plex answers again")) == 1
