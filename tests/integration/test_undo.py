"""Undo, end to end: what a run wrote goes back to what stood there, and is held there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.runs import sync_anew, watched, writes_of
from tests.worlds import (
    FakeClock,
    Spectator,
    make_world,
    open_test_house,
    settings_for,
)

from stashplex.config import Settings
from stashplex.core.undo import Left
from stashplex.demo.odd import ODD_ONES
from stashplex.demo.plex import Behaviour, ItemSnapshot, SimulatedPlex, TagSemantics
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request
from stashplex.worker.undo import UndoResult, UndoRun

PLAIN = 6
VERIFY = Request(everything=True, verify=True)


@pytest.fixture(params=list(TagSemantics), ids=[one.value for one in TagSemantics])
def odd(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[World]:
    plex = SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param))
    with make_world(clock, PLAIN, odd_ones=ODD_ONES, plex=plex) as world:
        yield world


@pytest.fixture
def odd_settings(odd: World, tmp_path: Path) -> Settings:
    return settings_for(odd, tmp_path / "data")


def undo(settings: Settings, clock: FakeClock, run: int, *, dry_run: bool = False) -> UndoResult:
    """Undoes a run in a house of its own."""
    with open_test_house(settings, clock) as house:
        undoing = UndoRun(house.parts, house.library, Spectator())
        result = undoing.execute(run, dry_run=dry_run)
        undoing.finish(result, {})
    assert result.error is None
    return result


def shown(world: World) -> dict[int, ItemSnapshot]:
    """Returns what every movie shows, with tags in no order."""
    return {
        number: replace(
            item, tags={kind: tuple(sorted(names)) for kind, names in item.tags.items()}
        )
        for number, item in world.plex.snapshot().items()
    }


def test_undo_of_the_first_sync_restores_every_field_tag_and_lock(
    odd: World, odd_settings: Settings, clock: FakeClock
) -> None:
    before = shown(odd)
    run = sync_anew(odd_settings, clock).run
    assert run is not None
    synced = shown(odd)
    assert synced != before

    result = undo(odd_settings, clock, run)

    assert (result.left, result.failed) == ({}, {})
    assert result.fields == result.put_back.total()
    assert shown(odd) == before
    for request in (Request(everything=True), VERIFY):
        result, sent = watched(odd, odd_settings, clock, request)
        assert sent.writes == []
    assert shown(odd) == before
