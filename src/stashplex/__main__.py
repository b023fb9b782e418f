"""The front door."""

import sys

from stashplex.cli.door import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
