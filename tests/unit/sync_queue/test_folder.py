"""The data folder, and the kind of disk it is on."""

import errno
from pathlib import Path

import pytest

from stashplex.core.errors import DataFolderError, DataFolderUnwritable
from stashplex.sync_queue.folder import folder_error, on_network

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/share rw,relatime shared:2 - nfs4 nas:/share rw
31 22 0:41 / /srv/with\\040space rw - cifs //nas/share rw
32 30 8:2 / /srv/share/local rw master:3 - ext4 /dev/sdb1 rw
33 22 0:42 / /srv/over rw - nfs4 nas:/over rw
34 22 8:3 / /srv/over rw - xfs /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/someone/data", False),
        ("/srv/share", True),
        ("/srv/share/deep/data", True),
        ("/srv/shared", False),
        ("/srv/with space/data", True),
        ("/srv/share/local/data", False),
        ("/srv/over/data", False),
    ],
)
def test_a_network_disk_is_known_by_the_mount_the_folder_is_on(path: str, *, network: bool) -> None:
    assert on_network(Path(path), MOUNTS) is network


def test_a_system_that_does_not_tell_its_mounts_is_taken_as_local() -> None:
    assert on_network(Path("/anywhere"), "") is False


def test_this_systems_own_mounts_are_understood(tmp_path: Path) -> None:
    assert on_network(tmp_path) in (True, False)


def test_a_full_disk_is_not_mistaken_for_a_missing_right() -> None:
    full = folder_error(OSError(errno.ENOSPC, "No space left on device"), Path("data"))
    forbidden = folder_error(OSError(errno.EACCES, "Permission denied"), Path("data"))

    assert type(full) is DataFolderError
    assert "disk is full" in full.message
    assert type(forbidden) is DataFolderUnwritable
    assert "Permission denied" in forbidden.message
