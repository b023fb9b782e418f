"""The sync that is measured, and what servers are asked for meanwhile."""

import tempfile
from pathlib import Path

from bench.orders import Answer, Order
from bench.processes import Cost, cost_of
from bench.simulation import ServerProcess, Simulation


def rehearse(world: Simulation) -> None:
    """Syncs with a Plex of its own, so that Stash has its answers ready when it is measured."""
    with (
        tempfile.TemporaryDirectory() as name,
        ServerProcess("plex", world.scenes, world.covers) as plex,
    ):
        plex.wait_until_ready()
        folder = Path(name)
        command = ("stashplex", "sync", "--all", "--json")
        cost_of(*command, folder=folder, environment=world.environment(folder, plex))
    world.stash.tell(Order("forget"))


def sync(world: Simulation, folder: Path, *ids: int, profile: Path | None = None) -> Cost:
    """Runs the real command for everything or the named scenes, with its state in a folder."""
    scenes = [str(one) for one in ids] or ["--all"]
    under = () if profile is None else ("cProfile", "-o", str(profile), "-m")
    command = (*under, "stashplex", "sync", *scenes, "--json")
    return cost_of(*command, folder=folder, environment=world.environment(folder))


def requests(answer: Answer) -> int:
    """Returns how many requests a server got."""
    return sum(answer.kinds.values())
