"""A person says which item a scene is: kept, used first, shown, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.runs import counts_of, watched
from tests.worlds import BARE, EVERYTHING, FakeClock, make_world, open_test_house, settings_for

from stashplex.app import pinning
from stashplex.app.explaining import explain
from stashplex.config import Settings
from stashplex.core.answers import InspectAnswer, PinAnswer
from stashplex.core.errors import UnknownId
from stashplex.core.outcome import Skip
from stashplex.core.report import CHANGED, failed, skipped
from stashplex.core.scene import SceneFile
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request

VERIFY = Request(everything=True, verify=True)
TWO = Layout(("/data", "/more"), ("/data", "/more"), ("Videos", "More Videos"))


class Doubtful:
    """A scene whose file could be either of two items, and the house that syncs it."""

    def __init__(self, world: World, settings: Settings, clock: FakeClock) -> None:
        self.world, self.settings, self.clock = world, settings, clock
        self.scene = world.stash.add_scene(
            title="The Long Way", files=[SceneFile("/films/way.mp4", 777_777, 61.0)]
        )
        section = world.sections["Videos"]
        self.items = [
            world.plex.add_item(section, [(f"/data/{folder}/way.mp4", 777_777, 61_000)])
            for folder in ("north", "south")
        ]

    def pin(self, item: int, scene: int | None = None, *, dry_run: bool = False) -> PinAnswer:
        with open_test_house(self.settings, self.clock) as house:
            return pinning.pin(house, scene or self.scene, item, dry_run=dry_run)

    def unpin(self, item: int | None = None) -> tuple[int, ...]:
        with open_test_house(self.settings, self.clock) as house:
            now = self.clock.now()
            return pinning.unpin(house.store, self.scene, item, now).items

    def explained(self, scene: int | None = None) -> InspectAnswer:
        with open_test_house(self.settings, self.clock) as house:
            return explain(house, scene or self.scene)

    def dead(self) -> dict[str, int]:
        with open_test_house(self.settings, self.clock) as house:
            return house.store.dead_letters.get_error_summary()

    def title(self, item: int) -> str:
        return self.world.plex.snapshot()[item].texts["title"]


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4, layout=TWO) as running:
        yield running


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


@pytest.fixture
def doubtful(world: World, settings: Settings, clock: FakeClock) -> Doubtful:
    return Doubtful(world, settings, clock)


def test_an_ambiguous_scene_tells_what_it_could_be_and_how_to_say_it(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    result, _ = watched(world, settings, clock)
    assert result.report.ended(doubtful.scene) == failed("AmbiguousMatch")

    told = doubtful.explained().candidates

    assert [(one.item, one.path, one.size, one.duration) for one in told] == [
        (doubtful.items[0], "/data/north/way.mp4", 777_777, 61.0),
        (doubtful.items[1], "/data/south/way.mp4", 777_777, 61.0),
    ]
    assert told[1].pin == f"stashplex pin {doubtful.scene} {doubtful.items[1]}"
    assert told[1].title == "way"


def test_a_pin_revives_the_dead_letter_and_the_next_run_writes_the_item(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    watched(world, settings, clock)
    assert doubtful.dead() == {"AmbiguousMatch": 1}

    doubtful.pin(doubtful.items[1])
    assert doubtful.dead() == {}
    result, _ = watched(world, settings, clock, BARE)

    assert result.report.ended(doubtful.scene) == CHANGED
    assert doubtful.title(doubtful.items[1]) == "The Long Way"
    assert doubtful.title(doubtful.items[0]) == "way"
    told = doubtful.explained()
    assert told.pins == (doubtful.items[1],)
    assert [(one.item, one.evidence, one.confidence) for one in told.items] == [
        (doubtful.items[1], "pin", "high")
    ]
    assert watched(world, settings, clock, EVERYTHING)[1].writes == []


def test_a_pin_that_is_changed_makes_the_next_run_look_again(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    doubtful.pin(doubtful.items[1])
    watched(world, settings, clock)

    answer = doubtful.pin(doubtful.items[0])
    result, _ = watched(world, settings, clock)

    assert answer.replaced == (doubtful.items[1],)
    assert result.report.ended(doubtful.scene) == CHANGED
    assert doubtful.title(doubtful.items[0]) == "The Long Way"
    assert doubtful.explained().pins == (doubtful.items[0],)


def test_a_pin_holds_over_the_scene_that_owns_the_item(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    other = world.plain[0]
    watched(world, settings, clock)

    answer = doubtful.pin(other.item)
    result, _ = watched(world, settings, clock, BARE)

    assert answer.owner == other.scene
    assert result.report.ended(doubtful.scene) == CHANGED
    assert result.report.ended(other.scene) == skipped(Skip.SHARES_ITEM)
    assert doubtful.title(other.item) == "The Long Way"
    assert f"belongs to scene {doubtful.scene}" in doubtful.explained(other.scene).verdict.message
    result, sent = watched(world, settings, clock)
    assert result.report.ended(other.scene) == skipped(Skip.SHARES_ITEM)
    assert sent.writes == []


@pytest.fixture
def pinned_away(doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock) -> str:
    """The title of the first plain item, before a pin took it from its scene."""
    item = world.plain[0].item
    watched(world, settings, clock)
    before = doubtful.title(item)
    doubtful.pin(item)
    watched(world, settings, clock)
    return before


def test_what_was_pinned_away_comes_back_when_the_pin_is_taken_back(
    pinned_away: str, doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    other = world.plain[0]

    assert doubtful.unpin() == (other.item,)
    result, _ = watched(world, settings, clock, BARE)

    assert result.report.ended(other.scene) == CHANGED
    assert result.report.ended(doubtful.scene) == failed("AmbiguousMatch")
    assert doubtful.title(other.item) == pinned_away


def test_what_was_pinned_away_comes_back_when_another_pin_takes_the_place(
    pinned_away: str, doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    doubtful.pin(doubtful.items[0])
    watched(world, settings, clock, BARE)

    assert doubtful.title(world.plain[0].item) == pinned_away
    assert doubtful.title(doubtful.items[0]) == "The Long Way"


def test_a_pin_whose_item_vanished_is_kept_and_nothing_else_is_taken_instead(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    doubtful.pin(doubtful.items[1])
    watched(world, settings, clock)
    world.plex.remove_item(doubtful.items[1])

    result, sent = watched(world, settings, clock)

    assert result.report.ended(doubtful.scene) == failed("PinLost")
    assert sent.writes == []
    told = doubtful.explained()
    assert told.pins == (doubtful.items[1],)
    assert f"Item {doubtful.items[1]}, which scene {doubtful.scene} is pinned to" in (
        told.verdict.message
    )
    assert f"stashplex unpin {doubtful.scene}" in told.verdict.message


@pytest.mark.parametrize("way", ["pin", "unpin"])
def test_a_lost_pin_is_mended_by_pinning_anew_or_taking_it_back(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock, way: str
) -> None:
    doubtful.pin(doubtful.items[1])
    world.plex.remove_item(doubtful.items[1])
    watched(world, settings, clock)
    if way == "pin":
        assert doubtful.pin(doubtful.items[0]).replaced == (doubtful.items[1],)
    else:
        doubtful.unpin()

    result, _ = watched(world, settings, clock, BARE)

    assert result.report.ended(doubtful.scene) == CHANGED
    assert doubtful.title(doubtful.items[0]) == "The Long Way"


def test_a_scene_may_be_pinned_in_each_library(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    second = world.plex.add_item(
        world.sections["More Videos"], [("/more/other name.mp4", 5, 61_000)]
    )
    doubtful.pin(doubtful.items[0])
    answer = doubtful.pin(second)
    watched(world, settings, clock)

    assert answer.replaced == ()
    assert [doubtful.title(one) for one in (doubtful.items[0], second)] == ["The Long Way"] * 2
    assert doubtful.unpin(second) == (second,)
    assert doubtful.explained().pins == (doubtful.items[0],)


def test_pinning_shows_both_sides_and_what_speaks_against_it(
    doubtful: Doubtful, world: World
) -> None:
    answer = doubtful.pin(world.plain[0].item)

    assert (answer.title, answer.library) == ("The Long Way", "Videos")
    assert [one.path for one in answer.files] == ["/films/way.mp4"]
    assert len(answer.item_files) == 1
    assert len(answer.warnings) == 2
    assert "names differ: 'way.mp4' and" in answer.warnings[0]
    assert "differ in size" in answer.warnings[1]
    assert doubtful.pin(doubtful.items[0]).warnings == ()


def test_a_preview_keeps_nothing(doubtful: Doubtful) -> None:
    answer = doubtful.pin(doubtful.items[0], dry_run=True)

    assert answer.dry_run
    assert doubtful.explained().pins == ()
    with open_test_house(doubtful.settings, doubtful.clock) as house:
        assert house.store.queue.job_of(doubtful.scene) is None


def test_a_scene_without_a_file_is_pinned_with_a_warning(doubtful: Doubtful, world: World) -> None:
    scene = world.stash.add_scene(title="No File")

    assert "no file in Stash" in doubtful.pin(doubtful.items[0], scene).warnings[0]


def test_what_neither_server_has_cannot_be_pinned(doubtful: Doubtful) -> None:
    with pytest.raises(UnknownId, match="Stash has no scene 999"):
        doubtful.pin(doubtful.items[0], 999)
    with pytest.raises(UnknownId, match=r"Plex has no movie 999\. .*inspect"):
        doubtful.pin(999)
    assert doubtful.explained().pins == ()


def test_an_item_of_a_library_that_is_not_synced_cannot_be_pinned(
    doubtful: Doubtful, world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(world, tmp_path / "one", libraries=("More Videos",))
    with (
        open_test_house(settings, clock) as house,
        pytest.raises(UnknownId, match=r'not synced.*"More Videos"'),
    ):
        pinning.pin(house, doubtful.scene, doubtful.items[0], dry_run=False)


def test_what_is_not_pinned_cannot_be_unpinned(doubtful: Doubtful) -> None:
    with pytest.raises(UnknownId, match="is not pinned"):
        doubtful.unpin()
    doubtful.pin(doubtful.items[0])
    with pytest.raises(UnknownId, match=f"pinned to {doubtful.items[0]}, not to 4711"):
        doubtful.unpin(4711)


def test_a_scene_that_is_gone_leaves_its_pinned_item_to_others_at_once(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    other = world.plain[0]
    watched(world, settings, clock)
    doubtful.pin(other.item)
    watched(world, settings, clock)

    world.stash.delete_scene(doubtful.scene)
    result, _ = watched(world, settings, clock)

    assert result.report.ended(other.scene) == CHANGED
    assert watched(world, settings, clock, VERIFY)[1].writes == []


def test_the_counts_of_a_run_with_pins_add_up(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    doubtful.pin(world.plain[0].item)

    counts = counts_of(watched(world, settings, clock)[0])

    assert (counts.scenes, counts.changed, counts.skipped) == (5, 4, {"shares_item": 1})


def test_a_dry_run_knows_the_pin(
    doubtful: Doubtful, world: World, settings: Settings, clock: FakeClock
) -> None:
    doubtful.pin(doubtful.items[0])

    result, sent = watched(world, settings, clock, Request(everything=True, dry_run=True))

    assert result.report.ended(doubtful.scene) == CHANGED
    assert sent.writes == []
