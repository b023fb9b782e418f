"""A simulated Stash: its GraphQL schema executed over a small library, behind real sockets."""

from stashplex.demo.stash.library import SceneWords
from stashplex.demo.stash.question import SystemState
from stashplex.demo.stash.server import SimulatedStash

__all__ = ["SceneWords", "SimulatedStash", "SystemState"]
