"""The front door."""

import sys


def main() -> None:
    """Runs the command line."""
    sys.exit(0)


if __name__ == "__main__":
    main()
