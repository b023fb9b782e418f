"""A database file that is damaged: refused by name, kept as it is, with the way back."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.doors import Door, config_of
from tests.faults.killing import die_at
from tests.integration.runs import counts_of, sync_anew
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.demo.world import World
from stashplex.sync_queue.backups import Backups
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME

PAGE: Final = 4096
SCENES: Final = 12


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES) as running:
        yield running


@pytest.fixture
def door(door: Door, world: World) -> Door:
    door.configure(config_of(world))
    return door


@pytest.fixture
def database(door: Door) -> Path:
    """The file of a data folder that has been in use."""
    assert door("sync", "--all").code == 0
    return door.folder / "data" / DATABASE_NAME


def cut_in_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def cut_within_a_page(content: bytes) -> bytes:
    return content[: len(content) // 2 + 123]


def cut_to_its_head(content: bytes) -> bytes:
    return content[:100]


def garbage_in_front(content: bytes) -> bytes:
    return b"not a database: " + content[16:]


def flipped_pages(content: bytes) -> bytes:
    """Turns every bit of every third page after the first."""
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    flip = bytes(255 - byte for byte in range(256))
    return b"".join(
        page.translate(flip) if number % 3 == 1 else page for number, page in enumerate(pages)
    )


def zeroed_pages(content: bytes) -> bytes:
    return content[:PAGE] + bytes(10 * PAGE) + content[11 * PAGE :]


DAMAGES: Final = (
    cut_in_half,
    cut_within_a_page,
    cut_to_its_head,
    garbage_in_front,
    flipped_pages,
    zeroed_pages,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_refused_kept_and_can_be_built_anew(
    door: Door, world: World, database: Path, damage: Callable[[bytes], bytes]
) -> None:
    damaged = damage(database.read_bytes())
    database.write_bytes(damaged)
    world.plex.requests.reset()

    for words in (("sync", "--all"), ("sync", "--all", "--dry-run"), ("status",), ("dlq", "list")):
        said = door(*words)
        assert said.code == 2, words
        first, second = said.err.splitlines()[-2:]
        assert f"The database {database} is damaged" in first
        assert "move it aside" in second
        assert "`stashplex restore`" in second
        assert "`stashplex sync --all`" in second

    assert database.read_bytes() == damaged
    assert world.plex.writes == 0
    database.rename(database.with_name("aside"))
    assert door("sync", "--all").code == 0
    assert world.plex.writes == 0, "everything was right, and stays as it is"


def test_an_emptied_database_beside_its_copies_is_refused(door: Door, database: Path) -> None:
    Backups(database.parent).make(now=0.0)
    database.write_bytes(b"")

    for words in (("sync", "--all"), ("status",)):
        said = door(*words)
        assert said.code == 2
        assert f"The database {database} is empty, and it was not." in said.err
        assert "`stashplex restore`" in said.err

    assert database.read_bytes() == b""


def test_a_database_whose_first_start_was_cut_short_is_begun_anew(door: Door) -> None:
    place = door.folder / "data"
    place.mkdir(mode=0o700)
    (place / DATABASE_NAME).touch(mode=0o600)

    status = door("status", "--json")

    assert (status.code, status.answer["runs"]) == (0, [])
    assert door("sync", "--all").code == 0


def torn(wal: bytes) -> bytes:
    """Returns the log of a database as a disk leaves it that wrote half of the last page."""
    return wal[: len(wal) - PAGE // 2]


def flipped_in_the_middle(wal: bytes) -> bytes:
    middle = len(wal) // 2
    return wal[:middle] + bytes(255 - byte for byte in wal[middle : middle + 64]) + wal[middle:]


def without_its_head(wal: bytes) -> bytes:
    return bytes(32) + wal[32:]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize("damage", [torn, flipped_in_the_middle, without_its_head])
def test_a_damaged_log_of_the_database_costs_what_it_held_and_no_more(
    world: World, tmp_path: Path, clock: FakeClock, damage: Callable[[bytes], bytes]
) -> None:
    settings = settings_for(world, tmp_path / "data")
    die_at(settings, f"put:{SCENES}")
    log = settings.data_dir / f"{DATABASE_NAME}-wal"
    log.write_bytes(damage(log.read_bytes()))

    counts = counts_of(sync_anew(settings, clock))

    assert (counts.failed, counts.waiting) == ({}, {})
    titles = {world.stash.scenes[one.scene].title for one in world.plain}
    assert {one.texts["title"] for one in world.plex.snapshot().values()} == titles
    with open_database(settings.data_dir, now=0.0, owner=False) as database:
        assert database.problems() == []
    world.plex.requests.reset()
    assert counts_of(sync_anew(settings, clock)).unchanged == SCENES
    assert world.plex.writes == 0
