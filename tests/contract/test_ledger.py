"""What the ledger promises, whatever database it stands on."""

import pytest
from msgspec.structs import replace

from stashplex.core.holding import NO_HOLDINGS, Holding, Holdings, Write, WriteState
from stashplex.core.item import Field, Tag
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.runs import Runs

TITLE = Holding(Field.TITLE, value="Harbour", shown="Harbour ", lock_ours=True, before="harbour")
GENRES = Holding(Field.GENRES, before=(Tag("Calm", "", "/t/1"), Tag("Sea")))
SEA = Holding(Field.GENRES, "sea", value="Sea", found=True)
WRITE = Write(
    scene=42,
    item=7,
    field=Field.ROLES,
    before=(Tag("Ada Example", role="Captain", thumb="/t/2"),),
    after=(Tag("Ada Example", role="Captain"), Tag("Bo Sample")),
    locked_before=True,
    lock=None,
    thumb_before="/library/metadata/7/thumb/1",
)


def test_an_untouched_item_holds_nothing(ledger: Ledger) -> None:
    assert ledger.holdings([7]) == {7: NO_HOLDINGS}


def test_holdings_come_back_as_they_were_stored(ledger: Ledger) -> None:
    ledger.hold(7, [TITLE, GENRES, SEA])
    ledger.hold(8, [TITLE])

    assert ledger.holdings([7, 9]) == {7: Holdings.of_rows([GENRES, SEA, TITLE]), 9: NO_HOLDINGS}


def test_a_holding_replaces_the_one_of_its_field_and_tag(ledger: Ledger) -> None:
    ledger.hold(7, [TITLE, SEA])
    later = replace(TITLE, value="Harbour at Dawn", lock_ours=False)

    ledger.hold(7, [later])

    assert ledger.holdings([7])[7] == Holdings.of_rows([SEA, later])


def test_dropped_holdings_are_gone(ledger: Ledger) -> None:
    ledger.hold(7, [TITLE, GENRES, SEA])

    ledger.hold(7, [], dropped=[SEA, replace(TITLE, value="whatever")])

    assert ledger.holdings([7])[7] == Holdings.of_rows([GENRES])


def test_a_write_is_intended_then_proved(ledger: Ledger, runs: Runs) -> None:
    run = runs.start("sync", 0.0)

    (write,) = ledger.intend([replace(WRITE, run=run)], 100.0)

    assert write.id is not None
    assert write == replace(WRITE, run=run, id=write.id, at=100.0)
    assert ledger.open_writes([7, 8]) == {7: (write,)}
    ledger.judge([write.id], WriteState.PROVED, 101.0)
    assert ledger.open_writes([7]) == {}
    assert ledger.writes_of_run(run) == (replace(write, state=WriteState.PROVED),)


@pytest.mark.parametrize("lock", [None, True, False])
def test_the_lock_sent_with_a_write_is_kept(ledger: Ledger, *, lock: bool | None) -> None:
    (write,) = ledger.intend([replace(WRITE, lock=lock)], 100.0)

    (stored,) = ledger.writes_of_scene(42, 10)

    assert stored == write
    assert stored.lock is lock


def test_open_writes_are_oldest_first(ledger: Ledger) -> None:
    first, second = ledger.intend([WRITE, replace(WRITE, field=Field.TITLE)], 100.0)
    (third,) = ledger.intend([replace(WRITE, scene=43)], 50.0)

    assert ledger.open_writes([7]) == {7: (first, second, third)}


def test_a_judgement_stands(ledger: Ledger) -> None:
    (write,) = ledger.intend([WRITE], 100.0)
    assert write.id is not None
    ledger.judge([write.id], WriteState.LOST, 101.0)

    ledger.judge([write.id], WriteState.PROVED, 102.0)

    assert ledger.writes_of_scene(42, 1)[0].state is WriteState.LOST


def test_the_writes_of_a_scene_are_newest_first(ledger: Ledger) -> None:
    first, second, third = ledger.intend([WRITE, WRITE, WRITE], 100.0)
    ledger.intend([replace(WRITE, scene=43)], 100.0)

    assert ledger.writes_of_scene(42, 2) == (third, second)
    assert ledger.writes_of_scene(42, 10) == (third, second, first)


def test_pruning_spares_the_young_the_open_and_what_is_held(ledger: Ledger) -> None:
    ledger.hold(7, [TITLE])
    old, still_open = ledger.intend([WRITE, WRITE], 100.0)
    (young,) = ledger.intend([WRITE], 200.0)
    assert old.id is not None
    assert young.id is not None
    ledger.judge([old.id, young.id], WriteState.PROVED, 201.0)

    assert ledger.prune(before=200.0) == 1

    kept = [write.id for write in ledger.writes_of_scene(42, 10)]
    assert kept == [young.id, still_open.id]
    assert ledger.holdings([7])[7].of(Field.TITLE) == TITLE


def test_ids_of_pruned_writes_are_never_given_again(ledger: Ledger) -> None:
    (old,) = ledger.intend([WRITE], 100.0)
    assert old.id is not None
    ledger.judge([old.id], WriteState.PROVED, 101.0)
    ledger.prune(before=200.0)

    (young,) = ledger.intend([WRITE], 300.0)

    assert young.id is not None
    assert young.id > old.id


def test_hostile_text_is_stored_and_disturbs_nothing(ledger: Ledger) -> None:
    hostile = replace(WRITE, before="half \ud83d a pair, a \0 and '); DROP TABLE writes; --")

    ledger.intend([hostile, WRITE], 100.0)

    plain, odd = ledger.writes_of_scene(42, 10)
    assert plain.before == WRITE.before
    assert isinstance(odd.before, str)
    assert odd.before.endswith("'); DROP TABLE writes; --")


def test_the_ledger_of_another_target_is_empty(
    database: Database,
    ledger: Ledger,
    other_target: int,
) -> None:
    ledger.hold(7, [TITLE])
    (write,) = ledger.intend([WRITE], 100.0)
    assert write.id is not None
    other = Ledger(database, other_target)

    other.judge([write.id], WriteState.LOST, 101.0)
    other.hold(7, [], dropped=[TITLE])

    assert other.holdings([7]) == {7: NO_HOLDINGS}
    assert other.open_writes([7]) == {}
    assert ledger.open_writes([7]) == {7: (write,)}
    assert ledger.holdings([7])[7].of(Field.TITLE) == TITLE
