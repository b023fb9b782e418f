"""Undoing a run shows what stood there before it, and undoing that shows what it wrote again."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.property.small_plex import SmallPlex
from tests.property.test_diff import COVERS, EVERY_FIELD, items, scenes, wanted

from stashplex.core.diff import diff
from stashplex.core.edit import Edit
from stashplex.core.holding import NO_HOLDINGS, Holdings, Write, WriteState
from stashplex.core.item import SHARED_TAGS, Field, Item, Tag, Value
from stashplex.core.proof import found, hold, planned_writes
from stashplex.core.rules import Rules
from stashplex.core.scene import Scene
from stashplex.core.undo import Left, PutBack, View, take_back

RULES = Rules(fields=EVERY_FIELD)
UNLOCKING = Rules(fields=EVERY_FIELD, locks=frozenset())
covers = st.sampled_from(COVERS)


class Side:
    """One item, what we hold there, and the history of its runs."""

    def __init__(self, item: Item, *, merges: bool, poster: bool, rules: Rules) -> None:
        self.plex = SmallPlex(item, merges=merges)
        self.rules = rules
        self.holdings = NO_HOLDINGS
        self.history: list[Write] = []
        self.runs = 0
        if not poster:
            self.plex.selected, self.plex.posters = "", []

    def sync(self, scene: Scene, cover: str) -> int:
        """Shows what Stash says; returns the run."""
        self.runs += 1
        item = self.plex.item()
        edit = diff(
            wanted(scene, cover, self.rules),
            item,
            self.holdings,
            self.rules,
            {Field.POSTER: self.plex.images()},
        )
        self.write(edit, planned_writes(edit, item, scene=1, run=self.runs))
        return self.runs

    def undo(self, run: int, *, again: bool = False) -> tuple[int, list[PutBack]]:
        """Takes a run back; returns the run that did, and what became of each field."""
        self.runs += 1
        item = self.plex.item()
        view = View(item, self.holdings, {Field.POSTER: self.plex.images()}, True)
        decided = take_back(run, self.history, view, again=again)
        made = {one.change.field: one for one in decided if one.edit}
        edit = Edit(7, 1, tuple(one.edit for one in decided if one.edit))
        writes = [
            replace(one, undoes=made[one.field].change.last.id, theirs=made[one.field].theirs)
            for one in planned_writes(edit, item, scene=1, run=self.runs)
        ]
        undone: dict[Field, tuple[Value, ...]] = dict(self.holdings.undone)
        for name, one in made.items():
            want = one.change.last.wanted
            assert want is not None
            undone[name] = () if again else (*undone.get(name, ()), want)
        self.holdings = Holdings(self.holdings.rows)
        self.write(edit, writes)
        self.holdings = Holdings(self.holdings.rows, undone)
        return self.runs, decided

    def write(self, edit: Edit, writes: list[Write] | tuple[Write, ...]) -> None:
        self.plex.apply(edit)
        now = self.plex.item()
        for write in writes:
            self.holdings = hold(write, now, self.holdings).applied(self.holdings)
        self.holdings = found(edit, now, self.holdings).applied(self.holdings)
        numbers = range(len(self.history) + 1, len(self.history) + len(writes) + 1)
        self.history += [
            replace(one, id=number, state=WriteState.PROVED)
            for one, number in zip(writes, numbers, strict=True)
        ]

    def shown(self) -> dict[str, object]:
        """Returns everything Plex shows, with tags in no order."""
        item = self.plex.item()
        return {
            "texts": {name: text for name, text in item.texts.items() if text},
            "tags": {
                name: {(tag.name, tag.role) for tag in tags}
                for name, tags in item.tags.items()
                if tags
            },
            "locked": item.locked,
            "poster": self.plex.selected,
        }

    def ours(self) -> dict[tuple[Field, str], str]:
        """Returns what we hold, and not only found; of a tag its spelling does not count."""
        rows = self.holdings.rows.items()
        return {key: "" if key[1] else row.value for key, row in rows if not row.found}


sides = st.builds(
    Side,
    items,
    merges=st.booleans(),
    poster=st.booleans(),
    rules=st.sampled_from((RULES, UNLOCKING)),
)


@settings(deadline=None)
@given(side=sides, scene=scenes, cover=covers)
def test_undoing_a_first_sync_shows_what_stood_there_and_holds_nothing(
    side: Side, scene: Scene, cover: str
) -> None:
    before = side.shown()
    run = side.sync(scene, cover)
    _, decided = side.undo(run)
    assert [one for one in decided if one.left] == []
    assert side.shown() == before
    assert side.ours() == {}
    side.sync(scene, cover)
    assert side.shown() == before


@settings(deadline=None)
@given(side=sides, first=scenes, second=scenes, covers_=st.tuples(covers, covers))
def test_undoing_all_runs_newest_first_goes_back_step_by_step(
    side: Side, first: Scene, second: Scene, covers_: tuple[str, str]
) -> None:
    start = side.shown()
    one = side.sync(first, covers_[0])
    between, ours = side.shown(), side.ours()
    two = side.sync(second, covers_[1])
    end, ours_in_the_end = side.shown(), side.ours()
    undo_two, _ = side.undo(two)
    assert side.shown() == between
    assert side.ours() == ours
    undo_one, _ = side.undo(one)
    assert side.shown() == start
    assert side.ours() == {}
    side.sync(second, covers_[1])
    assert side.shown() == start
    side.undo(undo_one, again=True)
    assert side.shown() == between
    side.undo(undo_two, again=True)
    assert side.shown() == end
    # A tag that stood there before us, and came back with a sync, may count as found from now on.
    assert side.ours().items() <= ours_in_the_end.items()
    assert {name for name, _ in side.ours()} == {name for name, _ in ours_in_the_end}


@settings(deadline=None)
@given(side=sides, first=scenes, second=scenes, covers_=st.tuples(covers, covers))
def test_undoing_an_older_run_leaves_what_a_later_one_wrote(
    side: Side, first: Scene, second: Scene, covers_: tuple[str, str]
) -> None:
    one = side.sync(first, covers_[0])
    two = side.sync(second, covers_[1])
    later = {write.field for write in side.history if write.run == two} - set(SHARED_TAGS)
    shown = {name: side.plex.shown(name) for name in later}
    _, decided = side.undo(one)
    assert {name: side.plex.shown(name) for name in later} == shown
    for put_back in decided:
        if put_back.change.field in later:
            assert put_back.left in (Left.LATER_RUN, Left.ALREADY)


@settings(deadline=None)
@given(side=sides, scene=scenes, name=st.sampled_from(sorted(SHARED_TAGS)))
def test_what_a_person_changed_since_stays(side: Side, scene: Scene, name: Field) -> None:
    run = side.sync(scene, COVERS[1])
    side.plex.edit_text(Field.SUMMARY, "Of a person")
    side.plex.add_tag(name, "Private")
    side.plex.add_tag(Field.GENRES, "Private")
    genres = side.plex.names(Field.GENRES)
    side.undo(run)
    assert side.plex.shown(Field.SUMMARY) == "Of a person"
    assert Tag("Private") in [replace(tag, role="") for tag in side.plex.tags[name]]
    assert "private" in side.plex.names(Field.GENRES) & genres
