"""While a server is away nothing is sent but one probe a step, and no scene pays for it."""

import logging
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from tests.unit.worker.at_work import A_PUT, AtWork, edits, reads
from tests.worlds import FakeClock, make_world

from stashplex.core.errors import CredentialsRefused, Incompatible
from stashplex.core.job import State
from stashplex.core.scene import SceneFile
from stashplex.demo.http_faults import answer, call, cut_after, cut_before, every_request
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.world import Layout, World

pytestmark = pytest.mark.faults

Break = Callable[[World, FakeClock], None]
BACK_AFTER = 100.0


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 8, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def asked(world: World, clock: FakeClock) -> list[float]:
    """The moments at which Plex was asked anything at all."""
    moments: list[float] = []

    def note(request: Request) -> bool:
        del request
        moments.append(clock.monotonic())
        return False

    world.plex.inject(call(lambda _: None, note, times=None))
    return moments


def shuts_down(world: World, clock: FakeClock) -> None:
    world.plex.stop()
    clock.after(BACK_AFTER, world.plex.start)


def is_in_maintenance(world: World, clock: FakeClock) -> None:
    world.plex.inject(answer(maintenance(), every_request, times=None))
    clock.after(BACK_AFTER, world.plex.heal)


def hangs_up(world: World, clock: FakeClock) -> None:
    world.plex.inject(cut_before(every_request, times=None))
    clock.after(BACK_AFTER, world.plex.heal)


def cannot_read(world: World, clock: FakeClock) -> None:
    world.plex.inject(answer(database_error(), every_request, times=None))
    clock.after(BACK_AFTER, world.plex.heal)


OUTAGES = [shuts_down, is_in_maintenance, hangs_up, cannot_read]


def all_changed(at_work: AtWork) -> bool:
    return set(at_work.endings().values()) == {("changed", "")} and at_work.row(1) is None


@pytest.mark.parametrize("breaks", OUTAGES)
def test_an_outage_at_the_reading_costs_no_attempt_and_nothing_is_lost(
    breaks: Break, at_work: AtWork, world: World, clock: FakeClock
) -> None:
    at_work.house.library.load()
    breaks(world, clock)

    at_work.once(*range(1, 9))

    assert {at_work.waiting(scene).attempts for scene in range(1, 9)} == {0}
    at_work.run()
    assert all_changed(at_work)
    assert at_work.worker.stats.jobs_failed == 0


@pytest.mark.parametrize("breaks", OUTAGES[1:])
def test_an_outage_between_two_writes_costs_no_attempt_and_drains_afterwards(
    breaks: Break, at_work: AtWork, world: World, clock: FakeClock
) -> None:
    world.plex.inject(call(lambda _: breaks(world, clock), edits(world.plain[1].item)))

    at_work.run(*range(1, 9))

    assert all_changed(at_work)
    assert at_work.house.store.queue.counts() == dict.fromkeys(State, 0)
    assert at_work.worker.stats.jobs_failed == 0


@pytest.mark.parametrize("breaks", [is_in_maintenance, hangs_up, cannot_read])
def test_while_plex_is_away_there_is_at_most_one_probe_a_step(
    breaks: Break, at_work: AtWork, world: World, clock: FakeClock, asked: list[float]
) -> None:
    at_work.house.library.load()
    at_work.put(*range(1, 9))
    world.plex.requests.reset()
    asked.clear()
    breaks(world, clock)
    began = clock.monotonic()

    at_work.run()

    during = [at - began for at in asked if at - began < BACK_AFTER]
    probes = sorted({at for at in during if at > 0})
    assert len(probes) == 4
    assert all(later - sooner >= 4 for sooner, later in pairwise([0.0, *probes]))
    paths = [one.path for one in world.plex.requests]
    first_answered = next(at for at, one in enumerate(world.plex.requests) if one.status == 200)
    assert paths[first_answered] == "/library/sections"


