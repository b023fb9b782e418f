"""The front door."""

import logging
import os
import sys
from typing import NoReturn

from stashplex.cli.door import main as answer

__all__ = ["main"]


def main() -> NoReturn:
    """Runs the command line, and ends this process with its exit code."""
    code = answer()
    try:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)  # nobody reads on, or the disk is full: Python has its own way to say so
    # All is closed and written. To take every module apart as well takes longer than five edits;
    # only whoever looks on, like a profiler, still has to write down what it saw.
    if sys.gettrace() is None and sys.getprofile() is None:
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
