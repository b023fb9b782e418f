"""The odd library, end to end: what careless tools break is right after one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from tests.integration.odd_expectations import EXPECTED, LEFT, NOT_SHOWN
from tests.integration.plain_expectations import told
from tests.integration.reading_back import Shown, read_back
from tests.integration.runs import Sent, counts_of, sum_of, watched
from tests.worlds import FakeClock, settings_for

from stashplex.config.settings import PathPair
from stashplex.demo.odd import ODD_ONES
from stashplex.demo.plex import Behaviour, ItemSnapshot, SimulatedPlex, TagSemantics
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.world import ONE_ROOT, STASH_KEY, Layout, World
from stashplex.worker.sync_run import RunResult

PLAIN_SCENES = 10
OURS = {"genre", "actor", "director", "collection"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which the library can stand on the two servers."""

    behaviour: Behaviour
    layout: Layout = ONE_ROOT
    paths: tuple[PathPair, ...] = ()


SHAPES = {
    "tags are replaced": Shape(Behaviour()),
    "tags are merged": Shape(Behaviour(tag_semantics=TagSemantics.MERGE)),
    "stamps follow every edit": Shape(Behaviour(edits_move_thumb=True)),
    "stamps follow no edit": Shape(Behaviour(edits_move_updated_at=False)),
    "roots are mapped to Windows": Shape(
        Behaviour(tag_semantics=TagSemantics.MERGE),
        Layout(("/data",), ("D:\\Videos",)),
        (PathPair(stash="/data", plex="D:\\Videos"),),
    ),
    "a root is learned, tags are replaced": Shape(
        Behaviour(), Layout(("/data",), ("/media/library",))
    ),
    "roots are learned, tags are merged": Shape(
        Behaviour(tag_semantics=TagSemantics.MERGE),
        Layout(("/data", "D:\\Videos"), ("\\\\nas\\media", "/mnt/old films")),
    ),
    "two libraries": Shape(
        Behaviour(),
        Layout(("/data", "/archive"), ("/films", "/old films"), ("Videos", "Archive")),
        (PathPair(stash="/data", plex="/films"), PathPair(stash="/archive", plex="/old films")),
    ),
}


@dataclass(frozen=True, slots=True)
class Story:
    """The odd library before and after its first run, and what a second run did."""

    world: World
    before: Mapping[int, ItemSnapshot]
    first: RunResult
    sent_first: Sent
    after: Mapping[int, ItemSnapshot]
    shown: Mapping[int, Shown]
    second: RunResult
    sent_second: Sent


@pytest.fixture(scope="module", params=list(SHAPES.values()), ids=list(SHAPES))
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    shape: Shape = request.param
    clock = FakeClock()
    with odd_world(shape, clock) as world:
        settings = settings_for(world, tmp_path_factory.mktemp("data"), paths=shape.paths)
        before = world.plex.snapshot()
        first, sent_first = watched(world, settings, clock)
        after = world.plex.snapshot()
        assert world.plex.reads_without_skip_refresh == 0
        shown = read_back(world.plex, after)
        second, sent_second = watched(world, settings, clock)
        assert world.plex.snapshot() == after
    return Story(world, before, first, sent_first, after, shown, second, sent_second)


def odd_world(shape: Shape, clock: FakeClock) -> World:
    stash = SimulatedStash(clock, api_key=STASH_KEY, roots=shape.layout.stash_roots)
    plex = SimulatedPlex(behaviour=shape.behaviour)
    scenes = PLAIN_SCENES + len(EXPECTED) + len(NOT_SHOWN)
    return World.build(scenes, stash=stash, plex=plex, layout=shape.layout, odd_ones=ODD_ONES)


def changes(story: Story) -> Iterator[tuple[ItemSnapshot, ItemSnapshot]]:
    """Yields each item before and after the first run."""
    return ((story.before[item], after) for item, after in story.after.items())


def test_every_odd_scene_has_an_expectation(story: Story) -> None:
    assert story.world.odd.keys() == EXPECTED.keys() | NOT_SHOWN.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_an_odd_scene_is_right_after_one_run(story: Story, name: str) -> None:
    for item in story.world.odd[name].items:
        assert story.shown[item] == EXPECTED[name]


