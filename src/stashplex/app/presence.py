"""What runs in this process right now, as whoever tells of it sees it."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from stashplex.app.house import House
from stashplex.app.timings import Timings
from stashplex.core.answers import ProgressTold
from stashplex.core.guard import Alarm
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient


class Clients(Struct, frozen=True):
    """Both conversations, also before anything was said."""

    stash: StashClient
    plex: PlexClient


class Presence(Protocol):
    """What the resident worker and its tasks are doing."""

    clients: Clients
    timings: Timings

    @property
    def house(self) -> House | None:
        """The furnished house; None before both servers said who they are."""

    def breakers(self) -> Mapping[str, str]:
        """Returns the state of each server's breaker."""

    def held_back(self) -> tuple[Alarm, ...]:
        """Returns why the guards hold something back that nobody asked for; mostly nothing."""

    def watched_at(self) -> float | None:
        """Returns when Stash was asked for changes last, by the wall clock."""

    def going_on(self) -> ProgressTold | None:
        """Returns how far the task is that goes on."""

    def tasks_waiting(self) -> int:
        """Returns how many tasks begin after it."""
