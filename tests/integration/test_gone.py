"""Scenes that Stash has no more: what becomes of their items, and what is never believed."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.ferry import SHOWN, WORDS, place_ferry
from tests.integration.reading_back import Shown, read_back_one
from tests.integration.runs import Sent, counts_of, sum_of, watched
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
)

from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.config.settings import FieldsTable, SyncTable
from stashplex.core.errors import UnknownId
from stashplex.core.outcome import Skip
from stashplex.core.report import CHANGED, Counts, skipped
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Placed
from stashplex.demo.http_faults import answer, is_method
from stashplex.demo.http_messages import Response
from stashplex.demo.pictures import picture
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request, RunResult

SYNCED = dataclasses.replace(SHOWN, genres=("by hand", *SHOWN.genres))
"""After the first sync a person added a genre."""
CLEARED = dataclasses.replace(
    Shown(title=SYNCED.title, labels=SYNCED.labels, poster=SYNCED.poster, locks=SYNCED.locks),
    genres=("by hand",),
    collections=("Mine, Only Mine",),
)
PREVIEW = replace(EVERYTHING, dry_run=True)


@dataclass(slots=True)
class Ferry:
    """One scene among others, synced; a person has put a collection and a label on its item."""

    world: World
    settings: Settings
    clock: FakeClock
    placed: Placed

    @property
    def scene(self) -> int:
        return self.placed.scene

    def shown(self) -> Shown:
        return read_back_one(self.world.plex, self.placed.item)

    def file(self) -> SceneFile:
        """Returns the scene's file, as Stash has it now."""
        (file,) = self.world.stash.scenes[self.scene].files
        return SceneFile(file.path, file.size, file.duration)

    def sync(self, request: Request = EVERYTHING) -> tuple[RunResult, Sent]:
        return watched(self.world, self.settings, self.clock, request)

    def clears(self) -> None:
        """From now on what gone scenes left behind is cleared."""
        self.settings = settings_for(
            self.world, self.settings.data_dir, sync=SyncTable(on_delete="clear")
        )

    def remembered(self) -> bool:
        """Tells whether anything is known of the scene any more."""
        with open_test_house(self.settings, self.clock) as house:
            return is_remembered(house.store, self.scene)


def is_remembered(store: Store, scene: int) -> bool:
    return scene in store.records.known() or store.records.owned([scene])[scene] != ()


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def ferry(world: World, clock: FakeClock, tmp_path: Path) -> Ferry:
    placed = place_ferry(world)
    settings = settings_for(world, tmp_path / "data")
    counts_of(watched(world, settings, clock)[0])
    world.plex.person.add_tags(placed.item, "genre", "by hand")
    found = Ferry(world, settings, clock, placed)
    assert found.shown() == SYNCED
    return found


@pytest.mark.parametrize("named", [False, True], ids=["all", "named"])
def test_its_item_stays_as_it_is_and_nothing_is_remembered_of_the_scene(
    ferry: Ferry, named: bool
) -> None:
    ferry.world.stash.delete_scene(ferry.scene)

    result, sent = ferry.sync(Request(ids=(ferry.scene,)) if named else EVERYTHING)

    assert sent.writes == []
    assert result.report.ended(ferry.scene) == skipped(Skip.SCENE_GONE)
    assert sum_of(counts_of(result)) == counts_of(result).scenes == (1 if named else 5)
    assert ferry.shown() == SYNCED
    assert not ferry.remembered()
    with open_test_house(ferry.settings, ferry.clock) as house:
        assert house.store.ledger.holdings([ferry.placed.item])[ferry.placed.item].rows


def test_the_next_run_says_nothing_of_it_any_more(ferry: Ferry) -> None:
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.sync()

    assert counts_of(ferry.sync()[0]) == Counts(scenes=4, unchanged=4)
    assert isinstance(ferry.sync(Request(ids=(ferry.scene,)))[0].error, UnknownId)


@pytest.mark.parametrize("named", [False, True], ids=["all", "named"])
def test_what_we_hold_is_cleared_where_that_is_wanted(ferry: Ferry, named: bool) -> None:
    ferry.clears()
    ferry.world.stash.delete_scene(ferry.scene)

    result, sent = ferry.sync(Request(ids=(ferry.scene,)) if named else EVERYTHING)

    assert [one.method for one in sent.writes] == ["PUT"]
    assert result.report.ended(ferry.scene) == CHANGED
    assert ferry.shown() == CLEARED
    assert not ferry.remembered()


