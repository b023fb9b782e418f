"""Opens the durable state of the data folder for one target."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from msgspec import Struct

from stashplex.app.diary import log_kept
from stashplex.config import Settings
from stashplex.core.outage import Unkept
from stashplex.core.ports import Clock
from stashplex.core.turns import Turns
from stashplex.sync_queue.baselines import Baselines
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.hours import Hours
from stashplex.sync_queue.ledger import Ledger
from stashplex.sync_queue.mappings import LearnedMappings
from stashplex.sync_queue.outages import Outages
from stashplex.sync_queue.pins import PinBook
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.runs import Runs
from stashplex.sync_queue.scans import FolderScans
from stashplex.sync_queue.scene_list import SceneList
from stashplex.sync_queue.scenes import SceneRecords
from stashplex.sync_queue.targets import Targets
from stashplex.sync_queue.watching import WatchBook
from stashplex.worker.parts import State


class Store(Struct, frozen=True):
    """The durable state, room by room."""

    database: Database
    target: int
    queue: SyncQueue
    ledger: Ledger
    records: SceneRecords
    mappings: LearnedMappings
    baselines: Baselines
    dead_letters: DeadLetterQueue
    runs: Runs
    outages: Outages
    pins: PinBook
    scans: FolderScans
    watch: WatchBook
    hours: Hours
    scenes: SceneList
    turns: Turns

    @classmethod
    def of(cls, database: Database, target: int, clock: Clock) -> "Store":
        """Returns the rooms of one target."""
        return cls(
            database,
            target,
            SyncQueue(database, target),
            Ledger(database, target),
            SceneRecords(database, target),
            LearnedMappings(database, target),
            Baselines(database, target),
            DeadLetterQueue(database, target),
            Runs(database, target),
            Outages(database, target),
            PinBook(database, target),
            FolderScans(database, target),
            WatchBook(database, target),
            Hours(database, target),
            SceneList(database, target),
            database.turns(target, clock),
        )

    def for_worker(self, *, writing: bool = True) -> State:
        """Returns the rooms as the worker sees them; one that only reads keeps no outages."""
        return State(
            self.database,
            self.queue,
            self.queue,
            self.ledger,
            self.records,
            self.mappings,
            self.baselines,
            self.dead_letters,
            self.runs,
            self.outages if writing else Unkept(),
            self.pins,
            self.scans,
            self.watch,
            self.hours,
            self.turns,
        )


@contextmanager
def open_store(settings: Settings, clock: Clock, *, writing: bool) -> Iterator[Store]:
    """Opens the state of the target that was bound before; one never bound reads as empty."""
    diary = log_kept(settings) if writing else nullcontext()
    with diary, open_state(settings, clock, writing=writing) as database:
        target = Targets(database).of()
        yield Store.of(database, target.id if target else 0, clock)


def open_state(settings: Settings, clock: Clock, *, writing: bool) -> Database:
    """Opens the database that the settings name, for writing or for reading only."""
    return open_database(
        settings.data_dir, now=clock.now(), owner=writing, url=settings.storage.database
    )
