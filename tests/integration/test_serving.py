"""The service: what hooks tell is worked at once, and tasks go on beside it."""

import pytest
from tests.integration.serving import Serving, ended, eventually, serving
from tests.unit.worker.at_work import title
from tests.worlds import FakeClock, open_test_house

from stashplex.app.house import House
from stashplex.config import Settings
from stashplex.core.answers import (
    EndedTold,
    PhaseTold,
    PlannedTold,
    ReconcileAnswer,
    SyncAnswer,
    UndoAnswer,
)
from stashplex.core.errors import NotNow, UnknownId, WrongUsage
from stashplex.core.service import RecoverOrder, SyncOrder, UndoOrder
from stashplex.demo.http_faults import answer, every_request
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import World
from stashplex.worker.watch import Watcher

EVERYTHING = SyncOrder(everything=True)


@pytest.fixture
def settings_in_step(settings: Settings, clock: FakeClock) -> Settings:
    """Settings of a data folder whose Stash was watched, and compared, before."""
    with open_test_house(settings, clock) as house:
        remember(house, clock)
    return settings


def remember(house: House, clock: FakeClock) -> None:
    watcher = Watcher(house.parts, house.library, reconcile_hour=4)
    watcher.look()
    watcher.reconciled(clock.now())


@pytest.fixture
def service(settings_in_step: Settings):  # type: ignore[no-untyped-def]
    with serving(settings_in_step) as running:
        running.wait_until_at_work()
        yield running


def test_a_hook_is_worked_at_once(service: Serving, world: World) -> None:
    world.stash.edit_scene(1, title="Said Anew")

    service.tell("Scene.Update.Post", 1)

    eventually(lambda: title(world, 1) == "Said Anew")