def test_clearing_is_kept_in_the_history_with_what_stood_there(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.stash.delete_scene(ferry.scene)
    result, _ = ferry.sync()

    with open_test_house(ferry.settings, ferry.clock) as house:
        written = house.store.ledger.writes_of_run(result.run or 0)

    assert {one.field.value: (one.before, one.after) for one in written}["studio"] == (
        "Grey Heron Pictures",
        "",
    )
    assert {one.state.value for one in written} == {"proved"}


def test_a_dry_run_tells_what_would_be_cleared_and_keeps_everything(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.stash.delete_scene(ferry.scene)

    result, sent = ferry.sync(PREVIEW)

    assert (result.report.ended(ferry.scene), sent.writes) == (CHANGED, [])
    assert ferry.remembered()
    assert counts_of(ferry.sync()[0]) == counts_of(result)
    assert ferry.shown() == CLEARED


def test_a_field_that_is_switched_off_is_not_cleared(ferry: Ferry) -> None:
    ferry.settings = settings_for(
        ferry.world,
        ferry.settings.data_dir,
        sync=SyncTable(on_delete="clear"),
        fields=FieldsTable(summary=False),
    )
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.sync()

    assert ferry.shown() == dataclasses.replace(CLEARED, summary=SHOWN.summary)


def test_what_a_person_wrote_over_ours_is_not_cleared(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.plex.person.edit(ferry.placed.item, summary="My own words.")
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.sync()

    assert ferry.shown() == dataclasses.replace(CLEARED, summary="My own words.")


def assert_goes_to_heir(ferry: Ferry, heir: int) -> Shown:
    """Fails unless the next run gives the item to the heir; returns what the heir's own shows."""
    result, _ = ferry.sync()
    assert result.report.ended(ferry.scene) == skipped(Skip.SCENE_GONE)
    assert result.report.ended(heir) == CHANGED
    shown, other = ferry.shown(), read_back_one(ferry.world.plex, ferry.world.plain[0].item)
    assert (shown.title, shown.genres) == (other.title, other.genres)
    return other


def test_a_merge_gives_the_item_to_the_scene_that_has_the_file_now(ferry: Ferry) -> None:
    ferry.clears()
    heir = ferry.world.plain[0].scene
    ferry.world.stash.merge_scenes([ferry.scene], heir)

    other = assert_goes_to_heir(ferry, heir)

    assert set(ferry.shown().collections) == {*other.collections, "Mine, Only Mine"}
    assert not ferry.remembered()
    assert ferry.sync()[1].writes == []


def test_a_merge_gives_the_item_to_its_heir_also_where_the_file_got_another_name(
    ferry: Ferry,
) -> None:
    ferry.clears()
    heir = ferry.world.plain[0].scene
    (file,) = ferry.world.stash.scenes[ferry.scene].files
    ferry.world.stash.move_file(file.id, "/data/ferries/renamed.mp4")
    ferry.world.stash.merge_scenes([ferry.scene], heir)

    assert_goes_to_heir(ferry, heir)
    assert ferry.sync()[1].writes == []


def test_a_rescan_gives_the_file_to_a_new_scene_that_says_nothing_yet(ferry: Ferry) -> None:
    ferry.clears()
    file = ferry.file()
    ferry.world.stash.delete_scene(ferry.scene)
    heir = ferry.world.stash.add_scene(files=[file])

    result, sent = ferry.sync()

    assert sent.writes == []
    assert result.report.ended(heir) == skipped(Skip.NOTHING_TO_SAY)
    assert ferry.shown() == SYNCED
    ferry.world.stash.edit_scene(heir, **WORDS)
    assert counts_of(ferry.sync()[0]).changed == 1


def test_a_named_merge_clears_nothing_though_the_files_are_called_differently(
    world: World, clock: FakeClock, tmp_path: Path
) -> None:
    build = builder_of(world)
    file = build.file("one/name.mp4")
    scene = build.add_scene(WORDS, [file])
    item = build.add_item(replace(file, path="another/called.mp4"))
    settings = settings_for(world, tmp_path / "data", sync=SyncTable(on_delete="clear"))
    counts_of(watched(world, settings, clock)[0])
    assert read_back_one(world.plex, item).studio == "Grey Heron Pictures"
    world.stash.merge_scenes([scene], world.plain[0].scene)

    result, sent = watched(world, settings, clock, Request(ids=(scene,)))

    assert sent.writes == []
    assert result.report.ended(scene) == skipped(Skip.SCENE_GONE)


def test_an_item_of_two_scenes_goes_to_the_one_that_is_left(ferry: Ferry) -> None:
    ferry.clears()
    build = builder_of(ferry.world)
    for _ in range(10):
        build.file("taken")
    big, small = build.file("film/big.mkv"), build.file("film/small.mkv")
    owner = build.add_scene({"title": "Big", "tags": ["tram"]}, [big])
    other = build.add_scene({"title": "Small", "tags": ["rail"]}, [small])
    item = build.add_item(big, small)
    assert counts_of(ferry.sync()[0]).skipped == {"shares_item": 1}
    ferry.world.stash.delete_scene(owner)

    result, _ = ferry.sync()

    assert result.report.ended(owner) == skipped(Skip.SCENE_GONE)
    assert result.report.ended(other) == CHANGED
    shown = read_back_one(ferry.world.plex, item)
    assert (shown.title, shown.genres) == ("Small", ("rail",))


def test_a_dead_letter_of_a_scene_that_is_gone_goes_with_it(ferry: Ferry) -> None:
    ferry.world.plex.behaviour.refused_items[ferry.placed.item] = 400
    ferry.world.stash.edit_scene(ferry.scene, title="Dawn")
    assert counts_of(ferry.sync()[0]).failed == {"PlexRejected": 1}
    ferry.world.stash.delete_scene(ferry.scene)

    assert counts_of(ferry.sync()[0]).skipped == {"scene_gone": 1}
    with open_test_house(ferry.settings, ferry.clock) as house:
        assert house.store.dead_letters.list() == []


def test_a_clearing_that_fails_is_tried_again(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.world.plex.inject(answer(database_error(), is_method("PUT"), times=1))

    result, _ = ferry.sync()

    assert result.report.ended(ferry.scene) == CHANGED
    assert ferry.shown() == CLEARED


def test_a_clearing_that_plex_refuses_is_a_dead_letter_that_still_knows_its_scene(
    ferry: Ferry,
) -> None:
    ferry.clears()
    ferry.world.plex.behaviour.refused_items[ferry.placed.item] = 400
    ferry.world.stash.delete_scene(ferry.scene)

    assert counts_of(ferry.sync()[0]).failed == {"PlexRejected": 1}
    assert ferry.remembered()
    ferry.world.plex.behaviour.refused_items.clear()
    assert ferry.sync()[0].report.ended(ferry.scene) == CHANGED
    assert ferry.shown() == CLEARED


def test_an_item_that_is_gone_as_well_is_no_trouble(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.world.plex.remove_item(ferry.placed.item)

    result, sent = ferry.sync()

    assert (result.report.ended(ferry.scene), sent.writes) == (skipped(Skip.SCENE_GONE), [])
    assert not ferry.remembered()


def test_half_of_all_scenes_may_go_but_not_more(ferry: Ferry) -> None:
    ferry.clears()
    scenes = [placed.scene for placed in ferry.world.plain]
    for scene in scenes[:3]:
        ferry.world.stash.delete_scene(scene)

    result, sent = ferry.sync()

    assert len(sent.writes) == 1
    assert counts_of(result) == Counts(scenes=2, changed=1, unchanged=1)
    assert "lost 3 of the 5 scenes" in result.warnings[0]
    ferry.sync(Request(ids=(scenes[0],)))
    result, _ = ferry.sync()
    assert (result.warnings, counts_of(result).changed) == ([], 2)


@pytest.mark.parametrize("on_delete", ["keep", "clear"])
def test_a_stash_that_is_suddenly_empty_is_not_believed(ferry: Ferry, on_delete: str) -> None:
    if on_delete == "clear":
        ferry.clears()
    for scene in list(ferry.world.stash.scenes):
        ferry.world.stash.delete_scene(scene)

    result, sent = ferry.sync()

    assert sent.writes == []
    assert "lost 5 of the 5 scenes" in result.warnings[0]
    assert ferry.shown() == SYNCED
    assert ferry.remembered()


def test_a_page_that_cannot_be_read_makes_no_scene_gone(ferry: Ferry) -> None:
    ferry.clears()
    ferry.world.stash.inject(
        answer(Response(500), lambda request: b"ScenePage" in request.body, times=None)
    )

    result, sent = ferry.sync()

    assert result.error is not None
    assert (sent.writes, ferry.remembered()) == ([], True)


@pytest.mark.parametrize(
    "asked", [Request(everything=True, limit=1), Request(since_seconds=3600.0)]
)
def test_only_a_complete_pass_tells_who_is_gone(ferry: Ferry, asked: Request) -> None:
    ferry.world.stash.delete_scene(ferry.scene)
    for placed in ferry.world.plain:
        ferry.world.stash.edit_scene(placed.scene, title=f"Another Title {placed.scene}")

    result, _ = ferry.sync(asked)

    assert counts_of(result).skipped == {}
    assert ferry.remembered()


def test_a_scene_that_comes_back_holds_what_it_held(ferry: Ferry) -> None:
    file = ferry.file()
    ferry.world.stash.delete_scene(ferry.scene)
    ferry.sync()

    heir = ferry.world.stash.add_scene(files=[file], cover=picture(1), **WORDS)
    ferry.world.stash.edit_scene(heir, tags=[], details="")
    counts_of(ferry.sync()[0])

    assert ferry.shown() == dataclasses.replace(SYNCED, summary="", genres=("by hand",))
