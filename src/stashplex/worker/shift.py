"""What a worker that runs for good is told between its batches."""

from typing import Protocol

from stashplex.core.job import Job


class Shift(Protocol):
    """Says what the work of a resident worker belongs to, and sees to the rest of the house."""

    def credit(self, job: Job) -> Job:
        """Returns a job that was claimed as it is worked: for which run, and what that adopts."""

    def wants_a_break(self) -> bool:
        """Tells whether others want to write; then the worker ends all it has begun."""

    def take_a_break(self) -> None:
        """Lets the others write, and returns once they have; nothing is claimed meanwhile."""

    def look_around(self) -> None:
        """Does what is due besides; called between two batches, so it has to be quick or rare."""

    def rest(self) -> None:
        """Is told that nothing is due."""


class NoShift:
    """Leaves every job with the run that put it, and sees to nothing."""

    def credit(self, job: Job) -> Job:
        """Returns it as it was put."""
        return job

    def wants_a_break(self) -> bool:
        """Returns False."""
        return False

    def take_a_break(self) -> None:
        """Returns at once."""

    def look_around(self) -> None:
        """Does nothing."""

    def rest(self) -> None:
        """Does nothing."""
