"""Undoing in tests: a run taken back in a house of its own, and what Plex shows around it."""

from dataclasses import replace

from tests.integration.runs import sync_anew
from tests.worlds import EVERYTHING, FakeClock, Spectator, open_test_house

from stashplex.config import Settings
from stashplex.demo.plex import ItemSnapshot
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request
from stashplex.worker.undo import UndoResult, UndoRun


def undo(settings: Settings, clock: FakeClock, run: int, *, dry_run: bool = False) -> UndoResult:
    """Undoes a run; it must come to its end."""
    with open_test_house(settings, clock) as house:
        undoing = UndoRun(house.parts, house.library, Spectator())
        result = undoing.execute(run, dry_run=dry_run)
        undoing.finish(result, {})
    assert result.error is None
    assert not result.interrupted
    counts = (result.put_back, result.left, result.failed)
    assert result.fields == result.already + sum(one.total() for one in counts)
    return result


def synced(settings: Settings, clock: FakeClock, request: Request = EVERYTHING) -> int:
    """Syncs, and returns the number of the run."""
    run = sync_anew(settings, clock, request).run
    assert run is not None
    return run


def run_of(result: UndoResult) -> int:
    """Returns the number of an undo, which was no dry run."""
    assert result.run is not None
    return result.run


def shown(world: World) -> dict[int, ItemSnapshot]:
    """Returns everything every movie shows, with tags in no order."""
    return {
        number: replace(
            item, tags={kind: tuple(sorted(names)) for kind, names in item.tags.items()}
        )
        for number, item in world.plex.snapshot().items()
    }
