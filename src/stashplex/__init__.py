"""stashplex keeps a Plex library showing what Stash knows."""

__version__ = "0.1.0"