def test_an_answer_that_was_lost_before_an_outage_is_proved_after_it(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    def go_away(request: Request) -> bool:
        if edits(world.plain[0].item)(request):
            is_in_maintenance(world, clock)
        return False

    world.plex.inject(cut_after(edits(world.plain[0].item), times=2))
    world.plex.inject(call(lambda _: None, go_away))

    at_work.run(1, 2)

    assert [(one.scene, one.ending.value) for one in at_work.settled] == [
        (1, "changed"),
        (2, "changed"),
    ]
    assert world.plex.requests.count(method="PUT") == 3


def test_an_outage_before_the_reading_back_proves_the_batch_when_it_is_over(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    last = edits(world.plain[1].item)
    world.plex.inject(call(lambda _: is_in_maintenance(world, clock), last))

    at_work.run(1, 2)

    assert all_changed(at_work)
    assert world.plex.requests.count(method="PUT") == 2
    assert at_work.worker.stats.jobs_processed == 2


def test_a_stop_during_an_outage_leaves_what_was_written_to_be_proved_later(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    world.plex.inject(call(lambda _: None, edits(world.plain[0].item)))
    world.plex.inject(cut_before(edits(world.plain[1].item), times=None))
    clock.after(2.0, at_work.worker.ask_to_stop)

    at_work.run(1, 2, 3)

    assert at_work.endings() == {1: ("waiting", "interrupted"), 2: ("waiting", "outage")}
    assert {at_work.waiting(scene).attempts for scene in (1, 2, 3)} == {0}
    assert at_work.house.store.ledger.open_writes([world.plain[0].item])
    world.plex.heal()
    again = AtWork.in_house(at_work.house)
    again.run()
    assert again.endings() == {1: ("unchanged", ""), 2: ("changed", ""), 3: ("changed", "")}
    assert not at_work.house.store.ledger.open_writes([world.plain[0].item])


def test_three_scenes_that_fail_in_a_row_are_an_outage_and_get_their_attempts_back(
    at_work: AtWork, world: World
) -> None:
    world.plex.inject(answer(database_error(), A_PUT, times=3))

    at_work.once(*range(1, 9))

    assert {at_work.waiting(scene).attempts for scene in range(1, 9)} == {0}
    assert world.plex.requests.count(method="PUT") == 3
    assert at_work.worker.stats.jobs_failed == 0
    at_work.run()
    assert all_changed(at_work)


def test_failures_of_an_earlier_batch_are_given_back_too(at_work: AtWork, world: World) -> None:
    world.plex.inject(answer(database_error(), A_PUT, times=3))

    at_work.once(1, 2)
    assert [at_work.waiting(scene).attempts for scene in (1, 2)] == [1, 1]
    at_work.once(3)

    assert [at_work.waiting(scene).attempts for scene in (1, 2, 3)] == [0, 0, 0]


def test_an_outage_takes_no_last_attempt(at_work: AtWork, world: World, clock: FakeClock) -> None:
    item = world.plain[0].item
    world.plex.inject(answer(database_error(), edits(item), times=5))
    for _ in range(5):
        at_work.once(1)
        clock.advance(300)
    assert at_work.waiting(1).attempts == 5
    world.plex.inject(answer(database_error(), A_PUT, times=3))

    at_work.once(2, 3)

    assert at_work.dead() == {}
    assert at_work.waiting(1).attempts == 5
    at_work.run()
    assert all_changed(at_work)


@pytest.mark.parametrize("bad", [3, 4, 6])
def test_scenes_that_plex_can_never_take_end_dead_and_do_not_look_like_an_outage_for_ever(
    bad: int, at_work: AtWork, world: World
) -> None:
    for placed in world.plain[:bad]:
        world.plex.inject(answer(database_error(), edits(placed.item), times=None))

    at_work.run(*range(1, 9))

    assert at_work.dead() == dict.fromkeys(range(1, bad + 1), "ServerFailed")
    assert sum(one == ("changed", "") for one in at_work.endings().values()) == 8 - bad


@pytest.mark.parametrize("bad", [1, 3, 4, 6])
def test_items_that_plex_can_never_show_end_dead_and_the_others_are_written(
    bad: int, at_work: AtWork, world: World
) -> None:
    for placed in world.plain[:bad]:
        world.plex.inject(answer(database_error(), reads(placed.item), times=None))

    at_work.run(*range(1, 9))

    assert at_work.dead() == dict.fromkeys(range(1, bad + 1), "ServerFailed")
    assert sum(one == ("changed", "") for one in at_work.endings().values()) == 8 - bad


def test_a_token_refused_in_the_middle_ends_a_foreground_run_and_keeps_the_rows(
    at_work: AtWork, world: World
) -> None:
    third = edits(world.plain[2].item)
    world.plex.inject(call(lambda _: world.plex.revoke_token(), third))

    with pytest.raises(CredentialsRefused, match=r"plex\.token"):
        at_work.run(*range(1, 9))

    rows = [at_work.waiting(scene) for scene in range(4, 9)]
    assert {(row.state, row.attempts) for row in rows} == {(State.WAITING, 0)}
    assert at_work.worker.stats.jobs_failed == 0
    assert at_work.dead() == {}


def test_a_patient_worker_waits_for_the_token_to_be_put_right(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    refusal = answer(Response(401, {"Content-Type": "text/html"}, b"<h1>401</h1>"), times=None)
    patient = AtWork.in_house(at_work.house, patient=True)
    world.plex.inject(refusal)
    clock.after(3600, world.plex.heal)

    patient.run(*range(1, 9))

    assert all_changed(patient)
    assert clock.monotonic() >= 3600


def test_a_stash_that_is_migrating_is_waited_for_by_a_person(at_work: AtWork, world: World) -> None:
    world.stash.inject(
        answer(
            Response(
                422,
                {"Content-Type": "application/json"},
                b'{"errors":[{"message":"Cannot query field"}]}',
            ),
            times=None,
        )
    )

    with pytest.raises(Incompatible, match="Cannot query field"):
        at_work.run(1)

    assert at_work.waiting(1).attempts == 0


def test_a_plex_that_asks_for_quiet_gets_it_and_no_attempt_is_used(
    at_work: AtWork, world: World, clock: FakeClock, asked: list[float]
) -> None:
    slow_down = Response(429, {"Retry-After": "30"}, b"")
    world.plex.inject(answer(slow_down, edits(world.plain[1].item)))
    asked.clear()

    at_work.run(*range(1, 9))

    assert all_changed(at_work)
    assert at_work.worker.stats.jobs_failed == 0
    assert not [at for at in asked if 0 < at < 30]
    assert clock.waits == [30.0]


def test_a_listing_that_cannot_be_had_is_waited_for_and_is_no_scenes_fault(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    def listing(request: Request) -> bool:
        return request.path.endswith("/all") and request.method == "GET"

    world.plex.inject(answer(database_error(), listing, times=2))

    at_work.run(1, 2)

    assert all_changed(at_work)
    assert at_work.worker.stats.jobs_failed == 0
    assert [seconds > 1.0 for seconds in clock.waits] == [True, True, False]


def test_a_batch_that_could_not_be_read_settles_nothing_of_the_one_before(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    at_work.run(1)
    world.stash.edit_scene(1, title="Changed Since")
    is_in_maintenance(world, clock)

    at_work.once(1)

    assert at_work.settled[-1].ending.value == "waiting"
    record = at_work.house.store.records.scenes([1])[1]
    assert (record.ending, record.reason) == ("changed", "")


def test_the_end_of_an_outage_is_told(
    at_work: AtWork, world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    at_work.house.library.load()
    is_in_maintenance(world, clock)

    at_work.run(1)

    told = [one.getMessage() for one in caplog.records if one.name == "stashplex.worker.door"]
    assert len(told) == 2
    assert "is not ready" in told[0]
    assert "Nothing more is sent. Next try in" in told[0]
    assert told[1].startswith("Plex answers again, after ")


def test_what_was_read_before_an_outage_is_read_again_after_it(
    at_work: AtWork, world: World, clock: FakeClock
) -> None:
    for scene in range(1, 9):
        world.stash.edit_scene(scene, title=f"Before {scene}")
    later = world.stash.add_scene(title="Before", files=[SceneFile("/data/later.mkv", 5, 60.0)])
    item = world.plex.add_item(1, [("/data/later.mkv", 5, 60_000)])

    def fall(_: Request) -> None:
        is_in_maintenance(world, clock)
        world.stash.edit_scene(later, title="After")
        world.plex.person.lock(item, "summary")

    world.plex.inject(call(fall, edits(world.plain[7].item)))

    at_work.run(*range(1, 9), later)

    assert world.plex.snapshot()[item].texts["title"] == "After"
    assert {one.scene for one in at_work.settled} == {*range(1, 9), later}
    assert set(at_work.endings().values()) == {("changed", "")}
