"""The house: every part built from the settings, and opened in an order that fails early."""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.worlds import FakeClock, open_test_house, settings_for, sync

from stashplex.app.house import House, client_identifier, failpoint, open_house
from stashplex.app.state import open_store
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.config.settings import FieldsTable, LocksTable, PathPair, SyncTable
from stashplex.core.errors import (
    CredentialsRefused,
    DataFolderBusy,
    ServerChanged,
    Unreachable,
)
from stashplex.core.item import Field
from stashplex.core.secret import Secret
from stashplex.demo.world import World


def test_every_setting_reaches_the_part_it_is_for(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(
        world,
        tmp_path / "data",
        sync=SyncTable(
            batch_size=7,
            max_retries=2,
            not_found_days=3,
            skip_not_found=True,
            strict_matching=False,
            respect_locks=False,
            plex_edits="keep",
        ),
        fields=FieldsTable(rating=False, labels=True),
        locks=LocksTable(title=False),
        paths=(PathPair(stash="/data", plex="/media"),),
        libraries=("Videos",),
    )

    with open_test_house(settings, clock) as house:
        parts = house.parts

    limits, rules = parts.limits, parts.rules
    assert (limits.batch_size, limits.max_retries) == (7, 2)
    assert (limits.not_found_seconds, limits.skip_not_found) == (3 * 86400, True)
    assert (rules.strict_matching, rules.respect_locks, rules.keep_plex_edits) == (
        False,
        False,
        True,
    )
    assert Field.RATING not in rules.fields
    assert Field.LABELS in rules.fields
    assert Field.TITLE not in rules.locks
    assert parts.mapping.to_plex("/data/a.mkv") == "/media/a.mkv"
    assert parts.clock is clock


def test_a_house_knows_both_servers(house: House, world: World) -> None:
    servers = house.servers

    assert servers.plex_info.identity == world.plex.machine_identifier
    assert servers.stash_info.identity
    assert house.writing


def test_a_house_that_writes_keeps_statistics_and_owns_its_folder(
    house: House, settings: Settings, clock: FakeClock
) -> None:
    sync(house)

    assert (settings.data_dir / "stats.json").exists()
    with pytest.raises(DataFolderBusy), open_test_house(settings, clock):
        pass


def test_a_house_that_only_reads_stands_beside_its_owner_and_keeps_nothing(
    house: House, settings: Settings, clock: FakeClock
) -> None:
    sync(house)
    (settings.data_dir / "stats.json").unlink()

    with open_house(settings, writing=False, clock=clock, environment={}) as reading:
        assert not reading.writing
        assert reading.store.target == house.store.target
        assert len(reading.store.records.scenes([1, 2, 3, 4])) == 4

    assert not (settings.data_dir / "stats.json").exists()


def test_the_servers_are_asked_before_the_data_folder_is_made(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(world, tmp_path / "data")
    world.plex.stop()

    with pytest.raises(Unreachable), open_test_house(settings, clock):
        pass

    assert not (tmp_path / "data").exists()
    world.plex.start()


def test_a_wrong_secret_is_told_by_name_and_never_shown(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    settings = settings_for(world, tmp_path / "data")
    for table, secret in (("plex", "token"), ("stash", "api_key")):
        wrong = {secret: Secret("not-the-right-one")}
        changed = replaced(settings, table, wrong)

        with pytest.raises(CredentialsRefused) as caught, open_test_house(changed, clock):
            pass

        assert f"{table}.{secret}" in str(caught.value)
        assert "not-the-right-one" not in str(caught.value)


def test_a_folder_that_belongs_to_another_plex_is_not_opened(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        sync(house)
    world.plex.restart(as_another_server=True)

    with pytest.raises(ServerChanged), open_test_house(settings, clock):
        pass
    with (
        pytest.raises(ServerChanged),
        open_house(settings, writing=False, clock=clock, environment={}),
    ):
        pass


def test_the_state_alone_opens_without_any_server(
    settings: Settings, world: World, clock: FakeClock
) -> None:
    with open_test_house(settings, clock) as house:
        sync(house)
    world.plex.stop()
    world.stash.stop()

    with open_store(settings, clock, writing=False) as store:
        assert len(store.records.scenes([1, 2, 3, 4])) == 4

    world.stash.start()
    world.plex.start()


def test_a_house_without_a_clock_uses_the_real_one(settings: Settings) -> None:
    with open_house(settings, writing=True, environment={}) as house:
        assert isinstance(house.parts.clock, SystemClock)
        assert 0 <= house.parts.random() < 1


def test_plex_knows_an_installation_by_its_folder(tmp_path: Path) -> None:
    here = client_identifier(tmp_path / "one")

    assert here == client_identifier(tmp_path / "one")
    assert here != client_identifier(tmp_path / "two")


def test_no_failpoint_lets_everything_pass() -> None:
    for wanted in ("", "put", "put:3"):
        pass_by = failpoint(wanted)
        pass_by("intended")
    failpoint("put:3")("put")


def test_a_failpoint_kills_the_process_at_its_turn() -> None:
    program = """
from stashplex.app.house import failpoint
pass_by = failpoint("put:2")
pass_by("put")
print("once", flush=True)
pass_by("other")
pass_by("put")
print("never", flush=True)
"""
    ended = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == "once\n"


def replaced(settings: Settings, table: str, values: dict[str, Secret]) -> Settings:
    """Returns settings in which some keys of a table are others."""
    changed = msgspec.structs.replace(getattr(settings, table), **values)
    return msgspec.structs.replace(settings, **{table: changed})
