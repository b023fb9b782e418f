"""What a resident worker answers in the end."""

from msgspec import Struct


class WorkAnswer(Struct, frozen=True):
    """What was worked until the worker was stopped; a scene counts once for each of its runs."""

    runs: int
    """One for each burst of work."""
    scenes: int
    changed: int
    unchanged: int
    skipped: int
    waiting: int
    failed: int
    seconds: float
