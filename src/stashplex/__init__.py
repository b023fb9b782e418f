"""stashplex keeps a Plex library showing what Stash knows."""

from typing import Final

__version__: Final = "0.1.0"
