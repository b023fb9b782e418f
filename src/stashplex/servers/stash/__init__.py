"""The conversation with Stash."""

from stashplex.servers.stash.client import StashClient

__all__ = ["StashClient"]
