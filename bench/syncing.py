"""The sync that is measured, and what servers are asked for meanwhile."""

from pathlib import Path

from bench.orders import Answer
from bench.processes import Cost, cost_of
from bench.simulation import Simulation


def sync(world: Simulation, folder: Path, *ids: int, profile: Path | None = None) -> Cost:
    """Runs the real command for everything or the named scenes, with its state in a folder."""
    scenes = [str(one) for one in ids] or ["--all"]
    under = () if profile is None else ("cProfile", "-o", str(profile), "-m")
    command = (*under, "stashplex", "sync", *scenes, "--json")
    return cost_of(*command, folder=folder, environment=world.environment(folder))


def requests(answer: Answer) -> int:
    """Returns how many requests a server got."""
    return sum(answer.kinds.values())
