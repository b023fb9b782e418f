"""The set-up as its pages see it: step by step, and nothing is written before the last."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from stashplex.core.answers import KeptTold, SetupTold
from stashplex.core.secret import Secret


class Step(StrEnum):
    """What the set-up asks, in order."""

    STASH = "stash"
    PLEX = "plex"
    LIBRARIES = "libraries"
    FOLDERS = "folders"
    PREVIEW = "preview"
    SYNC = "sync"


class Standing(StrEnum):
    """What the service does while somebody sets it up."""

    WAITS = "waits"
    """Nothing is configured: it waits to be set up."""
    FORMER = "former"
    """It is at work with what was in force before."""
    BEGINS = "begins"
    AT_WORK = "at_work"
    """With what was written."""


class SettingUp(Protocol):
    """A set-up that goes on; whatever is answered, is tested. Raises only our errors."""

    def told(self) -> SetupTold:
        """Returns how far it is; asks no server."""

    def try_stash(self, url: str, key: Secret) -> None:
        """Asks a Stash; without a key with the one that is known."""

    def begin_sign_in(self) -> None:
        """Begins a sign-in at plex.tv."""

    def look_at_sign_in(self) -> None:
        """Looks whether somebody has confirmed it; raises SignInExpired where it took too long."""

    def drop_sign_in(self) -> None:
        """Forgets the sign-in and the servers that it led to."""

    def choose_server(self, identifier: str, url: str = "") -> None:
        """Takes a server of the account: where it answers best, or at this address."""

    def try_plex(self, url: str, token: Secret) -> None:
        """Asks a Plex server; without a token with the one that is known."""

    def list_libraries(self) -> None:
        """Asks Plex which movie libraries there are."""

    def choose_libraries(self, titles: Sequence[str]) -> None:
        """Takes these libraries, and begins to look at the files of both sides."""

    def choose_folders(self, pairs: Sequence[tuple[str, str]] | None) -> None:
        """Takes these folders, or leaves it to every sync; begins to look at some scenes."""

    def keep(self) -> KeptTold:
        """Writes the configuration."""

    def look_again(self) -> None:
        """Begins anew what was looked at last, and went wrong."""

    def write_five(self) -> None:
        """Begins to write five scenes to Plex, as the configuration says."""

    def begin(self) -> None:
        """Has the service begin, or begin anew, with the configuration that was written."""

    def start_over(self) -> None:
        """Forgets what was answered and not written."""

    def back_to(self, step: Step) -> None:
        """Takes back what was answered from a step on."""
