"""`restore`: the copies there are, one brought back, and what follows."""

from pathlib import Path

import pytest
from tests.doors import Door, config_of

from stashplex.core.errors import DataFolderError
from stashplex.demo.world import World
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME


@pytest.fixture
def copy(in_step: None, door: Door) -> dict[str, str]:  # noqa: ARG001  asked for by name
    """The copy that the first run left."""
    copies = door("restore", "--json").answer["copies"]
    assert len(copies) == 1
    found: dict[str, str] = copies[0]
    return found


def test_without_any_copy_it_says_when_there_will_be_one(door: Door) -> None:
    said = door("restore")

    assert said.code == 0
    assert "There is no copy yet" in said.out


def test_copies_are_listed_with_their_days(door: Door, copy: dict[str, str]) -> None:
    said = door("restore", "--list")

    assert copy["day"] in said.out
    assert f"stashplex restore {copy['day']}" in said.out


def test_a_copy_comes_back_with_the_next_step_and_a_run_that_follows_finds_nothing_to_do(
    door: Door, copy: dict[str, str], world: World
) -> None:
    said = door("restore", copy["day"])

    assert said.code == 0
    assert "This copy is the database now" in said.out
    assert "The one before is kept as:" in said.out
    assert "stashplex sync --all --verify" in said.out
    world.plex.requests.reset()
    after = door("sync", "--all", "--verify", "--json").answer
    assert (after["changed"], after["failed"]) == (0, {})
    assert [one for one in world.plex.requests if one.method != "GET"] == []


def test_a_dry_run_replaces_nothing(door: Door, copy: dict[str, str]) -> None:
    before = sorted((door.folder / "data").iterdir())

    answer = door("restore", copy["day"], "--dry-run", "--json").answer

    assert answer["dry_run"] is True
    assert answer["restored"] == copy["path"]
    assert answer["replaced"] is None
    assert sorted((door.folder / "data").iterdir()) == before


def test_a_damaged_database_says_how_to_bring_it_back_and_is_kept(
    door: Door, copy: dict[str, str]
) -> None:
    path = door.folder / "data" / DATABASE_NAME
    damaged = b"garbage!" + path.read_bytes()[8:]
    path.write_bytes(damaged)

    said = door("status")

    assert said.code == 2
    assert "stashplex restore" in said.err
    assert path.read_bytes() == damaged
    replaced = door("restore", copy["day"], "--json").answer["replaced"]
    assert Path(replaced).read_bytes() == damaged
    assert door("status").code == 0


def test_it_waits_for_whoever_owns_the_folder(door: Door, copy: dict[str, str]) -> None:
    with open_database(door.folder / "data", now=0.0):
        said = door("restore", copy["day"])

    assert said.code == 2
    assert "is in use by" in said.err


@pytest.mark.parametrize("words", [["2020-01-01"], ["nowhere.db"], ["2020-01-01", "--list"]])
def test_what_is_no_copy_ends_with_two(door: Door, words: list[str]) -> None:
    said = door("restore", *words)

    assert said.code == 2
    assert len(said.err.splitlines()) <= 2


def test_of_a_postgresql_it_says_whose_business_that_is(door: Door, world: World) -> None:
    hidden = "postgresql://someone:wrong-key-4711@localhost/stashplex"
    door.configure(f'{config_of(world)}[storage]\ndatabase = "{hidden}"\n')

    said = door("restore")

    assert said.code == 2
    assert "that server's business" in said.err


@pytest.mark.usefixtures("in_step")
def test_a_foreign_file_is_refused(door: Door) -> None:
    (door.folder / "other.db").write_bytes(b"")

    said = door("restore", "other.db")

    assert said.code == 2
    assert "is no database of stashplex" in said.err
    assert DataFolderError.__name__ not in said.err
