"""What a run shares with the resident worker in whose house it goes on."""

from typing import Self

from msgspec import Struct

from stashplex.app.meeting import Servers
from stashplex.worker.company import WorkerMaker
from stashplex.worker.passage import Passage


class Beside(Struct, frozen=True):
    """The gate and the worker of a resident, and how much was asked before the run."""

    passage: Passage
    worker: WorkerMaker
    plex_requests: int
    stash_requests: int

    @classmethod
    def now(cls, passage: Passage, worker: WorkerMaker, servers: Servers) -> Self:
        """Returns what a run shares that begins now."""
        return cls(passage, worker, servers.plex.requests.total, servers.stash.requests.total)
