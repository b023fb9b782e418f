"""Whatever both sides do, a sync shows what Stash says, and takes away only what is ours."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace
from tests.property.small_plex import AGENT_POSTER, SmallPlex

from stashplex.core.diff import diff, images_needed
from stashplex.core.edit import Action, Edit
from stashplex.core.equality import fold, same
from stashplex.core.holding import NO_HOLDINGS, Write
from stashplex.core.item import (
    IMAGE_FIELDS,
    MIRRORED_TAGS,
    SHARED_TAGS,
    TAG_FIELDS,
    TEXT_FIELDS,
    Field,
    Item,
    Tag,
)
from stashplex.core.mapping import Desired, desire
from stashplex.core.proof import Proof, found, hold, image_fields, planned_writes, prove, recover
from stashplex.core.rules import Rules
from stashplex.core.scene import Performer, Scene, SceneFile

EVERY_FIELD = frozenset(Field) - {Field.ART, Field.CONTENT_RATING}
FILES = (SceneFile("/videos/harbour.mp4", 1000),)
STASH_NAMES = ("Outdoor", "Été", "Salt, pepper", "10% [0] & #1?", "Straße")
PEOPLES_NAMES = ("Private", "Kept, too")
RATINGS = (None, 20, 87, 100)
COVERS = ("", "a" * 40, "b" * 40)
WRITTEN_TEXTS = (Field.TITLE, Field.SUMMARY, Field.STUDIO, Field.DATE)

stash_names = st.lists(st.sampled_from(STASH_NAMES), unique=True, max_size=3).map(tuple)
scenes = st.builds(
    Scene,
    id=st.just(1),
    title=st.sampled_from(("", "Harbour at dusk", "Two boats")),
    details=st.sampled_from(("", "One line", "Two\nlines")),
    director=st.sampled_from(("", "Ines Vale", "Ines Vale, Tom Reed")),
    date=st.sampled_from(("", "2021", "2022-03", "2023-04-05")),
    rating100=st.sampled_from(RATINGS),
    studio=st.sampled_from(("", "Outdoor", "Northlight")),
    performers=stash_names.map(lambda names: tuple(Performer(name) for name in names)),
    tags=stash_names,
    groups=stash_names,
    files=st.just(FILES),
)
anybodys_tags = st.lists(
    st.builds(
        Tag,
        st.sampled_from((*STASH_NAMES, *PEOPLES_NAMES, "outdoor", "STRASSE")),
        role=st.sampled_from(("", "the captain")),
    ),
    unique_by=lambda tag: fold(tag.name),
    max_size=3,
).map(tuple)
items = st.builds(
    Item,
    id=st.just(7),
    section=st.just(1),
    texts=st.fixed_dictionaries(
        {},
        optional={
            Field.TITLE: st.sampled_from(("harbour", "Two boats", "Of a person")),
            Field.SUMMARY: st.sampled_from(("One line", "Of a person")),
            Field.STUDIO: st.sampled_from(("Northlight", "Of a person")),
            Field.DATE: st.sampled_from(("2021-01-01", "1999-09-09")),
            Field.RATING: st.sampled_from(("8.7", "3")),
        },
    ),
    tags=st.fixed_dictionaries({}, optional=dict.fromkeys(TAG_FIELDS, anybodys_tags)),
    locked=st.frozensets(st.sampled_from(sorted(EVERY_FIELD)), max_size=3),
)
hostile = st.text(max_size=20)


def wanted(scene: Scene, cover: str, rules: Rules) -> Desired:
    return desire(scene, rules).with_image(Field.POSTER, cover)


@settings(deadline=None)
@given(
    scene=st.builds(
        Scene,
        id=st.just(1),
        title=hostile,
        details=hostile,
        director=hostile,
        studio=hostile,
        rating100=st.none() | st.integers(1, 100),
        performers=st.lists(st.builds(Performer, hostile, hostile), max_size=4).map(tuple),
        tags=st.lists(hostile, max_size=4).map(tuple),
        groups=st.lists(hostile, max_size=2).map(tuple),
        files=st.just(FILES),
    ),
    item=items.map(lambda item: replace(item, locked=frozenset())),
    merges=st.booleans(),
)
def test_applying_the_edit_shows_what_stash_says_and_a_second_diff_is_empty(
    scene: Scene, item: Item, *, merges: bool
) -> None:
    rules = Rules(fields=EVERY_FIELD - {Field.RATING})
    desired = wanted(scene, "c" * 40, rules)
    plex = SmallPlex(item, merges=merges)
    item = plex.item()
    edit = diff(desired, item, NO_HOLDINGS, rules, {Field.POSTER: plex.images()})
    plex.apply(edit)
    now = plex.item()
    for one in edit.fields:
        if one.field in SHARED_TAGS:
            names = {fold(tag.name) for tag in one.want if isinstance(tag, Tag)}
            assert names <= plex.names(one.field)
        elif one.want and one.field not in IMAGE_FIELDS:
            assert same(one.field, one.want, now.value(one.field)), one
    assert plex.selected == "upload://posters/" + "c" * 40
    holdings = found(edit, now, NO_HOLDINGS).applied(NO_HOLDINGS)
    for write in planned_writes(edit, item, scene=1, run=None):
        holdings = hold(write, now, holdings).applied(holdings)
    assert images_needed(desired, now, holdings, rules) == ()
    assert diff(desired, now, holdings, rules).writes == ()


class TwoSides(RuleBasedStateMachine):
    """Stash and people write in any order; syncs run, or break off anywhere."""

    @initialize(item=items, scene=scenes, merges=st.booleans(), keeps=st.booleans())
    def meet(self, item: Item, scene: Scene, *, merges: bool, keeps: bool) -> None:
        self.plex = SmallPlex(item, merges=merges)
        self.sync_rules = Rules(fields=EVERY_FIELD, keep_plex_edits=keeps)
        self.scene = scene
        self.cover = ""
        self.holdings = NO_HOLDINGS
        self.open: tuple[Write, ...] = ()

    @rule(scene=scenes, cover=st.sampled_from(COVERS))
    def edit_in_stash(self, scene: Scene, cover: str) -> None:
        self.scene, self.cover = scene, cover

    @rule(name=st.sampled_from(WRITTEN_TEXTS), value=st.sampled_from(("", "1999-09-09")))
    def edit_a_text_in_plex(self, name: Field, value: str) -> None:
        self.plex.edit_text(name, value)

    @rule(value=st.sampled_from(("", "1", "3.5")))
    def rate_in_plex(self, value: str) -> None:
        self.plex.edit_text(Field.RATING, value)

    @rule(name=st.sampled_from(TAG_FIELDS), tag=st.sampled_from(PEOPLES_NAMES))
    def add_a_tag_in_plex(self, name: Field, tag: str) -> None:
        self.plex.add_tag(name, tag)

    @rule(name=st.sampled_from(TAG_FIELDS), index=st.integers(0, 3))
    def take_a_tag_out_in_plex(self, name: Field, index: int) -> None:
        self.plex.remove_tag(name, index)

    @rule(key=st.sampled_from((AGENT_POSTER, "upload://posters/" + "f" * 40)))
    def choose_a_poster_in_plex(self, key: str) -> None:
        self.plex.choose_poster(key)

    @rule()
    def refresh_the_poster_path(self) -> None:
        self.plex.moves += 1

    @rule(through=st.frozensets(st.sampled_from(sorted(EVERY_FIELD))) | st.just(EVERY_FIELD))
    def break_off(self, through: frozenset[Field]) -> None:
        edit = self.plan()
        self.open = self.writes(edit)
        self.plex.apply(edit, through)

    @rule()
    def sync(self) -> None:
        before, item = self.shown(), self.plex.item()
        edit = self.plan()
        writes = self.writes(edit)
        # An empty text is nobody's: a clearing that was broken off may look the same.
        people = {name for name in self.plex.by_person if before[name]}
        self.plex.apply(edit)
        now = self.plex.item()
        assert {prove(one, item, now) for one in edit.writes} <= {Proof.PROVED}
        for write in writes:
            self.holdings = hold(write, now, self.holdings).applied(self.holdings)
        self.holdings = found(edit, now, self.holdings).applied(self.holdings)
        self.check(edit, item, now)
        if self.sync_rules.keep_plex_edits:
            after = self.shown()
            assert {name: before[name] for name in people} == {name: after[name] for name in people}
        assert self.plan().writes == ()

    def plan(self) -> Edit:
        item = self.plex.item()
        lists = dict.fromkeys(image_fields(self.open), self.plex.images())
        recovered = recover(self.open, item, self.holdings, lists)
        self.holdings, self.open = recovered.change.applied(self.holdings), ()
        assert self.holdings == recovered.holdings
        desired = wanted(self.scene, self.cover, self.sync_rules)
        needed = images_needed(desired, item, self.holdings, self.sync_rules)
        lists = dict.fromkeys(needed, self.plex.images())
        return diff(desired, item, self.holdings, self.sync_rules, lists)

    def writes(self, edit: Edit) -> tuple[Write, ...]:
        planned = planned_writes(edit, self.plex.item(), scene=1, run=None)
        return tuple(replace(write, id=number) for number, write in enumerate(planned, 1))

    def shown(self) -> dict[Field, object]:
        return {name: self.plex.shown(name) for name in EVERY_FIELD}

    def check(self, edit: Edit, before: Item, now: Item) -> None:
        for one in edit.fields:
            ours = {tag for name, tag in self.plex.by_us if name is one.field}
            if one.field in SHARED_TAGS or not one.writes:
                assert (one.field in before.locked) == (one.field in now.locked), one
            if one.action is Action.LEAVE:
                assert self.sync_rules.keep_plex_edits or not ours, one
            elif one.field in TAG_FIELDS:
                self.check_tags(one.field, {fold(tag.name) for tag in _tags(one.want)})
            elif one.field in TEXT_FIELDS and one.want:
                assert same(one.field, one.want, now.value(one.field)), one
            elif one.field in TEXT_FIELDS:
                assert not ours, one
            elif one.want:
                assert self.plex.selected == f"upload://posters/{one.want}"

    def check_tags(self, name: Field, want: set[str]) -> None:
        there = self.plex.names(name)
        taken_out = self.plex.taken_out if self.sync_rules.keep_plex_edits else set()
        assert {tag for tag in want - there if (name, tag) not in taken_out} == set()
        assert self.plex.ours(name) <= want
        if want and name in MIRRORED_TAGS:
            assert there == want

    def teardown(self) -> None:
        if not hasattr(self, "scene"):
            return
        self.scene, self.cover = Scene(1, files=FILES), ""
        self.sync()
        assert {name for name, _ in self.plex.by_us} <= {Field.TITLE, Field.POSTER}


def _tags(value: object) -> tuple[Tag, ...]:
    return value if isinstance(value, tuple) else ()


TwoSides.TestCase.settings = settings(
    max_examples=150, stateful_step_count=15, deadline=None, phases=set(Phase) - {Phase.explain}
)
TestTwoSides = TwoSides.TestCase
