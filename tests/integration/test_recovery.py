"""After an outage: what died of it goes back in the line, once, and only when all is well again."""

from pathlib import Path

import pytest
from tests.integration.runs import counts_of, sync_anew
from tests.worlds import BARE, FakeClock, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.app.recovering import recover
from stashplex.config import Settings
from stashplex.config.settings import SyncTable
from stashplex.core.answers import RecoverAnswer
from stashplex.core.errors import ServerError, ServerFailed, Unreachable
from stashplex.core.job import Priority
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause, Dead
from stashplex.demo.http_faults import answer, is_method
from stashplex.demo.http_messages import Request
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import World
from stashplex.worker.gate import Gate

HOUR = 3600.0


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    """Settings under which a scene dies of its first failure, and is settled by itself."""
    return settings_for(world, tmp_path / "data", sync=SyncTable(max_retries=0, batch_size=1))


def kill(house: House, scene: int, error_type: str = "ServerFailed") -> None:
    now, queue = house.parts.clock.now(), house.store.queue
    queue.put(scene, "test", Priority.BULK, now=now)
    (job,) = queue.claim(1, now)
    queue.settle(job, Dead(Cause(error_type, f"{error_type} of {scene}")), now)


def work_until_empty(house: House, *scenes: int) -> None:
    """Works these scenes behind a gate that keeps its outages."""
    parts, now = house.parts, house.parts.clock.now()
    for scene in scenes:
        parts.state.queue.put(scene, "test", Priority.BULK, now=now)
    gate = Gate(parts.stash, parts.plex, parts.clock, parts.random, outages=parts.state.outages)
    house.worker(parts, house.library, gate, on_settled=lambda _: None).run_until_empty()


def outage(house: House, clock: FakeClock, seconds: float = HOUR) -> None:
    """Records an outage of Plex that begins now, and lets its time pass."""
    cause = Cause("Unreachable", "no answer")
    house.store.outages.keep(Outage("Plex", "outage", cause, clock.now()))
    clock.advance(seconds)
    house.store.outages.end("Plex", clock.now())


def recovered(house: House, *, dry_run: bool = False) -> RecoverAnswer:
    return recover(house, dry_run=dry_run)


def test_what_an_outage_killed_is_recovered_and_written_by_the_next_run(
    world: World, settings: Settings, clock: FakeClock
) -> None:
    world.plex.inject(answer(database_error(), is_method("PUT"), 3))
    with open_test_house(settings, clock) as house:
        work_until_empty(house, *(placed.scene for placed in world.plain))
        dead = {one.scene for one in house.store.dead_letters.list()}
        assert dead

        told = recovered(house)

        assert house.store.dead_letters.list() == []
        assert (told.found, set(told.scenes), told.left) == (len(dead), dead, {})
    counts = counts_of(sync_anew(settings, clock, BARE))
    assert (counts.changed, counts.failed) == (len(dead), {})


def test_only_what_a_server_did_in_an_outage_is_recovered(house: House, clock: FakeClock) -> None:
    kill(house, 1)
    clock.advance(2 * HOUR)
    kill(house, 2)
    kill(house, 3, "PlexRejected")
    outage(house, clock)

    told = recovered(house)

    assert (told.found, told.requeued, told.scenes) == (2, 1, (2,))
    assert told.left == {"no_outage": 1}
    assert told.remaining == {"PlexRejected": 1, "ServerFailed": 1}


def test_a_scene_that_stash_has_no_more_is_left(
    house: House, world: World, clock: FakeClock
) -> None:
    kill(house, 1)
    kill(house, 2)
    outage(house, clock)
    world.stash.delete_scene(1)

    told = recovered(house)

    assert (told.scenes, told.left) == ((2,), {"gone": 1})


def test_what_dies_of_the_same_again_is_left_to_a_person(house: House, clock: FakeClock) -> None:
    kill(house, 1)
    outage(house, clock)
    assert recovered(house).requeued == 1
    kill(house, 1)

    told = recovered(house)

    assert (told.found, told.requeued, told.left) == (1, 0, {"recovered_before": 1})


def test_a_preview_puts_nothing_back(house: House, clock: FakeClock) -> None:
    kill(house, 1)
    outage(house, clock)

    told = recovered(house, dry_run=True)

    assert (told.requeued, told.remaining) == (1, {"ServerFailed": 1})


def test_without_dead_letters_there_is_nothing_to_recover(house: House) -> None:
    told = recovered(house)

    assert (told.found, told.requeued, told.left, told.remaining) == (0, 0, {}, {})


def asks_for_sections(request: Request) -> bool:
    return request.path == "/library/sections"


@pytest.mark.parametrize("server", ["stash", "plex"])
def test_while_a_server_is_away_nothing_is_touched(
    house: House, world: World, clock: FakeClock, server: str
) -> None:
    kill(house, 1)
    outage(house, clock)
    (world.stash if server == "stash" else world.plex).stop()

    with pytest.raises(Unreachable):
        recovered(house)

    assert [one.scene for one in house.store.dead_letters.list()] == [1]


def test_a_plex_that_answers_without_its_database_is_not_well_yet(
    house: House, world: World, clock: FakeClock
) -> None:
    kill(house, 1)
    outage(house, clock)
    world.plex.inject(answer(database_error(), asks_for_sections))

    with pytest.raises(ServerError) as caught:
        recovered(house)

    assert isinstance(caught.value, ServerFailed)
    assert [one.scene for one in house.store.dead_letters.list()] == [1]
