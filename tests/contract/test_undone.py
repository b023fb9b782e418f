"""What the ledger remembers of what was undone, and of the history that undo reads."""

from msgspec.structs import replace

from stashplex.core.holding import Holding, Write, WriteState
from stashplex.core.item import Field, Tag
from stashplex.core.ports import ItemStamp
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.runs import Runs
from stashplex.sync_queue.scenes import SceneRecords

TITLE = Write(
    scene=42,
    item=7,
    field=Field.TITLE,
    before="harbour",
    after="Harbour",
    locked_before=False,
    lock=True,
    wanted="Harbour",
)
GENRES = replace(TITLE, field=Field.GENRES, before=(), after=(Tag("Sea"),), wanted=(Tag("Sea"),))


def intended(ledger: Ledger, *writes: Write) -> tuple[Write, ...]:
    return ledger.intend(writes, 100.0)


def test_a_write_comes_back_with_what_it_wanted_and_undoes(ledger: Ledger) -> None:
    undoing = replace(TITLE, before="Harbour", after="harbour", undoes=3, theirs=True, lock=False)
    older = replace(TITLE, wanted=None)

    written = intended(ledger, TITLE, undoing, older, GENRES)

    assert ledger.writes_of_items([7, 8]) == {7: written}
    assert ledger.newest_writes(2) == (written[3], written[2])


def test_what_was_undone_is_held_back_until_it_is_released(ledger: Ledger) -> None:
    title, genres, older = intended(
        ledger, TITLE, GENRES, replace(TITLE, wanted=None, after="Bay", item=8)
    )
    ledger.hold_back([title, genres, older])
    ledger.hold_back([title])

    assert ledger.holdings([7])[7].undone == {
        Field.TITLE: ("Harbour",),
        Field.GENRES: ((Tag("Sea"),),),
    }
    assert ledger.holdings([8])[8].undone == {Field.TITLE: ("Bay",)}

    ledger.hold(7, [], released=[Field.GENRES])
    assert ledger.holdings([7])[7].undone == {Field.TITLE: ("Harbour",)}
    ledger.release([7])
    assert ledger.holdings([7, 8])[7].undone == {}
    assert ledger.holdings([8])[8].undone == {Field.TITLE: ("Bay",)}


def test_doing_again_lets_go_of_that_write_alone(ledger: Ledger) -> None:
    first, second = intended(ledger, TITLE, replace(TITLE, wanted="Port"))
    ledger.hold_back([first, second])

    ledger.let_go([second])

    assert ledger.holdings([7])[7].undone == {Field.TITLE: ("Harbour",)}


def test_scenes_are_named_with_what_is_held_back_from_them(
    ledger: Ledger, records: SceneRecords
) -> None:
    title, genres, nobodys = intended(ledger, TITLE, GENRES, replace(TITLE, item=9))
    records.stamp([ItemStamp(7, 1, 42)])
    ledger.hold_back([title, genres, nobodys])

    assert ledger.held_back() == {42: (Field.GENRES, Field.TITLE)}


def test_the_items_and_counts_of_a_run_are_its_own(ledger: Ledger, runs: Runs) -> None:
    one, two = runs.start("sync", 1.0), runs.start("undo", 2.0)
    of_one = intended(
        ledger, replace(TITLE, run=one, item=9), replace(TITLE, run=one), replace(GENRES, run=one)
    )
    intended(ledger, replace(TITLE, run=two))
    ledger.judge([of_one[0].id or 0], WriteState.PROVED, 101.0)

    assert ledger.items_of_run(one) == (9, 7)
    assert ledger.writes_by_run([one, two]) == {
        one: {WriteState.PROVED: 1, WriteState.INTENDED: 2},
        two: {WriteState.INTENDED: 1},
    }
    assert runs.kind(two) == "undo"


def test_pruning_spares_what_is_held_and_held_back(ledger: Ledger, runs: Runs) -> None:
    run = runs.start("sync", 50.0)
    (title,) = intended(ledger, replace(TITLE, run=run))
    ledger.judge([title.id or 0], WriteState.PROVED, 101.0)
    ledger.hold(7, [Holding(Field.TITLE, value="Harbour")])
    ledger.hold_back([title])

    assert (ledger.prune(before=200.0), runs.prune(before=200.0)) == (1, 1)

    assert ledger.items_of_run(run) == ()
    assert ledger.holdings([7])[7].of(Field.TITLE) is not None
    assert ledger.holdings([7])[7].undone == {Field.TITLE: ("Harbour",)}


def test_another_target_holds_nothing_back(
    database: Database, ledger: Ledger, other_target: int
) -> None:
    (title,) = intended(ledger, TITLE)
    ledger.hold_back([title])
    other = Ledger(database, other_target)

    other.release([7])
    other.let_go([title])

    assert other.holdings([7])[7].undone == {}
    assert other.held_back() == {}
    assert other.newest_writes(9) == ()
    assert ledger.holdings([7])[7].undone == {Field.TITLE: ("Harbour",)}
