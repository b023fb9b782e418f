"""A run in a process of its own, so that a test can kill it."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.worlds import FakeClock, Spectator, seeded_luck, sync

from stashplex.app.house import FAILPOINT_VARIABLE, open_house
from stashplex.config.settings import PlexTable, Settings, StashTable
from stashplex.core.secret import Secret
from stashplex.worker.undo import UndoRun


@dataclass(frozen=True, slots=True)
class Bare:
    """Where the servers and the data folder are, in words that can be sent to a process."""

    data_dir: Path
    stash: tuple[str, str]
    plex: tuple[str, str]

    @classmethod
    def of(cls, settings: Settings) -> "Bare":
        """Takes what stands in settings."""
        stash, plex = settings.stash, settings.plex
        return cls(
            settings.data_dir,
            (stash.url, stash.api_key.reveal()),
            (plex.url, plex.token.reveal()),
        )

    @property
    def settings(self) -> Settings:
        """The settings that these words make; all else is as it always is."""
        (stash, key), (plex, token) = self.stash, self.plex
        return Settings(
            data_dir=self.data_dir,
            stash=StashTable(url=stash, api_key=Secret(key)),
            plex=PlexTable(url=plex, token=Secret(token)),
        )


def run(bare: Bare, failpoint: str, undoes: int | None) -> None:
    """Syncs everything or undoes a run, and dies at the failpoint; says nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    environment = {FAILPOINT_VARIABLE: failpoint}
    with open_house(
        bare.settings, writing=True, clock=FakeClock(), luck=seeded_luck(), environment=environment
    ) as house:
        if undoes is None:
            assert sync(house).error is None
        else:
            undoing = UndoRun(house.parts, house.library, Spectator())
            assert undoing.execute(undoes, dry_run=False).error is None
