"""A simulated Plex Media Server over a real socket."""

from stashplex.demo.plex.behaviour import Behaviour, TagSemantics
from stashplex.demo.plex.records import AgentValues, ItemSnapshot
from stashplex.demo.plex.serialise import database_error, maintenance
from stashplex.demo.plex.server import SimulatedPlex

__all__ = [
    "AgentValues",
    "Behaviour",
    "ItemSnapshot",
    "SimulatedPlex",
    "TagSemantics",
    "database_error",
    "maintenance",
]
