"""A process of its own that works what is due, beside others that do the same on one PostgreSQL.

python -m tests.faults.postgres_worker DATA_DIR STASH_URL STASH_KEY PLEX_URL PLEX_TOKEN DATABASE
"""

import os
import sys
from pathlib import Path

from tests.worlds import BARE, FakeClock, seeded_luck, sync

from stashplex.app.house import open_house
from stashplex.config.settings import PlexTable, Settings, StashTable, StorageTable
from stashplex.core.secret import Secret


def main() -> int:
    """Returns 0 where the run came to its end."""
    data_dir, stash_url, stash_key, plex_url, plex_token, database = sys.argv[1:]
    settings = Settings(
        data_dir=Path(data_dir),
        stash=StashTable(url=stash_url, api_key=Secret(stash_key)),
        plex=PlexTable(url=plex_url, token=Secret(plex_token)),
        storage=StorageTable(database=Secret(database)),
    )
    with open_house(
        settings, writing=True, clock=FakeClock(), luck=seeded_luck(), environment=os.environ
    ) as house:
        return 1 if sync(house, BARE).error else 0


if __name__ == "__main__":
    sys.exit(main())
