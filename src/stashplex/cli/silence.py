"""Lets output end quietly where nobody reads on, and says so where an answer is lost."""

import os
import sys
from typing import IO

from stashplex.core.errors import OutputLost


def silence(stream: IO[str]) -> None:
    """Sends what a stream still holds, and whatever follows, nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def give_up(stream: IO[str], error: OSError) -> None:
    """Goes on in silence where a stream takes no more; raises OutputLost if it had the answer.

    Nobody who hangs up on us waits for an answer; and of a stderr that fails nothing can be said.
    """
    silence(stream)
    if stream is sys.stdout and not isinstance(error, BrokenPipeError):
        raise OutputLost(
            f"The answer cannot be written to standard output ({error.strerror}).",
            "What the command did is kept. Free some space there, or send it elsewhere.",
        ) from error
