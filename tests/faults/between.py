"""A world with a proxy before each of its servers, and whole runs through them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from msgspec.structs import replace
from tests.faults.proxy import Proxy
from tests.integration.plain_expectations import told
from tests.integration.reading_back import read_back
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    make_world,
    open_test_house,
    seeded_luck,
    settings_for,
    sync,
)

from stashplex.app.house import House, build_parts
from stashplex.app.meeting import Servers
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.demo.http_faults import Predicate, is_method
from stashplex.demo.http_messages import Request
from stashplex.demo.world import World
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.targets import Targets
from stashplex.worker.library import Library
from stashplex.worker.sync_run import RunResult

LEAST_PATIENCE: Final = 1.0
"""Seconds after which a client gives up that is to meet a server that hangs."""


@dataclass(frozen=True, slots=True)
class Between:
    """Two servers that can only be reached through proxies."""

    world: World
    clock: FakeClock
    settings: Settings
    plex: Proxy
    stash: Proxy

    def run(self) -> RunResult:
        """Syncs everything, in a house of its own."""
        with open_test_house(self.settings, self.clock) as house:
            return sync(house, EVERYTHING)

    def run_impatiently(self) -> RunResult:
        """Syncs everything with clients that soon give up on an answer."""
        with open_impatient_house(self.settings, self.clock) as house:
            return sync(house, EVERYTHING)

    def heal_after(self, seconds: float) -> None:
        """Plans the end of all tricks, on the clock of the run."""
        self.clock.after(seconds, self.plex.heal)
        self.clock.after(seconds, self.stash.heal)

    def mend(self) -> None:
        """Ends all tricks now."""
        self.plex.heal()
        self.stash.heal()

    def assert_right(self) -> None:
        """Fails unless every item shows what Stash says, and another run writes nothing."""
        shown = read_back(self.world.plex, [placed.item for placed in self.world.plain])
        for placed in self.world.plain:
            assert shown[placed.item] == told(self.world.stash.scenes[placed.scene])
        self.world.plex.requests.reset()
        assert self.run().report.counts().unchanged == len(self.world.plain)
        assert self.world.plex.writes == 0


@contextmanager
def open_between(clock: FakeClock, folder: Path, scenes: int) -> Iterator[Between]:
    """Opens a world of plain scenes behind two proxies."""
    with make_world(clock, scenes) as world, proxies_before(world, clock, folder) as between:
        yield between


@contextmanager
def proxies_before(world: World, clock: FakeClock, folder: Path) -> Iterator[Between]:
    """Puts a proxy before each server of a world that runs."""
    with ExitStack() as stack:
        plex = stack.enter_context(Proxy(world.plex.http.port))
        stash = stack.enter_context(Proxy(world.stash.http.port))
        direct = settings_for(world, folder / "data")
        settings = replace(
            direct,
            plex=replace(direct.plex, url=plex.url),
            stash=replace(direct.stash, url=stash.url),
        )
        yield Between(world, clock, settings, plex, stash)


class Impatient(httpx2.HTTPTransport):
    """The usual way to a server, for a client that soon gives up."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends a request with little time for each step of it."""
        steps = ("connect", "read", "write", "pool")
        request.extensions["timeout"] = dict.fromkeys(steps, LEAST_PATIENCE)
        return super().handle_request(request)


@contextmanager
def open_impatient_house(settings: Settings, clock: FakeClock) -> Iterator[House]:
    """Opens a house whose clients soon give up on an answer."""
    with ExitStack() as stack:
        stash = stack.enter_context(
            StashClient(settings.stash.url, settings.stash.api_key, transport=Impatient())
        )
        plex = stack.enter_context(
            PlexClient(
                settings.plex.url,
                settings.plex.token,
                client_identifier="impatient",
                max_request=settings.plex.max_request,
                transport=Impatient(),
            )
        )
        servers = Servers(stash, plex, stash.info(), plex.info())
        now = clock.now()
        database = stack.enter_context(open_database(settings.data_dir, now=now))
        who = servers.plex_info, servers.stash_info
        target = Targets(database).bind(who[0].identity, who[1].identity, who[0].name, now)
        store = Store.of(database, target, clock)
        parts = build_parts(settings, stash, plex, store, clock=clock, luck=seeded_luck())
        yield House(settings, servers, store, parts, Library(plex, (), clock), writing=True)


def once_written(world: World, what: Predicate) -> Predicate:
    """Returns a predicate for requests that come after the first edit."""
    return lambda asked: what(asked) and world.plex.requests.count(method="PUT") > 0


def reads_items(asked: Request) -> bool:
    """Tells whether full items are read."""
    return asked.method == "GET" and asked.path.rpartition("/")[0] == "/library/metadata"


def reads_cover(asked: Request) -> bool:
    """Tells whether a cover is fetched from Stash."""
    return asked.path.endswith("/screenshot")


def lists_library(asked: Request) -> bool:
    """Tells whether a page of a library is read."""
    return asked.method == "GET" and asked.path.endswith("/all")


def names(query: str) -> Predicate:
    """Returns a predicate for the queries to Stash that hold a word."""
    return lambda asked: query.encode() in asked.body


uploads: Final[Callable[[Request], bool]] = is_method("POST", path_prefix="/library/metadata/")
edits: Final[Callable[[Request], bool]] = is_method("PUT", path_prefix="/library/sections/")
