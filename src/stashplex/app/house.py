"""Builds every part from the settings, and introduces them to each other."""

import os
import platform
import random
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path

from msgspec import Struct

from stashplex.app.diary import log_kept
from stashplex.app.meeting import Servers, meet, note_outage
from stashplex.app.state import Store, open_state
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.core.errors import ServerError
from stashplex.core.ports import Clock, PlexServer, StashServer
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.targets import Targets
from stashplex.worker.library import Library
from stashplex.worker.parts import Limits, Parts, Paths
from stashplex.worker.passage import Passage
from stashplex.worker.processor import SyncWorker
from stashplex.worker.settling import Settled

DAY = 86400.0
FAILPOINT_VARIABLE = "STASHPLEX_FAILPOINT"


class House(Struct, frozen=True):
    """Everything, built and introduced."""

    settings: Settings
    servers: Servers
    store: Store
    parts: Parts
    library: Library
    writing: bool

    def worker(
        self,
        parts: Parts,
        library: Library,
        gate: Passage,
        *,
        on_settled: Callable[[Settled], None],
    ) -> SyncWorker:
        """Makes a worker that keeps its statistics in the data folder, if it may write there."""
        data_dir = self.settings.data_dir if self.writing else None
        return SyncWorker(parts, library, gate, data_dir=data_dir, on_settled=on_settled)


@contextmanager
def open_servers(settings: Settings) -> Iterator[tuple[StashClient, PlexClient]]:
    """Makes both clients; nothing is sent yet."""
    with ExitStack() as close:
        monotonic = SystemClock().monotonic
        stash = close.enter_context(
            StashClient(settings.stash.url, settings.stash.api_key, monotonic=monotonic)
        )
        plex = close.enter_context(
            PlexClient(
                settings.plex.url,
                settings.plex.token,
                client_identifier=client_identifier(settings.data_dir),
                max_request=settings.plex.max_request,
                monotonic=monotonic,
            )
        )
        yield stash, plex


@contextmanager
def open_house(
    settings: Settings,
    *,
    writing: bool,
    clock: Clock | None = None,
    luck: Callable[[], float] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[House]:
    """Opens both servers and the state; raises the first error that keeps anything from working."""
    now = clock or SystemClock()
    diary = log_kept(settings) if writing else nullcontext()
    with diary, open_servers(settings) as (stash, plex):
        note = partial(note_outage, settings, now, stash, plex) if writing else _pass_over
        servers = meet(stash, plex, note)
        with open_state(settings, now, writing=writing) as database:
            yield furnished(
                settings,
                servers,
                database,
                clock=now,
                luck=luck,
                environment=environment,
                writing=writing,
            )


def furnished(  # noqa: PLR0913  what a house stands on
    settings: Settings,
    servers: Servers,
    database: Database,
    *,
    clock: Clock,
    luck: Callable[[], float] | None = None,
    environment: Mapping[str, str] = os.environ,
    writing: bool = True,
) -> House:
    """Returns the house of two servers that said who they are, over an open database.

    Raises ServerChanged where they are others than those the data folder knows.
    """
    target = _target(Targets(database), servers, clock.now(), writing=writing)
    store = Store.of(database, target, clock)
    if writing:
        store.records.make_searchable()
    parts = build_parts(
        settings,
        servers.stash,
        servers.plex,
        store,
        clock=clock,
        luck=luck,
        environment=environment,
        writing=writing,
    )
    library = Library(servers.plex, settings.plex.libraries, clock)
    return House(settings, servers, store, parts, library, writing)


def build_parts(  # noqa: PLR0913  the one place where everything meets
    settings: Settings,
    stash: StashServer,
    plex: PlexServer,
    store: Store,
    *,
    clock: Clock,
    luck: Callable[[], float] | None = None,
    environment: Mapping[str, str] = os.environ,
    writing: bool = True,
) -> Parts:
    """Returns what a worker is built from."""
    return Parts(
        stash=stash,
        plex=plex,
        state=store.for_worker(writing=writing),
        clock=clock,
        random=luck or random.Random().random,  # noqa: S311  jitter, not a secret
        rules=settings.rules(),
        paths=Paths.of([(pair.stash, pair.plex) for pair in settings.paths], store.mappings),
        limits=Limits(
            batch_size=settings.sync.batch_size,
            max_retries=settings.sync.max_retries,
            not_found_seconds=settings.sync.not_found_days * DAY,
            skip_not_found=settings.sync.skip_not_found,
            max_clear_share=settings.sync.max_clear_share,
            max_change_share=settings.sync.max_change_share,
            scan_missing=settings.plex.scan_missing,
            write_concurrency=settings.plex.write_concurrency,
        ),
        failpoint=failpoint(environment.get(FAILPOINT_VARIABLE, "")),
    )


def client_identifier(data_dir: Path) -> str:
    """Returns the identifier by which Plex knows this installation, the same at every start."""
    place = f"stashplex:{platform.node()}:{data_dir.absolute()}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, place))


def failpoint(wanted: str) -> Callable[[str], None]:
    """Returns what kills this process at the n-th passing of a point named `name` or `name:n`."""
    name, _, number = wanted.partition(":")
    left = [int(number or 1)]

    def pass_by(passed: str) -> None:
        if not name or passed != name:
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


def _pass_over(error: ServerError) -> None:
    del error


def _target(targets: Targets, servers: Servers, now: float, *, writing: bool) -> int:
    plex, stash = servers.plex_info, servers.stash_info
    if not writing:
        return targets.expect(plex.identity, stash.identity, plex.name)
    return targets.bind(plex.identity, stash.identity, plex.name, now)
