"""stashplex keeps a Plex library showing what Stash knows."""

from importlib.metadata import version

__version__ = version("stashplex")
