"""What records, runs and targets promise, whatever database they stand on."""

import pytest
from msgspec.structs import replace

from stashplex.core.errors import ServerChanged, UnknownId
from stashplex.core.holding import Write
from stashplex.core.item import Field
from stashplex.core.job import Priority
from stashplex.core.ports import ItemStamp, SceneRecord
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.runs import Run, Runs
from stashplex.sync_queue.scenes import SceneRecords
from stashplex.sync_queue.targets import Targets

RECORD = SceneRecord(
    scene=42,
    title="Harbour at Dawn",
    path="/video/harbour.mp4",
    fingerprint="f1",
    cover_sha1="c1",
    cover_etag='"e1"',
    ending="changed",
    reason="",
    confidence="high",
    evidence="the exact path",
    items=(7, 8),
    checked_at=100.5,
)
STAMP = ItemStamp(item=7, section=1, scene=42, updated_at=1000, thumb="/t/7")


def test_records_come_back_as_they_were_stored(records: SceneRecords) -> None:
    records.remember([RECORD, SceneRecord(scene=43)])

    assert records.scenes([42, 43, 99]) == {42: RECORD, 43: SceneRecord(scene=43)}


def test_a_record_replaces_the_older_one(records: SceneRecords) -> None:
    later = replace(RECORD, title="Harbour", items=(), checked_at=200.0)

    records.remember([RECORD])
    records.remember([later])

    assert records.scenes([42]) == {42: later}


def test_stamps_come_back_and_say_what_a_scene_owns(records: SceneRecords) -> None:
    second = replace(STAMP, item=8, updated_at=2000)
    records.stamp([second, STAMP, replace(STAMP, item=9, scene=43)])
    records.stamp([replace(STAMP, item=9, scene=44)])

    assert records.stamps([7, 8, 99]) == {7: STAMP, 8: second}
    assert records.owned([42, 43]) == {42: (7, 8), 43: ()}


def test_a_forgotten_scene_has_no_record_and_owns_nothing(records: SceneRecords) -> None:
    records.remember([RECORD, SceneRecord(scene=43)])
    records.stamp([STAMP, replace(STAMP, item=9, scene=43)])

    records.forget([42])

    assert set(records.scenes([42, 43])) == {43}
    assert records.owned([42, 43]) == {42: (), 43: (9,)}
    assert set(records.stamps([7, 9])) == {9}


def test_a_scene_is_known_by_its_record_its_item_or_its_job(
    records: SceneRecords, queue: SyncQueue
) -> None:
    records.remember([RECORD])
    records.stamp([STAMP, replace(STAMP, item=9, scene=43)])
    queue.put(7, "test", Priority.BULK, now=1.0)
    queue.put(43, "test", Priority.BULK, now=1.0)

    assert records.known() == (7, 42, 43)
    records.forget([42, 43])
    assert records.known() == (7, 43)


def test_the_records_of_another_target_are_not_seen(
    database: Database,
    records: SceneRecords,
    other_target: int,
) -> None:
    records.remember([RECORD])
    records.stamp([STAMP])
    other = SceneRecords(database, other_target)

    other.forget([42])

    assert other.scenes([42]) == {}
    assert other.stamps([7]) == {}
    assert other.known() == ()
    assert records.scenes([42]) == {42: RECORD}
    assert records.owned([42]) == {42: (7,)}


def test_a_run_is_open_until_it_is_finished_with_its_counts(runs: Runs) -> None:
    run = runs.start("sync", 100.0)
    assert runs.get(run) == Run(run, "sync", 100.0)

    runs.finish(run, {"changed": 3, "skipped": {"no_file": 1}}, 160.0)

    counts = {"changed": 3, "skipped": {"no_file": 1}}
    assert runs.get(run) == Run(run, "sync", 100.0, 160.0, counts)


def test_the_last_runs_are_newest_first(runs: Runs) -> None:
    first, second, third = (runs.start("sync", float(at)) for at in range(3))

    assert [run.id for run in runs.last(2)] == [third, second]
    assert [run.id for run in runs.last(9)] == [third, second, first]


