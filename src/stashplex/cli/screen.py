"""Where a command speaks: answers to stdout, everything else to stderr."""

import json
import sys
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

import msgspec

from stashplex.cli.silence import give_up
from stashplex.core.answers import ErrorAnswer, ErrorTold
from stashplex.core.errors import ConfigError, StashplexError
from stashplex.core.remedies import remedy_of
from stashplex.core.secret import Secret
from stashplex.log import Cleaning

if TYPE_CHECKING:  # rich is loaded only where something is drawn
    from stashplex.cli.drawing.answers import Drawn
    from stashplex.cli.drawing.console import PatientConsole


class Screen:
    """Speaks to a person, or (as JSON) to a program: then people find their text on stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.verbose = False
        self._cleaning = Cleaning(())

    def keep_secret(self, secrets: Iterable[Secret]) -> None:
        """Masks these in whatever is said about errors."""
        self._cleaning = Cleaning(secrets)

    @cached_property
    def console(self) -> "PatientConsole":
        """Draws for people: on stdout, unless that belongs to a program."""
        return self._console(self._stream)

    @property
    def is_watched(self) -> bool:
        """Tells whether a person sees at once what is drawn, answer or not."""
        return self._stream.isatty() or sys.stderr.isatty()

    @property
    def watched(self) -> "PatientConsole":
        """Draws where a person sees it at once: the answer's place, if that is a terminal."""
        return self.console if self._stream.isatty() else self.side

    @cached_property
    def side(self) -> "PatientConsole":
        """Draws what is not the answer, on stderr."""
        return self._console(sys.stderr)

    def tell(self, answer: object) -> None:
        """Gives the answer to a program, as the last line of stdout."""
        self._write(sys.stdout, json.dumps(msgspec.to_builtins(answer)))

    def show(self, answer: "Drawn") -> None:
        """Gives the answer to a program, or draws it for a person."""
        if self.as_json:
            self.tell(answer)
            return
        from stashplex.cli.drawing.answers import draw  # noqa: PLC0415  rich only where drawn

        draw(self.console, answer)

    def note(self, line: str) -> None:
        """Says a line beside the answer."""
        self._write(sys.stderr, line)

    def complain(self, error: StashplexError) -> None:
        """Says what ended the command, to a program too."""
        self.explain(error)
        if self.as_json:
            self.tell(ErrorAnswer(self.told(error)))

    def explain(self, error: StashplexError) -> None:
        """Says what went wrong, where, and what to do: one line per mistake."""
        problems = error.problems if isinstance(error, ConfigError) else [error.message]
        for problem in problems:
            self.note(f"stashplex: {self._cleaning.line(problem)}")
        for line in remedy_of(error).splitlines():
            self.note(f"  {self._cleaning.line(line)}")

    def told(self, error: StashplexError) -> ErrorTold:
        """Returns an error as answers tell it, without any secret."""
        lines = map(self._cleaning.line, error.message.splitlines())
        remedy = map(self._cleaning.line, remedy_of(error).splitlines())
        return ErrorTold(error.error_type, "\n".join(lines), "\n".join(remedy))

    @property
    def _stream(self) -> TextIO:
        """Where people find the answer."""
        return sys.stderr if self.as_json else sys.stdout

    def _write(self, stream: TextIO, line: str) -> None:
        try:
            print(line, file=stream, flush=True)
        except OSError as error:
            give_up(stream, error)

    def _console(self, stream: TextIO) -> "PatientConsole":
        from stashplex.cli.drawing.console import PatientConsole  # noqa: PLC0415  only where drawn

        return PatientConsole(stream)
