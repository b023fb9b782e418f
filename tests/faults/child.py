"""A process of its own that syncs everything or undoes a run, so that a test can kill it.

python -m tests.faults.child DATA_DIR STASH_URL STASH_KEY PLEX_URL PLEX_TOKEN [RUN]
"""

import os
import sys
from pathlib import Path

from tests.worlds import FakeClock, Spectator, seeded_luck, sync

from stashplex.app.house import open_house
from stashplex.config.settings import PlexTable, Settings, StashTable
from stashplex.core.secret import Secret
from stashplex.worker.undo import UndoRun


def main() -> int:
    """Returns 0 where the run came to its end."""
    data_dir, stash_url, stash_key, plex_url, plex_token, *undone = sys.argv[1:]
    settings = Settings(
        data_dir=Path(data_dir),
        stash=StashTable(url=stash_url, api_key=Secret(stash_key)),
        plex=PlexTable(url=plex_url, token=Secret(plex_token)),
    )
    with open_house(
        settings, writing=True, clock=FakeClock(), luck=seeded_luck(), environment=os.environ
    ) as house:
        if undone:
            undoing = UndoRun(house.parts, house.library, Spectator())
            return 1 if undoing.execute(int(undone[0]), dry_run=False).error else 0
        return 1 if sync(house).error else 0


if __name__ == "__main__":
    sys.exit(main())