def test_an_unknown_run_is_named(runs: Runs) -> None:
    with pytest.raises(UnknownId, match="no run 99"):
        runs.get(99)
    with pytest.raises(UnknownId, match="no run 99"):
        runs.finish(99, {}, 100.0)


def test_the_newest_run_of_a_kind_that_has_ended_is_found(runs: Runs) -> None:
    first, second = runs.start("sync", 100.0), runs.start("sync", 200.0)
    runs.start("work", 300.0)
    runs.finish(first, {"scenes": 3}, 160.0)

    found = runs.last_of("sync")

    assert found is not None
    assert (found.id, found.counts) == (first, {"scenes": 3})
    assert second > first
    assert runs.last_of("reconcile") is None


def test_the_runs_of_a_kind_after_another_are_found_once_they_have_ended(runs: Runs) -> None:
    first, second, third, fourth = (runs.start("sync", float(at)) for at in range(4))
    other, going_on = runs.start("work", 5.0), runs.start("sync", 6.0)
    for run in (first, second, third, fourth, other):
        runs.finish(run, {}, 10.0)

    assert [one.id for one in runs.of_kind_after("sync", first)] == [fourth, third, second]
    assert going_on > other


def test_old_runs_are_pruned_once_their_writes_are(runs: Runs, ledger: Ledger) -> None:
    runs.start("sync", 100.0)
    with_a_write = runs.start("sync", 100.0)
    young = runs.start("sync", 200.0)
    write = Write(42, 7, Field.TITLE, "", "x", locked_before=False, lock=True, run=with_a_write)
    ledger.intend([write], 100.0)

    assert runs.prune(before=200.0) == 1
    assert [run.id for run in runs.last(9)] == [young, with_a_write]


def test_the_runs_of_another_target_are_not_seen(
    database: Database, runs: Runs, other_target: int
) -> None:
    run = runs.start("sync", 100.0)
    other = Runs(database, other_target)

    assert other.last(9) == ()
    assert other.prune(before=200.0) == 0
    with pytest.raises(UnknownId):
        other.get(run)


def test_the_same_servers_are_the_same_target(database: Database, target: int) -> None:
    targets = Targets(database)

    assert targets.bind("plex-one", "stash-one", "Home", 5.0) == target
    assert targets.bind("plex-one", "stash-one", "Renamed", 5.0) == target

    known = targets.of()
    assert known is not None
    assert known.name == "Renamed"
    assert len(targets.all()) == 1


@pytest.mark.parametrize(
    ("plex", "stash", "asked"),
    [
        ("plex-two", "stash-one", r'Plex server "Home".*"Attic".*another one\?.*plex\.url'),
        ("plex-one", "stash-two", r"stash-one.*stash-two.*another one\?.*stash\.url"),
    ],
)
@pytest.mark.usefixtures("target")
def test_a_changed_server_stops_with_a_question(
    database: Database,
    plex: str,
    stash: str,
    asked: str,
) -> None:
    with pytest.raises(ServerChanged, match=asked):
        Targets(database).bind(plex, stash, "Attic", 5.0)


def test_a_stash_that_does_not_say_who_it_is_is_believed(database: Database, target: int) -> None:
    targets = Targets(database)

    assert targets.bind("plex-one", "", "Home", 5.0) == target

    known = targets.of()
    assert known is not None
    assert known.stash_identity == "stash-one"


def test_a_person_can_say_that_it_is_the_same_server(database: Database, target: int) -> None:
    targets = Targets(database)

    assert targets.rebind("plex-new", "stash-new", "Home", 5.0) == target

    assert targets.bind("plex-new", "stash-new", "Home", 6.0) == target


@pytest.mark.usefixtures("target")
def test_one_server_cannot_be_two_targets(database: Database) -> None:
    with pytest.raises(ServerChanged, match="already known"):
        Targets(database).bind("plex-one", "stash-one", "Home", 5.0, config_name="attic")


def test_before_its_first_contact_a_target_is_unknown(database: Database) -> None:
    assert Targets(database).of() is None
