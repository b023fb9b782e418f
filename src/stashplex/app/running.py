"""Who may write to a data folder: the service that owns it, where one runs, else this process."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from stashplex.app import letters, pinning
from stashplex.app.house import open_house
from stashplex.app.state import open_store
from stashplex.app.web_token import token_of
from stashplex.config import Settings
from stashplex.core.answers import PinAnswer, PurgeAnswer, RetryAnswer, UnpinAnswer
from stashplex.core.ports import Clock
from stashplex.core.service import Chosen
from stashplex.servers.service import ServiceClient
from stashplex.sync_queue.folder import LOCK_NAME
from stashplex.sync_queue.lock import is_held, read_owner


@contextmanager
def running_service(settings: Settings) -> Iterator[ServiceClient | None]:
    """Yields the service by which a command writes; None where it may write by itself."""
    # A PostgreSQL has any number of writers: nobody has to be asked.
    lock = None if settings.storage.database else settings.data_dir / LOCK_NAME
    owner = None if lock is None else read_owner(lock)
    if lock is None or owner is None or not owner.address or owner.host != socket.gethostname():
        yield None
        return
    # A service that was killed leaves its address behind; somebody else may answer there by now,
    # and is not to be told the token.
    if not is_held(lock):
        yield None
        return
    with ServiceClient(owner.address, token_of(settings.web, settings.data_dir)) as service:
        yield service if service.is_alive() else None


@contextmanager
def acting(settings: Settings, clock: Clock) -> Iterator["ServiceClient | AtHome"]:
    """Yields whoever does at once what is asked for: a running service, or this process."""
    with running_service(settings) as service:
        yield service or AtHome(settings, clock)


class AtHome:
    """Does at once what is asked for, in a data folder that no service owns."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> PinAnswer:
        """Says which item a scene is, and has it synced next."""
        with open_house(self._settings, writing=not dry_run, clock=self._clock) as house:
            return pinning.pin(house, scene, item, dry_run=dry_run)

    def unpin(self, scene: int, item: int | None = None) -> UnpinAnswer:
        """Takes back what was pinned."""
        with open_store(self._settings, self._clock, writing=True) as store:
            return pinning.unpin(store, scene, item, self._clock.now())

    def retry(self, chosen: Chosen) -> RetryAnswer:
        """Puts dead letters back in the line."""
        with open_store(self._settings, self._clock, writing=True) as store:
            return letters.retry(store.dead_letters, chosen, self._clock.now())

    def purge(self, chosen: Chosen) -> PurgeAnswer:
        """Forgets dead letters."""
        with open_store(self._settings, self._clock, writing=True) as store:
            return letters.purge(store.dead_letters, chosen)
