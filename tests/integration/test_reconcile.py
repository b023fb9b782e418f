"""Comparing finds what moved on either side, whatever stamps say, and puts exactly that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.reading_back import read_back
from tests.integration.runs import counts_of, writes_of
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    settings_for,
    sync,
)

from stashplex.app.house import House
from stashplex.config.settings import LocksTable
from stashplex.core.job import State
from stashplex.core.scene import Performer
from stashplex.demo.builder import Placed
from stashplex.demo.plex import Behaviour, SimulatedPlex
from stashplex.demo.plex.records import AgentValues
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request, RunResult

RECONCILE = Request(everything=True, work=False)
VERIFY = replace(RECONCILE, verify=True)
STAMPLESS = Behaviour(edits_move_updated_at=False)


@dataclass(slots=True)
class Harbour:
    """Three scenes among others, all in step: two share names, one has no title of its own."""

    world: World
    house: House
    clock: FakeClock
    ferry: Placed
    tug: Placed
    untitled: Placed

    def reconcile(self, request: Request = RECONCILE) -> RunResult:
        """Compares; nothing is written by that, and it adds up."""
        before = len(writes_of(self.world.plex))
        result = sync(self.house, request)
        assert result.error is None
        assert len(writes_of(self.world.plex)) == before
        scenes = len(self.world.stash.scenes)
        assert result.report.counts().scenes + result.put.total() == scenes
        return result

    def put(self) -> set[int]:
        """Returns the scenes that wait in the line."""
        known = self.house.store.records.known()
        rows = {one: self.house.store.queue.job_of(one) for one in known}
        return {one for one, row in rows.items() if row and row.state is State.WAITING}

    def finds(self, *placed: Placed, request: Request = RECONCILE) -> None:
        """Compares, which puts exactly these; works them, and then nothing is left to find."""
        assert self.reconcile(request).put == {"differs": len(placed)}
        assert self.put() == {one.scene for one in placed}
        assert counts_of(sync(self.house, BARE)).changed == len(placed)
        assert self.put() == set()
        assert self.reconcile(request).put == {}


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def world(clock: FakeClock, behaviour: Behaviour) -> Iterator[World]:
    plex = SimulatedPlex(behaviour=behaviour)
    with make_world(clock, 5, layout=Layout(cover_share=0.0), plex=plex) as running:
        yield running


@pytest.fixture
def harbour(world: World, clock: FakeClock, tmp_path: Path) -> Iterator[Harbour]:
    words = SceneWords(
        title="Ferry",
        studio="Grey Heron Pictures",
        performers=[Performer("Alva Ambervale")],
        tags=["sea", "slow, and long"],
        groups=["Harbours"],
    )
    build = builder_of(world)
    ferry = build.place(words, [build.file("boats/ferry.mp4")])
    tug = build.place({**words, "title": "Tug"}, [build.file("boats/tug.mp4")])
    foggy = build.file("boats/untitled.mp4")
    agent = AgentValues(texts={"summary": "An agent's words."}, tags={"genre": ("drama",)})
    item = world.plex.add_item(world.sections["Videos"], [build.part(foggy)], agent=agent)
    untitled = Placed(build.add_scene({"details": "Fog.", "tags": ["fog"]}, [foggy]), (item,))
    unlocked = LocksTable(**dict.fromkeys(LocksTable.__struct_fields__, False))
    settings = settings_for(world, tmp_path / "data", locks=unlocked)
    clock.advance(60)
    with open_test_house(settings, clock) as house:
        counts_of(sync(house))
        clock.advance(3600)
        yield Harbour(world, house, clock, ferry, tug, untitled)


RENAMES: dict[str, Callable[[World], object]] = {
    "a tag": lambda world: world.stash.rename_tag("slow, and long", "slow"),
    "a performer": lambda world: world.stash.rename_performer("Alva Ambervale", "Alva Birch"),
    "a studio": lambda world: world.stash.rename_studio("Grey Heron Pictures", "Grey Heron"),
    "a group": lambda world: world.stash.rename_group("Harbours", "Ports & Harbours"),
}


@pytest.mark.parametrize("rename", RENAMES.values(), ids=list(RENAMES))
def test_a_new_name_is_found_though_no_scene_moved(
    harbour: Harbour, rename: Callable[[World], object]
) -> None:
    rename(harbour.world)

    harbour.finds(harbour.ferry, harbour.tug)


def test_merged_tags_are_found(harbour: Harbour) -> None:
    harbour.world.stash.merge_tags(["slow, and long"], "sea")

    harbour.finds(harbour.ferry, harbour.tug)


def test_a_renamed_file_is_found_where_it_gives_the_title(harbour: Harbour) -> None:
    (file,) = harbour.world.stash.scenes[harbour.untitled.scene].files
    harbour.world.stash.move_file(file.id, "/data/boats/fog.mp4")
    harbour.world.plex.move_file(harbour.untitled.item, "/data/boats/fog.mp4")

    harbour.finds(harbour.untitled)
    assert (
        read_back(harbour.world.plex, [harbour.untitled.item])[harbour.untitled.item].title == "fog"
    )


@pytest.mark.parametrize("also_in_plex", [False, True])
def test_a_renamed_folder_is_followed_and_changes_nothing(
    harbour: Harbour, also_in_plex: bool
) -> None:
    harbour.world.stash.rename_folder("/data/boats", "/data/ships")
    if also_in_plex:
        for placed in (harbour.ferry, harbour.tug, harbour.untitled):
            path = harbour.world.plex.snapshot()[placed.item].files[0]
            harbour.world.plex.move_file(placed.item, path.replace("/boats/", "/ships/"))

    assert harbour.reconcile().report.counts().unchanged == 8
    harbour.world.stash.edit_scene(harbour.ferry.scene, title="The Last Ferry")
    harbour.finds(harbour.ferry)


def test_a_file_that_another_scene_was_given_takes_its_item_along(harbour: Harbour) -> None:
    (file,) = harbour.world.stash.scenes[harbour.tug.scene].files
    harbour.world.stash.assign_file(file.id, harbour.ferry.scene)

    result = harbour.reconcile()

    assert (result.put, result.report.counts().skipped) == ({"differs": 1}, {"no_file": 1})
    sync(harbour.house, BARE)
    shown = read_back(harbour.world.plex, [harbour.ferry.item, harbour.tug.item])
    assert {one.title for one in shown.values()} == {"Ferry"}


EDITS: dict[str, Callable[[World, int], object]] = {
    "a title": lambda world, item: world.plex.person.edit(item, title="Mine"),
    "a genre": lambda world, item: world.plex.person.add_tags(item, "genre", "by hand"),
    "a collection taken out": lambda world, item: world.plex.person.remove_tags(
        item, "collection", "Harbours", lock=False
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_an_edit_in_plex_is_found_by_its_stamp(
    harbour: Harbour, edit: Callable[[World, int], object]
) -> None:
    edit(harbour.world, harbour.ferry.item)

    harbour.finds(harbour.ferry)


@pytest.mark.parametrize("behaviour", [STAMPLESS], ids=["stamps do not move"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_an_edit_that_moves_no_stamp_is_found_by_verifying(
    harbour: Harbour, edit: Callable[[World, int], object]
) -> None:
    edit(harbour.world, harbour.ferry.item)

    assert harbour.reconcile().put == {}
    harbour.finds(harbour.ferry, request=VERIFY)


@pytest.mark.parametrize(
    "behaviour", [Behaviour(), STAMPLESS], ids=["stamps move", "stamps do not move"]
)
def test_what_an_agent_wrote_over_ours_is_found(harbour: Harbour, behaviour: Behaviour) -> None:
    harbour.world.plex.refresh(harbour.untitled.item)
    shown = read_back(harbour.world.plex, [harbour.untitled.item])[harbour.untitled.item]
    assert (shown.summary, shown.genres) == ("An agent's words.", ("drama",))

    harbour.finds(harbour.untitled, request=VERIFY if behaviour is STAMPLESS else RECONCILE)


def test_verifying_reads_every_item_and_not_verifying_reads_none(harbour: Harbour) -> None:
    def items_read(request: Request) -> int:
        harbour.world.plex.requests.reset()
        harbour.reconcile(request)
        paths = [one.path for one in harbour.world.plex.requests.entries]
        return sum(
            len(path.rpartition("/")[2].split(","))
            for path in paths
            if path.startswith("/library/metadata/")
        )

    assert (items_read(RECONCILE), items_read(VERIFY)) == (0, 8)


def test_each_reason_is_counted_on_its_own(harbour: Harbour) -> None:
    world = harbour.world
    refused = world.plain[0]
    world.plex.behaviour.refused_items[refused.item] = 400
    world.stash.edit_scene(refused.scene, title="Refused")
    counts_of(sync(harbour.house))
    world.stash.delete_scene(world.plain[1].scene)
    world.plex.remove_item(world.plain[2].item)
    world.stash.edit_scene(harbour.ferry.scene, title="Dawn")

    result = sync(harbour.house, RECONCILE)

    assert result.put == {"gone": 1, "NotInPlex": 1, "differs": 1}
    counts = result.report.counts()
    assert (counts.unchanged, counts.failed) == (4, {"PlexRejected": 1})
    worked = counts_of(sync(harbour.house, BARE))
    assert (worked.changed, worked.skipped, worked.waiting) == (
        1,
        {"scene_gone": 1},
        {"not_in_plex": 1},
    )


def test_a_dead_letter_that_needs_nothing_any_more_is_put_as_mended(harbour: Harbour) -> None:
    world, refused = harbour.world, harbour.world.plain[0]
    before = dict(world.plex.snapshot()[refused.item].texts)
    world.plex.behaviour.refused_items[refused.item] = 400
    world.stash.edit_scene(refused.scene, title="Refused")
    counts_of(sync(harbour.house))
    world.stash.edit_scene(refused.scene, title=before["title"])

    assert harbour.reconcile().put == {"mended": 1}
    assert counts_of(sync(harbour.house, BARE)).unchanged == 1
    assert harbour.house.store.dead_letters.list() == []


def test_a_dry_run_counts_and_puts_nothing(harbour: Harbour) -> None:
    harbour.world.stash.rename_tag("sea", "the sea")

    dry = harbour.reconcile(replace(RECONCILE, dry_run=True))

    assert (dry.run, dry.put, harbour.put()) == (None, {"differs": 2}, set())
    assert harbour.reconcile().put == dry.put


def test_only_recent_scenes_are_compared_where_that_is_asked_for(harbour: Harbour) -> None:
    harbour.world.stash.rename_tag("sea", "the sea")
    harbour.world.stash.edit_scene(harbour.untitled.scene, details="Thick fog.")

    result = sync(harbour.house, Request(since_seconds=600.0, work=False))

    assert (result.put, harbour.put()) == ({"differs": 1}, {harbour.untitled.scene})


def test_what_changed_before_the_clock_of_stash_was_set_to_another_zone_is_recent_as_well(
    harbour: Harbour,
) -> None:
    stash = harbour.world.stash
    stash.zone = timezone(timedelta(hours=-7))
    stash.edit_scene(harbour.untitled.scene, details="Thick fog.")
    stash.zone = timezone(timedelta(hours=9))
    stash.edit_scene(harbour.tug.scene, details="Clear skies.")

    result = sync(harbour.house, Request(since_seconds=600.0, work=False))

    assert harbour.put() == {harbour.untitled.scene, harbour.tug.scene}
    assert result.put == {"differs": 2}


def test_it_is_a_run_of_its_own_kind(harbour: Harbour) -> None:
    result = harbour.reconcile()

    assert harbour.house.store.runs.get(result.run or 0).kind == "reconcile"


def test_sync_all_is_comparing_and_working_what_was_put(harbour: Harbour) -> None:
    harbour.world.stash.rename_tag("sea", "the sea")
    harbour.reconcile()

    result = sync(harbour.house, EVERYTHING)

    assert (counts_of(result).changed, result.put) == (2, {"differs": 2})
