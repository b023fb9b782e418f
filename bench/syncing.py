"""The sync that is measured, and what servers are asked for meanwhile."""

from pathlib import Path

from bench.orders import Answer
from bench.processes import Cost, cost_of
from bench.simulation import Simulation


def sync(world: Simulation, folder: Path, *ids: int, profile: Path | None = None) -> Cost:
    """Syncs everything, or the named scenes, in a process of its own with its state in a folder."""
    arguments = [str(one) for one in ids]
    if profile is not None:
        arguments += ["--profile", str(profile)]
    environment = world.environment(folder)
    return cost_of("bench.one_sync", *arguments, folder=folder, environment=environment)


def requests(answer: Answer) -> int:
    """Returns how many requests a server got."""
    return sum(answer.kinds.values())
