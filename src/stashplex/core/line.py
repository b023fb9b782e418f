"""The line seen by a run that is not alone: what became of scenes that others ask for as well."""

from collections.abc import Collection
from typing import Protocol

from msgspec import Struct

from stashplex.core.job import State


class InLine(Struct, frozen=True):
    """Where the job of a scene stands."""

    state: State
    due_at: float
    stopped: bool = False
    """A person stopped the run that had put it."""

    def is_due(self, now: float) -> bool:
        """Tells whether anybody may claim it."""
        return self.state is State.WAITING and self.due_at <= now

    def is_held_back(self, now: float) -> bool:
        """Tells whether it waits until somebody asks for it anew."""
        return self.stopped and self.state is State.WAITING and self.due_at > now


class Line(Protocol):
    """The jobs of all runs, whichever process works them."""

    def standing(self, scenes: Collection[int]) -> dict[int, InLine]:
        """Returns where the jobs of these scenes stand; a scene without a job is not there."""

    def adopt(self, scenes: Collection[int], run: int, now: float) -> int:
        """Gives the due jobs of these scenes to a run that will work them; returns how many."""
