"""The upkeep of the data folder: once a day, and never the end of a run."""

import logging
from pathlib import Path

import msgspec
import pytest
from tests.worlds import FakeClock, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.app.upkeep import DAY, Upkeep
from stashplex.config import Settings
from stashplex.config.settings import StorageTable
from stashplex.core.holding import Holding, Write, WriteState
from stashplex.core.item import Field
from stashplex.core.secret import Secret
from stashplex.demo.world import World
from stashplex.sync_queue.backups import FOLDER_NAME, Backups

HELD = Holding(
    field=Field.TITLE,
    tag="",
    value="new",
    shown="new",
    found=False,
    lock_ours=True,
    before="old",
)


def upkeep_of(house: House) -> Upkeep:
    return Upkeep(house.settings, house.store, house.parts.clock)


def days(settings: Settings) -> int:
    return len(Backups(settings.data_dir).all())


def test_a_copy_is_made_once_a_day_whoever_asks(house: House, clock: FakeClock) -> None:
    upkeep_of(house).keep_up()
    made = Backups(house.settings.data_dir).all()[0].path.stat().st_mtime_ns
    upkeep_of(house).keep_up()

    assert Backups(house.settings.data_dir).all()[0].path.stat().st_mtime_ns == made

    clock.advance(DAY)
    upkeep_of(house).keep_up()
    assert days(house.settings) == 2


def test_what_is_older_than_keep_days_is_forgotten_and_holdings_never(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = msgspec.structs.replace(
        settings_for(world, tmp_path / "data"), storage=StorageTable(keep_days=10)
    )
    with open_test_house(settings, clock) as house:
        store = house.store
        old = store.runs.start("sync", clock.now())
        written = store.ledger.intend([write_of(old)], clock.now())
        store.ledger.judge([one.id or 0 for one in written], WriteState.PROVED, clock.now())
        store.ledger.hold(1, [HELD])
        clock.advance(11 * DAY)
        new = store.runs.start("sync", clock.now())

        upkeep_of(house).keep_up()

        assert [one.id for one in store.runs.last(5)] == [new]
        assert store.ledger.writes_of_scene(1, 5) == ()
        assert list(store.ledger.holdings([1])[1].rows.values()) == [HELD]


def write_of(run: int) -> Write:
    return Write(
        scene=1,
        item=1,
        field=Field.TITLE,
        before="old",
        after="new",
        locked_before=False,
        lock=True,
        thumb_before="",
        run=run,
    )


def test_a_copy_that_fails_is_one_warning_and_tried_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    folder = house.settings.data_dir / FOLDER_NAME
    folder.write_text("in the way")

    upkeep = upkeep_of(house)
    upkeep.keep_up()

    warnings = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "copy of the database failed" in warnings[0]

    folder.unlink()
    upkeep.keep_up()
    assert days(house.settings) == 1


def test_the_copies_of_a_postgresql_are_its_own_business(house: House) -> None:
    storage = StorageTable(database=Secret("postgresql://somewhere/else"))
    settings = msgspec.structs.replace(house.settings, storage=storage)

    Upkeep(settings, house.store, house.parts.clock).keep_up()

    assert not (settings.data_dir / FOLDER_NAME).exists()
