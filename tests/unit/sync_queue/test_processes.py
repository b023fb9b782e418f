"""Several processes on one data folder, and one that is killed in the middle."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stashplex.core.job import Priority, State
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

OPEN_AS_OWNER = """
import sys
from pathlib import Path
from stashplex.core.errors import DataFolderBusy
from stashplex.sync_queue.database import open_database

try:
    open_database(Path(sys.argv[1]), now=0.0).close()
except DataFolderBusy as busy:
    print(busy)
"""

READ = """
import sys
from pathlib import Path
from stashplex.core.job import State
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.queue import SyncQueue

with open_database(Path(sys.argv[1]), now=0.0, owner=False) as database:
    print(SyncQueue(database, 1).counts()[State.WAITING])
"""

PUT_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.targets import Targets

database = open_database(Path(sys.argv[1]), now=0.0)
queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 0.0))
for scene in count(step=3):
    with database.transaction():
        for one in range(scene, scene + 3):
            queue.put(one, "sync", 0, now=1.0)
    queue.claim(1, 1.0)
    print(scene + 2, flush=True)
"""


def run(script: str, data_dir: Path) -> str:
    done = subprocess.run(  # noqa: S603  our own interpreter and script
        [sys.executable, "-c", script, str(data_dir)], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_second_process_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    with open_database(tmp_path, now=0.0):
        refusal = run(OPEN_AS_OWNER, tmp_path)

    assert f"process {os.getpid()}" in refusal
    assert run(OPEN_AS_OWNER, tmp_path) == ""


def test_another_process_reads_beside_the_owner(tmp_path: Path) -> None:
    with open_database(tmp_path, now=0.0) as database:
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 0.0))
        queue.put(1, "sync", Priority.BULK, now=1.0)

        assert run(READ, tmp_path) == "1"


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize("commits", [1, 40])
def test_a_killed_process_loses_no_committed_put(tmp_path: Path, commits: int) -> None:
    with subprocess.Popen(  # noqa: S603  our own interpreter and script
        [sys.executable, "-c", PUT_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(commits)]
        process.kill()
        told += [int(line) for line in process.stdout if line.endswith("\n")]

    with open_database(tmp_path, now=2.0) as database:
        queue = SyncQueue(database, Targets(database).bind("plex", "stash", "Home", 2.0))
        scenes = sorted(job.scene for job in queue.claim(100_000, 2.0))

        assert database.problems() == []
        assert scenes[: told[-1] + 1] == list(range(told[-1] + 1))
        assert len(scenes) % 3 == 0
        assert queue.counts()[State.WAITING] == 0
