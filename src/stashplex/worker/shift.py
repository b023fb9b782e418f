"""What a worker that runs for good is told between its batches."""

from typing import Protocol


class Shift(Protocol):
    """Says what the work of a resident worker belongs to, and sees to the rest of the house."""

    def run(self) -> int | None:
        """Returns the run that what is claimed now is credited to; None leaves it as it was put."""

    def look_around(self) -> None:
        """Does what is due besides; called between two batches, so it has to be quick or rare."""

    def rest(self) -> None:
        """Is told that nothing is due."""


class NoShift:
    """Leaves every job with the run that put it, and sees to nothing."""

    def run(self) -> int | None:
        """Returns None."""
        return None

    def look_around(self) -> None:
        """Does nothing."""

    def rest(self) -> None:
        """Does nothing."""
