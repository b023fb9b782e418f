"""The versions of SQLite that must be handled with care."""

import pytest

from stashplex.sync_queue.journal import Version, has_wal_reset_bug


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_versions_that_can_corrupt_a_shared_wal_are_known(
    version: Version, *, expected: bool
) -> None:
    assert has_wal_reset_bug(version) is expected