def test_every_plain_scene_is_right_after_one_run(story: Story) -> None:
    plain = story.world.plain
    assert len(plain) == PLAIN_SCENES
    for placed in plain:
        assert story.shown[placed.item] == told(story.world.stash.scenes[placed.scene])


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_an_odd_scene_without_an_item_ends_with_its_reason(story: Story, name: str) -> None:
    ended = story.first.report.ended(story.world.odd[name].scene)
    assert ended is not None
    assert ended.detail == NOT_SHOWN[name]


@pytest.mark.parametrize("name", ["nothing_to_say", "nothing_but_the_stem"])
def test_a_scene_with_nothing_to_say_wipes_nothing(story: Story, name: str) -> None:
    placed = story.world.odd[name]
    ended = story.first.report.ended(placed.scene)
    assert ended is not None
    assert ended.detail == "nothing_to_say"
    assert story.after[placed.item] == story.before[placed.item]


def test_fields_that_nobody_asked_us_to_write_do_not_move(story: Story) -> None:
    for before, after in changes(story):
        assert after.files == before.files
        assert after.art == before.art
        assert without_ours(after) == without_ours(before)


def without_ours(item: ItemSnapshot) -> dict[str, object]:
    texts = {"title", "summary", "studio", "originallyAvailableAt"}
    rest: dict[str, object] = {name: text for name, text in item.texts.items() if name not in texts}
    return rest | {kind: names for kind, names in item.tags.items() if kind not in OURS}


def test_collections_and_labels_of_a_person_survive_with_their_locks(story: Story) -> None:
    for before, after in changes(story):
        for kind in ("collection", "label"):
            assert set(before.tags.get(kind, ())) <= set(after.tags.get(kind, ()))
            assert (kind in before.locks) == (kind in after.locks)


def test_what_a_person_locked_stands_as_it_was(story: Story) -> None:
    locked = [pair for pair in changes(story) if pair[0].locks]
    assert len(locked) == 7
    for before, after in locked:
        assert before.locks <= after.locks
        for name in before.locks & before.texts.keys():
            assert after.texts[name] == before.texts[name]
        for kind in before.locks & before.tags.keys():
            assert after.tags[kind] == before.tags[kind]
        if "thumb" in before.locks:
            assert after.poster == before.poster


def test_stars_of_the_tokens_user_stand(story: Story) -> None:
    rated = [pair for pair in changes(story) if pair[0].rating is not None]
    assert len(rated) == 2
    assert all(after.rating == before.rating for before, after in rated)


def test_an_item_that_no_scene_has_is_not_touched(story: Story) -> None:
    placed = {item for one in story.world.placed for item in one.items}
    (other,) = story.after.keys() - placed
    assert story.after[other] == story.before[other]


def test_fields_left_alone_are_named(story: Story) -> None:
    result = story.first.report
    expected: dict[str, int] = {}
    for fields in LEFT.values():
        for name in fields:
            expected[name] = expected.get(name, 0) + 1
    assert result.left() == expected


def test_no_edit_came_without_its_item(story: Story) -> None:
    edits = [one for one in story.sent_first.writes if one.method == "PUT"]
    assert edits
    assert all("&id=" in one.raw_query for one in edits)
    assert story.world.plex.whole_section_edits == 0
    assert story.world.plex.ignored_parameters == ()


def test_one_edit_is_sent_for_each_item_that_changes(story: Story) -> None:
    edited = sum(before != after for before, after in changes(story))
    assert sum(one.method == "PUT" for one in story.sent_first.writes) == edited


def test_a_second_run_sends_only_reads(story: Story) -> None:
    assert story.sent_second.writes == []
    counts = counts_of(story.second)
    assert (counts.changed, counts.failed) == (0, {})


def test_the_counts_of_both_runs_add_up(story: Story) -> None:
    first, second = counts_of(story.first), counts_of(story.second)
    scenes = len(story.world.stash.scenes)
    assert sum_of(first) == sum_of(second) == first.scenes == second.scenes == scenes
    assert first.skipped == {"nothing_to_say": 2, "no_file": 1, "shares_item": 1}
    assert first.waiting == {"not_in_plex": 1}
    assert (first.changed, first.unchanged, first.failed) == (scenes - 5, 0, {})
    assert replace(second, changed=second.unchanged, unchanged=second.changed) == first
