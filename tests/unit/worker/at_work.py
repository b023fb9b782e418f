"""A worker in a house of its own, and what came out of its work."""

from collections.abc import Callable
from dataclasses import dataclass, field

from stashplex.app.house import House
from stashplex.core.job import Job, Priority
from stashplex.demo.http_faults import Predicate, answer, is_method
from stashplex.demo.http_messages import Request
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import World
from stashplex.sync_queue.queue import StoredJob
from stashplex.worker.gate import Gate
from stashplex.worker.parts import Parts
from stashplex.worker.processor import SyncWorker
from stashplex.worker.settling import Settled

A_PUT = is_method("PUT")


@dataclass(slots=True)
class AtWork:
    """A worker, its queue, and how each scene ended, the last ending last."""

    house: House
    parts: Parts
    worker: SyncWorker
    gate: Gate
    settled: list[Settled] = field(default_factory=list)

    @classmethod
    def in_house(
        cls, house: House, parts: Parts | None = None, *, patient: bool = False
    ) -> "AtWork":
        used = parts or house.parts
        gate = Gate(
            used.stash,
            used.plex,
            used.clock,
            used.random,
            patient=patient,
            outages=used.state.outages,
        )
        settled: list[Settled] = []
        worker = house.worker(used, house.library, gate, on_settled=settled.append)
        return cls(house, used, worker, gate, settled)

    def put(self, *scenes: int) -> None:
        queue, now = self.house.store.queue, self.house.parts.clock.now()
        for scene in scenes:
            queue.put(scene, "test", Priority.BULK, now=now)

    def run(self, *scenes: int) -> None:
        """Puts scenes, and works until nothing is left to do."""
        self.put(*scenes)
        self.worker.run_until_empty()

    def once(self, *scenes: int) -> None:
        """Puts scenes, and works one batch of what is due; a new session goes on with the rest."""
        self.put(*scenes)

        def note(settled: Settled) -> None:
            self.settled.append(settled)
            self.worker.ask_to_stop()

        self.worker = self._employ(note)
        self.worker.run_until_empty()
        self.worker = self._employ(self.settled.append)

    def _employ(self, listener: Callable[[Settled], None]) -> SyncWorker:
        return self.house.worker(self.parts, self.house.library, self.gate, on_settled=listener)

    def claim(self, limit: int = 50) -> tuple[Job, ...]:
        return self.house.store.queue.claim(limit, self.house.parts.clock.now())

    def row(self, scene: int) -> StoredJob | None:
        return self.house.store.queue.job_of(scene)

    def waiting(self, scene: int) -> StoredJob:
        """Returns the row of a scene that must have one."""
        found = self.row(scene)
        assert found is not None
        return found

    def dead(self) -> dict[int, str]:
        """Returns the error type of each dead letter."""
        return {one.scene: one.error_type for one in self.house.store.dead_letters.list()}

    def endings(self) -> dict[int, tuple[str, str]]:
        """Returns how each scene ended last."""
        return {one.scene: (one.ending.value, one.detail) for one in self.settled}


def edits(item: int) -> Predicate:
    """Returns a predicate for the edits of one item."""
    return lambda request: request.method == "PUT" and request.asks("id") == str(item)


def reads(item: int) -> Predicate:
    """Returns a predicate for every reading that names one item, alone or among others."""
    return lambda request: request.method == "GET" and str(item) in _ids(request)


def asks_scene(scene: int) -> Predicate:
    """Returns a predicate for the queries by id that name one scene, alone or among others."""
    return lambda request: f"s{scene}: findScene(" in request.body.decode()


def fail(world: World, scene: int, times: int | None = None) -> None:
    """Lets every edit of a scene's item fail with 500."""
    world.plex.inject(answer(database_error(), edits(world.plain[scene - 1].item), times))


def refuse(world: World, scene: int) -> None:
    """Lets every edit of a scene's item be answered with 400."""
    world.plex.behaviour.refused_items[world.plain[scene - 1].item] = 400


def title(world: World, scene: int) -> str:
    """Returns the title that Plex shows for a scene."""
    return world.plex.snapshot()[world.plain[scene - 1].item].texts["title"]


def _ids(request: Request) -> list[str]:
    head, _, tail = request.path.rpartition("/")
    return tail.split(",") if head == "/library/metadata" else []
