"""What was answered so far, and the draft that keeps it until the configuration is written."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from stashplex.config import Machine, Outset, load_outset
from stashplex.config.settings import PathPair
from stashplex.config.writing import Values, merged, write_private
from stashplex.core.errors import ConfigError
from stashplex.core.secret import Secret

DRAFT: Final = "setup.toml"
STASH: Final = "http://localhost:9999"
PLEX: Final = "http://localhost:32400"
NOTHING: Final = Secret("")


@dataclass(frozen=True, slots=True)
class Given:
    """The answers; empty where nothing was said."""

    stash_url: str = ""
    api_key: Secret = NOTHING
    plex_url: str = ""
    token: Secret = NOTHING
    libraries: tuple[str, ...] = ()
    paths: tuple[PathPair, ...] = ()

    @classmethod
    def of(cls, outset: Outset) -> Self:
        """Returns what file and environment say already."""
        values = outset.values

        def text(name: str) -> str:
            value = values.get(name)
            return value if isinstance(value, str) else ""

        def secret(name: str) -> Secret:
            value = values.get(name)
            return value if isinstance(value, Secret) else NOTHING

        libraries, paths = values.get("plex.libraries"), values.get("paths")
        return cls(
            text("stash.url"),
            secret("stash.api_key"),
            text("plex.url"),
            secret("plex.token"),
            tuple(map(str, libraries)) if isinstance(libraries, tuple) else (),
            tuple(one for one in paths if isinstance(one, PathPair))
            if isinstance(paths, tuple)
            else (),
        )

    def values(self) -> Values:
        """Returns them as they are written."""
        return {
            "stash.url": self.stash_url,
            "stash.api_key": self.api_key or None,
            "plex.url": self.plex_url,
            "plex.token": self.token,
            "plex.libraries": self.libraries or None,
            "paths": self.paths or None,
        }

    def settled(self) -> dict[str, object]:
        """Returns them as settings take them."""
        return {
            "stash.url": self.stash_url,
            "stash.api_key": self.api_key,
            "plex.url": self.plex_url,
            "plex.token": self.token,
            "plex.libraries": self.libraries,
            "paths": self.paths,
        }


class Draft:
    """Keeps the answers in the data folder, for their owner alone, so that they can be taken up."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / DRAFT

    def read(self) -> Given | None:
        """Returns what was answered before; None where nothing was, or it cannot be read."""
        folder = self.path.parent
        try:
            if not self.path.is_file():
                return None
            outset = load_outset(Machine({}, folder, folder, sys.platform), config_file=self.path)
        except (OSError, ConfigError):
            return None
        return Given.of(outset)

    def keep(self, given: Given) -> None:
        """Keeps the answers; where nothing can be written they are kept in memory alone."""
        told = {name: value for name, value in given.values().items() if value}
        with suppress(OSError, ConfigError):
            self.path.unlink(missing_ok=True)
            write_private(self.path, merged("", told), check=bool)

    def forget(self) -> None:
        """Forgets the answers."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
