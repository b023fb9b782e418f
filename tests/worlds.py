"""Shared test furniture: a clock that never sleeps, a world on two servers, a house against it."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

from stashplex.app.house import House, open_house
from stashplex.config.settings import (
    FieldsTable,
    LocksTable,
    PathPair,
    PlexTable,
    Settings,
    StashTable,
    SyncTable,
)
from stashplex.core.ports import StopSignal
from stashplex.core.secret import Secret
from stashplex.demo.builder import Builder
from stashplex.demo.odd import OddOne
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock
from stashplex.demo.world import ONE_ROOT, STASH_KEY, Layout, World, roots_of
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request, RunResult, SyncRun

MOST_WAITS = 100_000
"""A test that waits more often goes round in circles."""


class FakeClock(StillClock):
    """A clock that advances itself instead of sleeping, and remembers every wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._planned: list[tuple[float, Callable[[], object]]] = []

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Plans something that happens when so much time has passed, during a wait."""
        self._planned.append((self.monotonic() + seconds, action))
        self._planned.sort(key=lambda planned: planned[0])

    def jump(self, seconds: float) -> None:
        """Sets the wall clock, as a person or a time server does; no time passes."""
        self._start += seconds

    def wait(self, stop: StopSignal, seconds: float) -> bool:
        """Passes the time at once, unless stopping was asked for; returns whether it is."""
        if stop.is_set():
            return True
        self.waits.append(seconds)
        if len(self.waits) > MOST_WAITS:
            raise AssertionError("waited for ever")
        end = self.monotonic() + seconds
        while self._planned and self._planned[0][0] <= end:
            moment, action = self._planned.pop(0)
            self.advance(max(moment - self.monotonic(), 0.0))
            action()
            if stop.is_set():
                return True
        self.advance(max(end - self.monotonic(), 0.0))
        return stop.is_set()


class Tables(TypedDict, total=False):
    """The tables of the settings that a test sets itself."""

    sync: SyncTable
    fields: FieldsTable
    locks: LocksTable
    paths: tuple[PathPair, ...]
    libraries: tuple[str, ...]


def make_world(
    clock: StillClock,
    scenes: int = 4,
    *,
    layout: Layout = ONE_ROOT,
    odd_ones: tuple[OddOne, ...] = (),
    plex: SimulatedPlex | None = None,
) -> World:
    """Returns a world of plain scenes (and odd ones where given) that shares the test's clock."""
    stash = SimulatedStash(clock, api_key=STASH_KEY, roots=layout.stash_roots)
    return World.build(scenes, stash=stash, plex=plex, layout=layout, odd_ones=odd_ones)


def builder_of(world: World, layout: Layout = ONE_ROOT) -> Builder:
    """Returns what puts further scenes and items into a world, of sizes no plain one has."""
    build = Builder(world.stash, world.plex, roots_of(layout, world.sections))
    for _ in range(1000):
        build.file("taken")
    return build


def settings_for(world: World, data_dir: Path, **tables: Unpack[Tables]) -> Settings:
    """Returns settings that point at both servers of a world."""
    return Settings(
        data_dir=data_dir,
        stash=StashTable(url=world.stash.url, api_key=Secret(world.stash.api_key)),
        plex=PlexTable(
            url=world.plex.url,
            token=Secret(world.plex.token),
            libraries=tables.get("libraries", ()),
        ),
        paths=tables.get("paths", ()),
        sync=tables.get("sync", SyncTable()),
        fields=tables.get("fields", FieldsTable()),
        locks=tables.get("locks", LocksTable()),
    )


def seeded_luck() -> Callable[[], float]:
    """Returns random numbers of [0, 1) that are the same in every run of a test."""
    return random.Random(7).random  # noqa: S311  jitter, not a secret


@contextmanager
def open_test_house(settings: Settings, clock: StillClock) -> Iterator[House]:
    """Opens the house for writing, with a clock that never sleeps and seeded luck."""
    with open_house(
        settings, writing=True, clock=clock, luck=seeded_luck(), environment={}
    ) as house:
        yield house


@dataclass(slots=True)
class Spectator:
    """Watches a run and remembers everything it was told."""

    phases: list[tuple[str, int | None]] = field(default_factory=list)
    endings: list[Settled] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    seen: int = 0

    def phase(self, name: str, total: int | None) -> None:
        self.phases.append((name, total))

    def compared(self, scenes: int) -> None:
        self.seen += scenes

    def ended(self, settled: Settled) -> None:
        self.endings.append(settled)

    def planned(self, plan: Plan) -> None:
        self.plans.append(plan)


EVERYTHING = Request(everything=True)
BARE = Request()


def start_run(house: House, watcher: Spectator | None = None) -> SyncRun:
    """Returns a run in the foreground, not yet executed."""
    return SyncRun(house.parts, house.library, house.worker, watcher or Spectator())


def sync(
    house: House, request: Request = EVERYTHING, watcher: Spectator | None = None
) -> RunResult:
    """Executes one run in the foreground; raises nothing: see `error` of the result."""
    return start_run(house, watcher).execute(request)
