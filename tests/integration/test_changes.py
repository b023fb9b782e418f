"""Changes follow: what a person edits on either side, and the one write that answers it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.beginnings import Beginning, brought_into_step
from tests.integration.ferry import SHOWN as BEFORE
from tests.integration.ferry import WORDS, place_ferry
from tests.integration.reading_back import Shown, read_back_one, upload_key
from tests.integration.runs import Sent, counts_of, watched
from tests.worlds import FakeClock, builder_of, make_world, settings_for

from stashplex.config import Settings
from stashplex.config.settings import FieldsTable, LocksTable, SyncTable
from stashplex.core.item import Field
from stashplex.core.report import CHANGED, UNCHANGED
from stashplex.demo.builder import Placed
from stashplex.demo.odd import known_to_an_agent
from stashplex.demo.pictures import picture
from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import World
from stashplex.worker.sync_run import RunResult


@dataclass(slots=True)
class Ferry:
    """One scene among others that are in step, and the runs it goes through."""

    world: World
    settings: Settings
    clock: FakeClock
    placed: Placed

    @property
    def item(self) -> int:
        return self.placed.item

    def tell(self, words: SceneWords) -> None:
        """Edits the scene in Stash."""
        self.world.stash.edit_scene(self.placed.scene, **words)

    def sync(self) -> tuple[RunResult, Sent]:
        """Runs once; nothing but this scene's item moves, and a second run sends nothing."""
        before = self.world.plex.snapshot()
        result, sent = watched(self.world, self.settings, self.clock)
        after = self.world.plex.snapshot()
        assert {item for item in after if before[item] != after[item]} <= {self.item}
        assert counts_of(result).failed == {}
        again = watched(self.world, self.settings, self.clock)[1]
        assert again.writes == []
        return result, sent

    def shown(self) -> Shown:
        """Reads the item back."""
        return read_back_one(self.world.plex, self.item)

    def follow(self, expected: Shown, *methods: str) -> None:
        """Runs once, which takes exactly these writes and makes the item right."""
        result, sent = self.sync()
        assert [request.method for request in sent.writes] == list(methods)
        assert result.report.ended(self.placed.scene) == (CHANGED if methods else UNCHANGED)
        assert self.shown() == expected


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def world(clock: FakeClock, behaviour: Behaviour) -> Iterator[World]:
    with make_world(clock, 2, plex=SimulatedPlex(behaviour=behaviour)) as running:
        yield running


Begin = Callable[[Behaviour], tuple[Beginning, Placed]]


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Begin:
    """Returns what makes the scene and its first run, once for each kind of Plex."""
    made: dict[TagSemantics, tuple[Beginning, Placed]] = {}

    def begin_with(behaviour: Behaviour) -> tuple[Beginning, Placed]:
        kind = behaviour.tag_semantics
        if kind not in made:
            clock = FakeClock()
            world = make_world(clock, 2, plex=SimulatedPlex(behaviour=behaviour))
            placed = place_ferry(world)
            folder = tmp_path_factory.mktemp("in_step")
            made[kind] = brought_into_step(world, clock, folder), placed
        return made[kind]

    return begin_with


@pytest.fixture
def ferry(begin: Begin, behaviour: Behaviour, tmp_path: Path) -> Iterator[Ferry]:
    """The scene after its first run; a person gave its item a collection and a label before."""
    beginning, placed = begin(behaviour)
    with beginning.again(tmp_path / "data") as (world, clock):
        found = Ferry(world, settings_for(world, tmp_path / "data"), clock, placed)
        assert found.shown() == BEFORE
        yield found


