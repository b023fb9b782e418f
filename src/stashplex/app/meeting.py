"""How a command begins: both servers say who they are, or it ends with what kept one from it."""

import random
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from stashplex.app.state import open_state
from stashplex.config import Settings
from stashplex.core.errors import ServerError, StashplexError
from stashplex.core.ports import Clock, ServerInfo
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.outages import Outages
from stashplex.sync_queue.targets import Targets
from stashplex.worker.gate import Gate


class Servers(Struct, frozen=True):
    """The two conversations, and what each server says of itself."""

    stash: StashClient
    plex: PlexClient
    stash_info: ServerInfo
    plex_info: ServerInfo


def meet(stash: StashClient, plex: PlexClient, note: Callable[[ServerError], None]) -> Servers:
    """Returns both servers once they said who they are; notes and raises what keeps one from it."""
    try:
        return Servers(stash, plex, stash.info(), plex.info())
    except ServerError as error:
        note(error)
        raise


def note_outage(
    settings: Settings, clock: Clock, stash: StashClient, plex: PlexClient, error: ServerError
) -> None:
    """Keeps an outage in the book of the target, where there is one already that may be written."""
    luck = random.Random().random  # noqa: S311  jitter, not a secret
    # Whatever keeps it from being noted is less than what is to be noted, which is told anyway.
    with suppress(StashplexError):
        with open_state(settings, clock, writing=False) as database:
            known = Targets(database).of()
        if known is None:
            return
        with open_state(settings, clock, writing=True) as database:
            book = Outages(database, known.id)
            Gate(stash, plex, clock, luck, outages=book).gave_up(error)
