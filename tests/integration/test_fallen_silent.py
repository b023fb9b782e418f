"""Scenes of which Stash says nothing any more: what we hold goes, and nothing else does."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.ferry import SHOWN, WORDS, place_ferry
from tests.integration.reading_back import Shown, read_back_one
from tests.integration.runs import Sent, counts_of, sum_of, watched
from tests.worlds import EVERYTHING, FakeClock, builder_of, make_world, settings_for

from stashplex.config import Settings
from stashplex.core.errors import TooMuchAtOnce
from stashplex.core.guard import FEW
from stashplex.core.outcome import Skip
from stashplex.core.report import CHANGED, skipped
from stashplex.demo.builder import Placed
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request, RunResult

NOTHING = SceneWords(
    title="",
    details="",
    director="",
    date="",
    rating100=None,
    studio="",
    performers=[],
    tags=[],
    groups=[],
)
CLEARED = dataclasses.replace(
    Shown(title=SHOWN.title, labels=SHOWN.labels, poster=SHOWN.poster, locks=SHOWN.locks),
    collections=("Mine, Only Mine",),
)
SILENT = skipped(Skip.NOTHING_TO_SAY)


@dataclass(slots=True)
class Ferry:
    """One scene among others, synced, of which nothing is known any more."""

    world: World
    settings: Settings
    clock: FakeClock
    placed: Placed

    def shown(self) -> Shown:
        return read_back_one(self.world.plex, self.placed.item)

    def sync(self, request: Request = EVERYTHING) -> tuple[RunResult, Sent]:
        return watched(self.world, self.settings, self.clock, request)


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def ferry(world: World, clock: FakeClock, tmp_path: Path) -> Ferry:
    placed = place_ferry(world)
    found = Ferry(world, settings_for(world, tmp_path / "data"), clock, placed)
    counts_of(found.sync()[0])
    assert found.shown() == SHOWN
    world.stash.edit_scene(placed.scene, **NOTHING)
    return found


@pytest.mark.parametrize("named", [False, True], ids=["all", "named"])
def test_what_we_hold_is_cleared_but_title_and_poster(ferry: Ferry, named: bool) -> None:
    request = Request(ids=(ferry.placed.scene,)) if named else EVERYTHING

    result, sent = ferry.sync(request)

    assert [one.method for one in sent.writes] == ["PUT"]
    assert result.report.ended(ferry.placed.scene) == CHANGED
    assert ferry.shown() == CLEARED


@pytest.mark.parametrize("request_", [EVERYTHING, Request(everything=True, verify=True)])
def test_from_then_on_it_is_skipped_and_nothing_is_written(ferry: Ferry, request_: Request) -> None:
    ferry.sync()

    result, sent = ferry.sync(request_)

    assert sent.writes == []
    assert result.report.ended(ferry.placed.scene) == SILENT
    assert sum_of(counts_of(result)) == counts_of(result).scenes == 5


def test_what_a_person_wrote_over_ours_stays(ferry: Ferry) -> None:
    ferry.world.plex.person.edit(ferry.placed.item, summary="My own words.")
    ferry.world.plex.person.add_tags(ferry.placed.item, "genre", "by hand")

    ferry.sync()

    assert ferry.shown() == dataclasses.replace(
        CLEARED, summary="My own words.", genres=("by hand",)
    )


def test_a_dry_run_tells_it_and_keeps_everything(ferry: Ferry) -> None:
    result, sent = ferry.sync(replace(EVERYTHING, dry_run=True))

    assert (result.report.ended(ferry.placed.scene), sent.writes) == (CHANGED, [])
    assert ferry.shown() == SHOWN


def test_once_there_is_something_to_say_it_is_written_again(ferry: Ferry) -> None:
    ferry.sync()
    ferry.sync()
    ferry.world.stash.edit_scene(ferry.placed.scene, **WORDS)

    assert ferry.sync()[0].report.ended(ferry.placed.scene) == CHANGED
    assert ferry.shown() == SHOWN


def test_an_item_that_is_gone_as_well_is_no_trouble(ferry: Ferry) -> None:
    ferry.world.plex.remove_item(ferry.placed.item)

    result, sent = ferry.sync()

    assert (result.report.ended(ferry.placed.scene), sent.writes) == (SILENT, [])


def test_a_dead_letter_of_a_scene_that_needs_nothing_any_more_goes(ferry: Ferry) -> None:
    ferry.world.plex.behaviour.refused_items[ferry.placed.item] = 400
    assert counts_of(ferry.sync()[0]).failed == {"PlexRejected": 1}
    ferry.world.plex.behaviour.refused_items.clear()
    ferry.world.plex.person.edit(ferry.placed.item, summary="", studio="")

    assert counts_of(ferry.sync(Request(ids=(ferry.placed.scene,)))[0]).changed == 1
    assert counts_of(ferry.sync()[0]).skipped == {"nothing_to_say": 1}


def test_a_stash_that_says_nothing_of_anything_is_too_much_at_once(
    world: World, clock: FakeClock, tmp_path: Path
) -> None:
    build, settings = builder_of(world), settings_for(world, tmp_path / "data")
    words = SceneWords(title="Tram", details="It rattles.", tags=["tram"])
    for number in range(FEW + 1):
        build.place(words, [build.file(f"trams/{number}.mp4")])
    counts_of(watched(world, settings, clock, EVERYTHING)[0])
    for scene in list(world.stash.scenes):
        world.stash.edit_scene(scene, **NOTHING)

    result, sent = watched(world, settings, clock, EVERYTHING)

    assert isinstance(result.error, TooMuchAtOnce)
    assert sent.writes == []
