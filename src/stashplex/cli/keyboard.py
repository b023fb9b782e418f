"""What a person types: lines, and secrets that are not shown."""

import getpass
import sys
from typing import Final, Protocol

from stashplex.core.errors import Interrupted

LEFT: Final = "The input ended before everything was answered."


class Keyboard(Protocol):
    """Reads answers."""

    @property
    def is_there(self) -> bool:
        """True where a person can be asked."""

    def line(self) -> str:
        """Returns what is typed up to the end of the line."""

    def hidden(self, prompt: str) -> str:
        """Asks, and returns what is typed, without showing it."""


class Terminal:
    """The terminal that the command was started from."""

    @property
    def is_there(self) -> bool:
        """True where a person can be asked."""
        return sys.stdin is not None and sys.stdin.isatty()

    def line(self) -> str:
        """Returns what is typed up to the end of the line; raises Interrupted at the end of all."""
        typed = sys.stdin.readline()
        if not typed:
            raise Interrupted(LEFT)
        return typed.strip()

    def hidden(self, prompt: str) -> str:
        """Returns what is typed, without showing it: also not what is typed early."""
        try:
            return getpass.getpass(prompt, stream=sys.stderr).strip()
        except EOFError as error:
            raise Interrupted(LEFT) from error
