"""Questions on a terminal, each with what Enter alone means."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.keyboard import Keyboard
from stashplex.core.visible import visible

Meant = TypeVar("Meant")
YES = ("y", "yes")
NO = ("n", "no")


class Questions:
    """Asks until an answer is understood."""

    def __init__(self, console: PatientConsole, keyboard: Keyboard) -> None:
        self._console = console
        self._keyboard = keyboard

    def text(self, question: str, default: str = "") -> str:
        """Returns a line; Enter alone means the default."""
        self._ask(question, default)
        return self._keyboard.line() or default

    def secret(self, question: str, *, known: bool = False, other: str = "") -> str:
        """Returns a secret that is not shown; empty where Enter keeps the one that is known.

        `other` tells what Enter alone means where none is known.
        """
        hint = "Enter keeps the one that is known" if known else "not shown while you type"
        hint += f"; {other}" if other else ""
        return self._keyboard.hidden(f"{question} [{hint}]: ")

    def yes(self, question: str, *, default: bool) -> bool:
        """Returns whether the answer is yes."""

        def understood(typed: str) -> bool | None:
            word = typed.casefold()
            return default if not word else True if word in YES else False if word in NO else None

        hint = "Y/n" if default else "y/N"
        return self._until(question, hint, understood, "Type y or n.")

    def one_of(self, question: str, options: Sequence[str]) -> int:
        """Returns which option is meant, from 0; Enter alone means the first."""
        self._list(options)

        def understood(typed: str) -> int | None:
            number = int(typed or "1") if (typed or "1").isdecimal() else 0
            return number - 1 if 1 <= number <= len(options) else None

        return self._until(question, "1", understood, f"Type a number up to {len(options)}.")

    def some_of(self, question: str, options: Sequence[str], chosen: Sequence[int]) -> list[int]:
        """Returns which options are meant, from 0; Enter alone means those chosen already."""
        self._list(options)

        def understood(typed: str) -> list[int] | None:
            if not typed:
                return list(chosen)
            words = re.split(r"[,\s]+", typed.strip(", "))
            if typed.casefold() == "all":
                return list(range(len(options)))
            numbers = [int(word) if word.isdecimal() else 0 for word in words]
            fit = all(1 <= number <= len(options) for number in numbers)
            return [number - 1 for number in numbers] if fit else None

        hint = ", ".join(str(number + 1) for number in chosen)
        return self._until(question, hint, understood, "Type numbers, like 1, 3, or all.")

    def _until(
        self, question: str, hint: str, understood: Callable[[str], Meant | None], help_: str
    ) -> Meant:
        while True:
            self._ask(question, hint)
            meant = understood(self._keyboard.line())
            if meant is not None:
                return meant
            self._console.say(help_, "yellow")

    def _list(self, options: Sequence[str]) -> None:
        for number, option in enumerate(options, 1):
            self._console.say(f"  {number}. {visible(option)}")

    def _ask(self, question: str, hint: str) -> None:
        asked = Text.assemble((question, "bold"), (f" [{visible(hint)}]" if hint else "", "dim"))
        self._console.print(asked, end=": ", soft_wrap=True)
