"""One `sync --all` as a process of its own, on wish under a profiler."""

import argparse
import cProfile
import os
import sys
from pathlib import Path

import msgspec

from stashplex.app.house import open_house
from stashplex.config import Machine, load_settings
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request, SyncRun


class Silence:
    """Watches a run and says nothing."""

    def phase(self, name: str, total: int | None) -> None:
        """Says nothing of a new part of the run."""

    def compared(self, scenes: int) -> None:
        """Says nothing of how far comparing came."""

    def ended(self, settled: Settled) -> None:
        """Says nothing of a scene."""

    def planned(self, plan: Plan) -> None:
        """Says nothing of a plan."""


class Ended(msgspec.Struct):
    """The end of a run, as `sync --json` tells it."""

    scenes: int
    changed: int
    unchanged: int
    seconds: float


def sync(request: Request) -> Ended:
    """Syncs with the settings of the environment; raises what ended the run before its time."""
    settings = load_settings(Machine(os.environ, Path.home(), Path.cwd(), sys.platform))
    with open_house(settings, writing=True) as house:
        run = SyncRun(house.parts, house.library, house.worker, Silence())
        result = run.execute(request)
        run.finish({})
    if result.error is not None:
        raise result.error
    counts = result.report.counts()
    return Ended(counts.scenes, counts.changed, counts.unchanged, result.seconds)


def main() -> None:
    """Syncs everything, or the named scenes, and prints one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", type=int)
    parser.add_argument("--profile", type=Path)
    given = parser.parse_args()
    request = Request(ids=tuple(given.ids), everything=not given.ids)
    profile = cProfile.Profile()
    if given.profile:
        profile.enable()
    ended = sync(request)
    if given.profile:
        profile.disable()
        profile.dump_stats(given.profile)
    print(msgspec.json.encode(ended).decode())


if __name__ == "__main__":
    main()
