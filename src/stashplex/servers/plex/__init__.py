"""The conversation with Plex."""

from stashplex.servers.plex.client import PlexClient

__all__ = ["PlexClient"]
