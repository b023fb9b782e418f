"""The demo: two simulated servers with one invented library, and settings that point at them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from stashplex.config import Settings
from stashplex.config.settings import LogTable, PlexTable, StashTable
from stashplex.core.errors import WrongUsage
from stashplex.core.secret import Secret

FEWEST: Final = 1
MOST: Final = 5000
INTERESTING: Final = ("emoji_title", "persons_collection_unlocked")


class Showroom(Struct, frozen=True):
    """Settings for a world that runs, and its odd scenes by name."""

    settings: Settings
    odd: Mapping[str, int]
    plain: tuple[int, ...]

    @property
    def examples(self) -> tuple[int, ...]:
        """Scenes worth a closer look: an everyday one, and some that are not."""
        odd = [self.odd[name] for name in INTERESTING if name in self.odd]
        return (*self.plain[:1], *odd)


@contextmanager
def open_showroom(scenes: int) -> Iterator[Showroom]:
    """Starts both servers and lends a data folder; nothing is left of them afterwards."""
    if not FEWEST <= scenes <= MOST:
        raise WrongUsage(
            f"demo: --scenes {scenes} is not possible.", f"Give {FEWEST} to {MOST:,} scenes."
        )
    try:
        from stashplex.demo.world import World  # noqa: PLC0415  an extra that may be missing
    except ImportError as error:
        raise WrongUsage(
            f"The demo needs a package that is not installed ({error.name}).",
            "Install it with: pip install 'stashplex[demo]'",
        ) from error
    with World.build(scenes) as world, TemporaryDirectory(prefix="stashplex-demo-") as folder:
        settings = Settings(
            data_dir=Path(folder),
            stash=StashTable(url=world.stash.url, api_key=Secret(world.stash.api_key)),
            plex=PlexTable(url=world.plex.url, token=Secret(world.plex.token)),
            log=LogTable(level="warning"),
        )
        odd = {name: placed.scene for name, placed in world.odd.items()}
        yield Showroom(settings, odd, tuple(placed.scene for placed in world.plain))