IN_BOTH_SEMANTICS = pytest.mark.parametrize(
    "behaviour", [Behaviour(tag_semantics=one) for one in TagSemantics], ids=list(TagSemantics)
)
CHANGES: dict[str, tuple[SceneWords, Shown]] = {
    "renamed title": (
        SceneWords(title="The Very Last Ferry & Co"),
        replace(BEFORE, title="The Very Last Ferry & Co"),
    ),
    "cleared title": (SceneWords(title=""), replace(BEFORE, title="ferry")),
    "fewer tags": (SceneWords(tags=["ferry"]), replace(BEFORE, genres=("ferry",))),
    "other tags": (
        SceneWords(tags=["dusk", "ferry"]),
        replace(BEFORE, genres=("dusk", "ferry")),
    ),
    "no tags": (SceneWords(tags=[]), replace(BEFORE, genres=())),
    "no performers": (SceneWords(performers=[]), replace(BEFORE, roles=())),
    "no director": (SceneWords(director=""), replace(BEFORE, directors=())),
    "cleared details": (SceneWords(details=""), replace(BEFORE, summary="")),
    "cleared date": (SceneWords(date=None), replace(BEFORE, date="")),
    "another studio": (
        SceneWords(studio="Salt, Pepper & Daughters"),
        replace(
            BEFORE,
            studio="Salt, Pepper & Daughters",
            collections=("Harbours", "Mine, Only Mine", "Salt, Pepper & Daughters"),
        ),
    ),
    "no studio and no group": (
        SceneWords(studio=None, groups=[]),
        replace(BEFORE, studio="", collections=("Mine, Only Mine",)),
    ),
    "another rating": (SceneWords(rating100=95), replace(BEFORE, rating=9.5)),
    "cleared rating": (SceneWords(rating100=None), replace(BEFORE, rating=None)),
    "everything at once": (
        SceneWords(
            title="Dawn",
            details="",
            director="",
            date="2022-01",
            rating100=None,
            studio=None,
            performers=["Perrin Larkspurr"],
            tags=["dawn", "ferry"],
            groups=["Harbours", "Mornings"],
        ),
        replace(
            BEFORE,
            title="Dawn",
            summary="",
            studio="",
            date="2022-01-01",
            rating=None,
            genres=("dawn", "ferry"),
            roles=("Perrin Larkspurr",),
            directors=(),
            collections=("Harbours", "Mine, Only Mine", "Mornings"),
        ),
    ),
}


@IN_BOTH_SEMANTICS
@pytest.mark.parametrize(("words", "expected"), CHANGES.values(), ids=list(CHANGES))
def test_a_change_in_stash_arrives_with_one_edit(
    ferry: Ferry, words: SceneWords, expected: Shown
) -> None:
    ferry.tell(words)
    ferry.follow(expected, "PUT")


@IN_BOTH_SEMANTICS
def test_a_change_and_its_undoing_leave_the_item_as_it_was(ferry: Ferry) -> None:
    ferry.tell(SceneWords(title="", details="", tags=[], performers=[], studio=None, date=None))
    ferry.sync()
    ferry.tell(WORDS)
    ferry.follow(BEFORE, "PUT")


def test_a_new_cover_arrives_with_one_upload(ferry: Ferry) -> None:
    ferry.world.stash.set_cover(ferry.placed.scene, picture(2))
    ferry.follow(replace(BEFORE, poster=upload_key(picture(2))), "POST")


def test_a_cover_that_comes_back_is_shown_again(ferry: Ferry) -> None:
    for seed in (2, 1):
        ferry.world.stash.set_cover(ferry.placed.scene, picture(seed))
        ferry.follow(replace(BEFORE, poster=upload_key(picture(seed))), "POST")


def test_a_removed_cover_writes_nothing_and_the_poster_stays(ferry: Ferry) -> None:
    ferry.world.stash.set_cover(ferry.placed.scene, None)
    ferry.follow(BEFORE)


def test_a_new_cover_and_new_words_take_one_edit_and_one_upload(ferry: Ferry) -> None:
    ferry.tell(SceneWords(title="Dawn"))
    ferry.world.stash.set_cover(ferry.placed.scene, picture(2))
    expected = replace(BEFORE, title="Dawn", poster=upload_key(picture(2)))
    ferry.follow(expected, "POST", "PUT")


def test_a_tag_that_is_renamed_in_stash_follows_though_no_scene_moved(ferry: Ferry) -> None:
    ferry.world.stash.rename_tag("slow, and long", "slow")
    ferry.follow(replace(BEFORE, genres=("ferry", "sea & sky", "slow")), "PUT")


def test_a_scene_that_is_deleted_in_stash_leaves_its_item_as_it_is(ferry: Ferry) -> None:
    ferry.world.stash.delete_scene(ferry.placed.scene)
    _, sent = ferry.sync()
    assert sent.writes == []
    assert ferry.shown() == BEFORE


@IN_BOTH_SEMANTICS
def test_an_edit_of_a_person_in_plex_gives_way_to_stash(ferry: Ferry) -> None:
    edit_in_plex(ferry)
    collections = ("Grey Heron Pictures", "Harbours", "Harvest", "Mine, Only Mine")
    ferry.follow(replace(BEFORE, collections=collections), "POST", "PUT")


