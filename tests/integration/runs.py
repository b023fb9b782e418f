"""Whole runs against a world: each opens the house anew, as each call of the command does."""

from dataclasses import dataclass

from tests.worlds import EVERYTHING, FakeClock, open_test_house, sync

from stashplex.config import Settings
from stashplex.core.report import Counts
from stashplex.demo.http_messages import LoggedRequest
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request, RunResult


def sync_anew(settings: Settings, clock: FakeClock, request: Request = EVERYTHING) -> RunResult:
    """Executes one run in a house of its own."""
    with open_test_house(settings, clock) as house:
        return sync(house, request)


def writes_of(plex: SimulatedPlex) -> list[LoggedRequest]:
    """Returns every request to Plex so far that was not just a read."""
    return [request for request in plex.requests if request.method != "GET"]


def counts_of(result: RunResult) -> Counts:
    """Returns the counts of a run that came to its end."""
    assert result.error is None
    assert not result.interrupted
    return result.report.counts()


def sum_of(counts: Counts) -> int:
    """Returns the sum of everything a scene can end as."""
    return (
        counts.changed
        + counts.unchanged
        + sum(counts.skipped.values())
        + sum(counts.waiting.values())
        + sum(counts.failed.values())
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """The requests to both servers during one run."""

    plex: tuple[LoggedRequest, ...]
    stash: tuple[LoggedRequest, ...]

    @property
    def writes(self) -> list[LoggedRequest]:
        """The requests to Plex that were not just reads."""
        return [request for request in self.plex if request.method != "GET"]

    @property
    def reads(self) -> list[LoggedRequest]:
        """The requests to Plex that were just reads."""
        return [request for request in self.plex if request.method == "GET"]


def watched(
    world: World, settings: Settings, clock: FakeClock, request: Request = EVERYTHING
) -> tuple[RunResult, Sent]:
    """Executes one run, and returns with it what was sent during it."""
    world.plex.requests.reset()
    world.stash.requests.reset()
    result = sync_anew(settings, clock, request)
    return result, Sent(world.plex.requests.entries, world.stash.requests.entries)
