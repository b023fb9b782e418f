"""What the demo answers."""

from msgspec import Struct

from stashplex.core.answers.runs import SyncAnswer
from stashplex.core.answers.scene import WriteTold


class ExampleTold(Struct, frozen=True):
    """A scene of the demo, and what was written for it."""

    scene: int
    title: str
    writes: tuple[WriteTold, ...]
    """In the order they were sent."""


class DemoAnswer(Struct, frozen=True):
    """Both runs of the demo, and some scenes of the first."""

    first: SyncAnswer
    examples: tuple[ExampleTold, ...]
    second: SyncAnswer
    second_writes: int
    """Writes that the second run sent to Plex: none, or something is wrong."""
