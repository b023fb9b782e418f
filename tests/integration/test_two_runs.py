"""Two runs at once, in two processes: both count every scene for what became of it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.contract.test_turns import StopsAfter
from tests.integration.runs import counts_of, writes_of
from tests.unit.worker.at_work import edits
from tests.worlds import FakeClock, make_world, open_test_house, settings_for, sync

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.config.settings import StorageTable
from stashplex.core.report import Counts
from stashplex.core.secret import Secret
from stashplex.demo.http_faults import answer, call, is_method
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request, RunResult

pytestmark = pytest.mark.faults

SCENES = 90
PUT_ONLY = Request(everything=True, work=False)
A_PUT = is_method("PUT")


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path, postgres_url: Secret) -> Settings:
    given = settings_for(world, tmp_path / "data")
    return msgspec.structs.replace(given, storage=StorageTable(database=postgres_url))


@pytest.fixture
def house(settings: Settings, clock: FakeClock) -> Iterator[House]:
    with open_test_house(settings, clock) as opened:
        yield opened


@pytest.fixture
def other(settings: Settings, clock: FakeClock, house: House) -> Iterator[House]:
    """What another process has in its hands."""
    assert house.settings is settings
    with open_test_house(settings, clock) as opened:
        yield opened


def test_what_another_run_took_over_and_does_not_work_is_worked_after_all(
    world: World, house: House, other: House
) -> None:
    taken: list[RunResult] = []
    world.plex.inject(call(lambda _: taken.append(sync(other, PUT_ONLY)), A_PUT))

    result = sync(house)

    assert counts_of(result) == Counts(scenes=SCENES, changed=SCENES)
    assert len(writes_of(world.plex)) == SCENES


def test_what_another_run_worked_is_counted_for_what_became_of_it(
    world: World, house: House, other: House
) -> None:
    bad = world.plain[-1]
    world.plex.inject(answer(database_error(), edits(bad.item), times=None))
    results: list[RunResult] = []
    threads = [
        threading.Thread(target=lambda one=one: results.append(sync(one))) for one in (house, other)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [counts_of(one).failed for one in results] == [{"ServerFailed": 1}] * 2
    assert [counts_of(one).waiting for one in results] == [{}] * 2
    assert [counts_of(one).scenes for one in results] == [SCENES] * 2


def test_what_must_be_written_once_more_is_written_in_the_turn_as_well(
    world: World, house: House, other: House
) -> None:
    """While a second write is under way nobody else may write."""
    world.plex.behaviour.ignored_fields.add("title")
    first = world.plain[0]
    turns: list[bool] = []

    def try_to_write(_: object) -> None:
        with other.store.turns.writing(StopsAfter(2)) as ours:
            turns.append(ours)

    world.plex.inject(call(try_to_write, edits(first.item), times=2))

    sync(house, Request(ids=(first.scene,)))

    assert turns == [False, False]
