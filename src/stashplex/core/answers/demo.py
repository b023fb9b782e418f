"""What the demo answers."""

from dataclasses import dataclass

from stashplex.core.answers.runs import SyncAnswer
from stashplex.core.answers.scene import WriteTold


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """A scene of the demo, and what was written for it."""

    scene: int
    title: str
    writes: tuple[WriteTold, ...]
    """In the order they were sent."""


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """Both runs of the demo, and some scenes of the first."""

    first: SyncAnswer
    examples: tuple[ExampleTold, ...]
    second: SyncAnswer
    second_writes: int
    """Writes that the second run sent to Plex: none, or something is wrong."""