def edit_in_plex(ferry: Ferry) -> None:
    person = ferry.world.plex.person
    person.edit(ferry.item, title="A person's title", studio="A person's studio")
    person.add_tags(ferry.item, "genre", "by hand")
    person.remove_tags(ferry.item, "actor", "Joren Tarnwick")
    person.add_tags(ferry.item, "collection", "Harvest", lock=False)
    person.remove_tags(ferry.item, "collection", "Harbours", lock=False)
    person.choose_image(ferry.item, picture(9))


def test_an_edit_of_a_person_in_plex_stands_where_it_is_to_be_kept(ferry: Ferry) -> None:
    ferry.settings = settings_for(
        ferry.world, ferry.settings.data_dir, sync=SyncTable(plex_edits="keep")
    )
    edit_in_plex(ferry)
    edited = ferry.shown()
    result, sent = ferry.sync()
    assert sent.writes == []
    assert ferry.shown() == edited
    assert result.report.left().keys() == {
        Field.TITLE,
        Field.STUDIO,
        Field.GENRES,
        Field.ROLES,
        Field.COLLECTIONS,
        Field.POSTER,
    }


@IN_BOTH_SEMANTICS
def test_what_a_person_did_not_edit_still_follows_where_edits_are_kept(ferry: Ferry) -> None:
    ferry.settings = settings_for(
        ferry.world, ferry.settings.data_dir, sync=SyncTable(plex_edits="keep")
    )
    edit_in_plex(ferry)
    edited = ferry.shown()
    ferry.tell(SceneWords(title="Not taken", details="Taken.", date=None))
    ferry.follow(replace(edited, summary="Taken.", date=""), "PUT")


@pytest.mark.parametrize("plex_edits", ["stash", "keep"])
def test_stars_that_the_user_gave_since_stand_even_when_stash_changes(
    ferry: Ferry, plex_edits: str
) -> None:
    sync = SyncTable(plex_edits="keep" if plex_edits == "keep" else "stash")
    ferry.settings = settings_for(ferry.world, ferry.settings.data_dir, sync=sync)
    ferry.world.plex.person.rate(ferry.item, 3.0)
    ferry.tell(SceneWords(rating100=100))
    ferry.follow(replace(BEFORE, rating=3.0))


def test_what_a_person_wrote_into_a_cleared_field_stands(ferry: Ferry) -> None:
    ferry.tell(SceneWords(details="", tags=[]))
    ferry.follow(replace(BEFORE, summary="", genres=()), "PUT")
    ferry.world.plex.person.edit(ferry.item, summary="A person's words.")
    ferry.world.plex.person.add_tags(ferry.item, "genre", "by hand")
    ferry.follow(replace(BEFORE, summary="A person's words.", genres=("by hand",)))


def test_an_agent_that_refreshes_finds_our_fields_locked(ferry: Ferry) -> None:
    ferry.world.plex.refresh(ferry.item)
    ferry.follow(BEFORE)


@pytest.mark.parametrize("behaviour", [Behaviour(upload_locks=False)], ids=["no upload locks"])
def test_what_an_agent_wrote_over_unlocked_fields_is_put_right(
    world: World, clock: FakeClock, tmp_path: Path
) -> None:
    unlocked = dict.fromkeys(LocksTable.__struct_fields__, False)
    settings = settings_for(world, tmp_path / "data", locks=LocksTable(**unlocked))
    ferry = with_an_agent(world, settings, clock)
    right = ferry.shown()
    assert right.locks == ()
    world.plex.refresh(ferry.item)
    assert ferry.shown().title == "The Agent's Title"
    ferry.follow(right, "POST", "PUT")


def with_an_agent(world: World, settings: Settings, clock: FakeClock) -> Ferry:
    ((_, placed),) = known_to_an_agent(builder_of(world))
    ferry = Ferry(world, settings, clock, placed)
    counts_of(watched(world, settings, clock)[0])
    return ferry


def test_a_field_that_is_switched_off_does_not_follow(ferry: Ferry) -> None:
    ferry.settings = settings_for(
        ferry.world, ferry.settings.data_dir, fields=FieldsTable(title=False, poster=False)
    )
    ferry.tell(SceneWords(title="Not taken", details="Taken."))
    ferry.world.stash.set_cover(ferry.placed.scene, picture(2))
    ferry.follow(replace(BEFORE, summary="Taken."), "PUT")
