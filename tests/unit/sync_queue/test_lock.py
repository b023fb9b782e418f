"""The lock beside the database names its owner and ends with it."""

import errno
import os
from pathlib import Path

import pytest

from stashplex.core.errors import DataFolderBusy, DataFolderUnwritable
from stashplex.sync_queue.lock import FolderLock, is_held, read_owner


def test_the_lock_tells_who_holds_it_and_where_it_answers(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock", now=100.0)
    lock.announce("http://127.0.0.1:7979")

    owner = read_owner(tmp_path / "lock")
    lock.release()

    assert lock.works
    assert owner is not None
    assert (owner.pid, owner.started_at) == (os.getpid(), 100.0)
    assert owner.address == "http://127.0.0.1:7979"


def test_a_released_lock_names_nobody(tmp_path: Path) -> None:
    FolderLock(tmp_path / "lock", now=100.0).release()

    assert read_owner(tmp_path / "lock") is None
    assert read_owner(tmp_path / "no such lock") is None


def test_a_lock_left_behind_by_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    left = '{"host": "h", "pid": 1, "started_at": 1.0, "address": ""}' + " " * 200
    (tmp_path / "lock").write_text(left)

    lock = FolderLock(tmp_path / "lock", now=100.0)
    owner = read_owner(tmp_path / "lock")
    lock.release()

    assert owner is not None
    assert owner.pid == os.getpid()


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"pid": 1}', "\xff"])
def test_an_owner_that_cannot_be_read_is_still_respected(tmp_path: Path, text: str) -> None:
    lock = FolderLock(tmp_path / "lock", now=100.0)
    (tmp_path / "lock").write_text(text, encoding="latin-1")

    with pytest.raises(DataFolderBusy, match="in use by another stashplex"):
        FolderLock(tmp_path / "lock", now=200.0)
    lock.release()


def test_a_disk_that_has_no_locks_is_told_from_one_that_is_locked(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "lock", now=100.0, take=lambda _descriptor: False)
    second = FolderLock(tmp_path / "lock", now=200.0, take=lambda _descriptor: False)

    assert not first.works
    first.release()
    second.release()


def test_a_lock_that_fails_otherwise_is_reported_and_leaves_nothing_open(tmp_path: Path) -> None:
    def fail(_descriptor: int) -> bool:
        raise OSError(errno.EACCES, "Permission denied")

    with pytest.raises(DataFolderUnwritable, match="Permission denied"):
        FolderLock(tmp_path / "lock", now=100.0, take=fail)

    FolderLock(tmp_path / "lock", now=200.0).release()


def test_a_lock_is_held_as_long_as_its_process_holds_it(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")
    lock = FolderLock(tmp_path / "lock", now=100.0)

    assert is_held(tmp_path / "lock")
    lock.release()
    assert not is_held(tmp_path / "lock")
