"""Every check of the house, in the order in which a person would look for what is wrong."""

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from msgspec import Struct
from msgspec.structs import replace

from stashplex.app.house import open_servers
from stashplex.app.state import open_state
from stashplex.config import Settings
from stashplex.core.answers import CheckTold
from stashplex.core.errors import DatabaseDamaged, DatabaseTooNew, DataFolderBusy, StashplexError
from stashplex.core.paths import PathMapping
from stashplex.core.ports import Clock
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.border import DAMAGED_REMEDY
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.folder import LOCK_NAME
from stashplex.sync_queue.lock import read_owner
from stashplex.sync_queue.mappings import LearnedMappings
from stashplex.sync_queue.sqlite import SqliteDatabase
from stashplex.sync_queue.targets import Targets
from stashplex.worker.doctor import (
    Check,
    Health,
    check,
    check_libraries,
    check_paths,
    check_plex,
    check_stash,
    check_token,
)
from stashplex.worker.library import Library
from stashplex.worker.parts import Paths

DATA_FOLDER = "data folder"
DATABASE = "database"
IDENTITY = "same servers"


def check_up(settings: Settings, clock: Clock, *, rebind: bool = False) -> Iterator[Check]:
    """Yields the checks one by one; what needs a server that does not answer is left out.

    With `rebind` the data folder belongs to the servers that answer now, whatever it said before.
    """
    yield from _configuration(settings)
    with ExitStack() as close:
        opened = _Opened(settings, clock, close)
        yield from opened.checks()
        stash, plex = close.enter_context(open_servers(settings))
        of_stash = check("Stash", lambda: check_stash(stash))
        yield of_stash
        of_plex = check("Plex", lambda: check_plex(plex))
        yield of_plex
        if of_plex.error is None:
            library = Library(plex, settings.plex.libraries, clock)
            paths = _paths(settings, opened.database)
            yield from _inside(library, plex, None if of_stash.error else stash, paths)
        if opened.database is not None and not (of_stash.error or of_plex.error):
            bind = _Binding(opened.database, stash, plex, clock)
            yield check(IDENTITY, bind.renew if rebind else bind.compare)


def told(checks: Iterable[Check]) -> tuple[CheckTold, ...]:
    """Returns checks as answers tell them."""
    return tuple(CheckTold(one.name, one.health, one.seen, one.remedy) for one in checks)


def _configuration(settings: Settings) -> Iterator[Check]:
    places = dict.fromkeys(where for where in settings.origins.values() if where != "default")
    yield Check("configuration", Health.GOOD, ", ".join(places) or "only defaults")
    for warning in settings.warnings:
        yield Check("configuration", Health.WARNING, warning)


def _inside(
    library: Library, plex: PlexClient, stash: StashClient | None, paths: Paths
) -> Iterator[Check]:
    """Yields what can be seen once Plex lets us in, and Stash too where it is given."""
    yield check("Plex token", lambda: check_token(plex))
    libraries = list(check_libraries(library))
    yield from libraries
    if stash is not None and not any(one.error for one in libraries):
        yield from check_paths(stash, library, paths)


def _paths(settings: Settings, database: Database | None) -> Paths:
    """Returns the path mapping as it is given or remembered."""
    given = [(pair.stash, pair.plex) for pair in settings.paths]
    target = Targets(database).of() if database else None
    if database is None or target is None:
        return Paths(PathMapping(given))
    return Paths.of(given, LearnedMappings(database, target.id))


class _Opened:
    """The database of the data folder: as its owner, else beside one."""

    def __init__(self, settings: Settings, clock: Clock, close: ExitStack) -> None:
        self._settings = settings
        self._clock = clock
        self._close = close
        self.database: Database | None = None

    def checks(self) -> Iterator[Check]:
        """Opens it, and yields what was seen."""
        opened = check(DATA_FOLDER, self._folder)
        yield replace(opened, name=DATABASE) if self._is_of_database(opened.error) else opened
        if (database := self.database) is not None:
            yield check(DATABASE, lambda: _sound(database))

    def _is_of_database(self, error: StashplexError | None) -> bool:
        """Tells whether the folder is well and what failed is the database."""
        elsewhere = error is not None and bool(self._settings.storage.database)
        return elsewhere or isinstance(error, (DatabaseDamaged, DatabaseTooNew))

    def _folder(self) -> Check:
        folder = str(self._settings.data_dir)
        try:
            self._open(owner=True)
        except DataFolderBusy as busy:
            self._open(owner=False)
            owner = read_owner(self._settings.data_dir / LOCK_NAME)
            is_us = owner and (owner.host, owner.pid) == (socket.gethostname(), os.getpid())
            seen = f"{folder} is in use by this very service" if is_us else busy.message
            return Check(DATA_FOLDER, Health.GOOD, seen)
        return Check(DATA_FOLDER, Health.GOOD, f"{folder}, and it can be written")

    def _open(self, *, owner: bool) -> None:
        database = open_state(self._settings, self._clock, writing=owner)
        self.database = self._close.enter_context(database)


def _sound(database: Database) -> Check:
    if problems := database.problems():
        raise DatabaseDamaged(f"The database is damaged: {problems[0]}.", DAMAGED_REMEDY)
    if not isinstance(database, SqliteDatabase):
        return Check(DATABASE, Health.GOOD, f"{database.name} answers")
    journal = database.journal_mode
    seen = f"sound; SQLite {database.sqlite_version}, journal {journal}"
    if database.has_wal_reset_bug and journal == "wal":
        seen += " (this version is safe with one writer, which our lock sees to)"
    if journal == "truncate":
        remedy = "It lies on a network, or where locks do not work: keep other machines away."
        return Check(DATABASE, Health.WARNING, seen, remedy)
    return Check(DATABASE, Health.GOOD, seen)


class _Binding(Struct, frozen=True):
    """Whether the data folder belongs to the servers that answer."""

    database: Database
    stash: StashClient
    plex: PlexClient
    clock: Clock

    def compare(self) -> Check:
        plex, stash = self.plex.info(), self.stash.info()
        known = Targets(self.database).expect(plex.identity, stash.identity, plex.name)
        seen = "the data folder belongs to these two" if known else "first contact"
        return Check(IDENTITY, Health.GOOD, seen)

    def renew(self) -> Check:
        plex, stash = self.plex.info(), self.stash.info()
        if self.database.read_only:
            raise DataFolderBusy(
                "The data folder is in use, so it cannot be bound anew.",
                "Stop the other stashplex first.",
            )
        Targets(self.database).rebind(plex.identity, stash.identity, plex.name, self.clock.now())
        return Check(IDENTITY, Health.GOOD, "the data folder belongs to these two from now on")
