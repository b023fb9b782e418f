"""The guards at work: what they take from a comparison, and when what was found is put."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    Spectator,
    make_world,
    open_test_house,
    settings_for,
    sync,
)

from stashplex.app.house import House
from stashplex.core.errors import DataFolderUnwritable
from stashplex.core.guard import Side, Touch
from stashplex.core.holding import Holding
from stashplex.core.item import Field
from stashplex.core.job import State
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.world import Layout, World
from stashplex.sync_queue.queue import SyncQueue
from stashplex.worker.guarding import Guarding
from stashplex.worker.library import Library
from stashplex.worker.scene_pages import FIRST_PAGE
from stashplex.worker.sync_run import SyncRun

FORMER = Side("plex:99", "Former", 300, 0.0)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4, layout=Layout(cover_share=0.0)) as running:
        yield running


def guarding(house: House, library: Library | None = None) -> Guarding:
    """Returns the guards at the beginning of a comparison."""
    used = library or house.library
    used.ensure()
    found = Guarding(house.parts, used)
    found.begin()
    return found


class FullQueue(SyncQueue):
    """A queue whose disk is full after two jobs."""

    room = 2

    def put(
        self,
        scene: int,
        reason: str,
        priority: int,
        run: int | None = None,
        *,
        now: float,
        revive: bool = False,
    ) -> bool:
        if not self.room:
            raise DataFolderUnwritable("The disk is full.")
        self.room -= 1
        return super().put(scene, reason, priority, run, now=now, revive=revive)


def test_where_nothing_is_held_no_guard_can_mind(house: House) -> None:
    assert guarding(house).cannot_mind()
    sync(house)
    assert not guarding(house).cannot_mind()


def test_only_what_was_in_step_is_remembered_as_touched(
    house: House, world: World, clock: FakeClock
) -> None:
    sync(house)
    assert house.store.baselines.touches(clock.now()) == ()
    world.stash.edit_scene(1, title="Another")
    world.stash.edit_scene(2, studio=None)
    sync(house)

    touched = {one.scene: one for one in house.store.baselines.touches(clock.now())}

    assert touched[1] == Touch(1, changed=True)
    assert (touched[2].changed, "studio" in touched[2].cleared) == (True, True)
    assert touched.keys() == {1, 2}


def test_what_both_sides_hold_is_remembered(house: House) -> None:
    sync(house)

    assert [(one.key, one.name, one.held) for one in house.store.baselines.sides()] == [
        ("plex:1", "Videos", 4),
        ("stash", "Stash", 4),
    ]


def test_a_library_that_was_taken_off_the_list_has_lost_nothing(
    house: House, clock: FakeClock
) -> None:
    house.store.baselines.see([FORMER])
    chosen = Library(house.servers.plex, ("Videos",), clock)

    assert guarding(house, chosen).lost == ()
    assert [one.what for one in guarding(house).lost] == ["Former"]


def test_what_a_person_accepts_is_not_asked_for_again(house: House) -> None:
    house.store.baselines.see([FORMER])
    house.store.baselines.let_through([Touch(1, changed=True)], house.parts.clock.now())

    sync(house, replace(EVERYTHING, accepted=True))

    assert sync(house).error is None
    assert "plex:99" not in {one.key for one in house.store.baselines.sides()}


def test_without_need_accepting_forgets_nothing(house: House, clock: FakeClock) -> None:
    house.store.baselines.let_through([Touch(1, changed=True)], clock.now())

    sync(house, replace(EVERYTHING, accepted=True))

    assert house.store.baselines.touches(clock.now()) == (Touch(1, changed=True),)


def test_putting_fails_whole_and_the_next_run_finds_it_again(
    house: House, world: World, clock: FakeClock
) -> None:
    sync(house)
    for scene in (1, 2, 3):
        world.stash.edit_scene(scene, title=f"Another {scene}")
    queue = FullQueue(house.store.database, house.store.target)
    parts = replace(house.parts, state=replace(house.parts.state, queue=queue))

    result = SyncRun(parts, house.library, house.worker, Spectator()).execute(EVERYTHING)

    assert isinstance(result.error, DataFolderUnwritable)
    assert house.store.queue.counts()[State.WAITING] == 0
    assert house.store.baselines.touches(clock.now()) == ()
    assert sync(house).report.counts().changed == 3


@pytest.fixture
def broken(clock: FakeClock, tmp_path: Path) -> Iterator[House]:
    """A house before its first sync, against a Stash that dies over its second page."""
    with make_world(clock, FIRST_PAGE + 4, layout=Layout(cover_share=0.0)) as world:
        pages = itertools.count(1)

        def is_later_page(request: Request) -> bool:
            return b"ScenePage" in request.body and next(pages) > 1

        world.stash.inject(answer(Response(500), is_later_page, times=None))
        with open_test_house(settings_for(world, tmp_path / "other"), clock) as opened:
            yield opened


def test_at_a_first_sync_each_page_is_put_at_once(broken: House) -> None:
    counts = sync(broken).report.counts()

    assert counts.scenes == FIRST_PAGE
    assert broken.store.queue.counts()[State.WAITING] == FIRST_PAGE - counts.changed


def test_what_was_found_before_a_reading_failed_is_not_put(broken: House) -> None:
    rows = [Holding(Field.TITLE, value="held")]
    for item in range(1000, 1026):
        broken.store.ledger.hold(item, rows)

    result = sync(broken)

    assert result.report.counts().waiting == {"outage": FIRST_PAGE}
    assert broken.store.queue.counts()[State.WAITING] == 0
