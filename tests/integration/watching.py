"""A house that watches Stash, as the resident service does, in steps that a test takes itself."""

from dataclasses import dataclass
from datetime import UTC

from tests.integration.reading_back import Shown, read_back_one
from tests.unit.worker.at_work import AtWork
from tests.worlds import FakeClock, Spectator, start_run

from stashplex.app.house import House
from stashplex.core.watching import Kind
from stashplex.demo.http_messages import LoggedRequest
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request, RunResult
from stashplex.worker.watch import Watcher

POLL = 10.0
HOUR = 4
RECONCILE = Request(everything=True, verify=True, work=False)


@dataclass(slots=True)
class Watching:
    """A watcher and a worker in one house."""

    world: World
    house: House
    clock: FakeClock
    watcher: Watcher
    at_work: AtWork

    @classmethod
    def in_house(cls, world: World, house: House, clock: FakeClock) -> "Watching":
        watcher = Watcher(house.parts, house.library, reconcile_hour=HOUR, zone=UTC)
        return cls(world, house, clock, watcher, AtWork.in_house(house))

    def start(self) -> None:
        """Takes the first look, and compares everything as it asks for."""
        assert self.watcher.look() == 0
        assert self.watcher.reconcile_due(self.clock.now())
        assert self.reconcile().error is None
        self.clock.advance(60)
        assert self.poll() == 0

    def poll(self) -> int:
        """Lets the time between two polls pass, looks, and works what that put."""
        self.clock.advance(POLL)
        put = self.watcher.look()
        self.at_work.run()
        return put

    def reconcile(self) -> RunResult:
        """Compares everything, and works what differs."""
        began_at = self.clock.now()
        result = start_run(self.house, Spectator()).execute(RECONCILE)
        self.watcher.reconciled(began_at)
        self.at_work.run()
        return result

    def sent(self) -> tuple[LoggedRequest, ...]:
        """Returns what Stash was asked since this was called last."""
        entries = self.world.stash.requests.entries
        self.world.stash.requests.reset()
        return entries

    def shown(self, scene: int) -> Shown:
        """Reads the item of a scene back."""
        return read_back_one(self.world.plex, self.world.plain[scene - 1].item)

    def seen(self, kind: Kind, *ids: int) -> list[int]:
        """Returns which of these are remembered as seen."""
        return sorted(self.house.store.watch.seen(kind, ids))
