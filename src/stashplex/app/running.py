"""The service that owns a data folder, where one runs on this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from stashplex.app.doors import token_of
from stashplex.config import Settings
from stashplex.servers.service import ServiceClient
from stashplex.sync_queue.folder import LOCK_NAME
from stashplex.sync_queue.lock import read_owner


@contextmanager
def running_service(settings: Settings) -> Iterator[ServiceClient | None]:
    """Yields the service by which a command writes; None where it may write by itself."""
    # A PostgreSQL has any number of writers: nobody has to be asked.
    owner = None if settings.storage.database else read_owner(settings.data_dir / LOCK_NAME)
    if owner is None or not owner.address or owner.host != socket.gethostname():
        yield None
        return
    with ServiceClient(owner.address, token_of(settings.web, settings.data_dir)) as service:
        # A service that was killed leaves its address behind.
        yield service if service.is_alive() else None
