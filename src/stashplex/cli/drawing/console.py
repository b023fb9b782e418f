"""A console that takes every text as it is, and does not mind when nobody reads on."""

from typing import TextIO

from rich.console import Console, RenderableType
from rich.text import Text

from stashplex.cli.silence import give_up, silence


class PatientConsole(Console):
    """Interprets no markup: titles are other people's words."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(file=stream, markup=False, highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Goes on in silence: a sync must not end because a pager did."""
        self.quiet = True
        silence(self.file)

    def say(self, text: str | Text = "", style: str = "") -> None:
        """Prints a paragraph."""
        self.draw(Text(text) if isinstance(text, str) else text, style)

    def draw(self, drawing: RenderableType, style: str = "") -> None:
        """Prints a drawing; in a file or pipe without the blanks that fill it up."""
        try:
            self._draw(drawing, style)
        except OSError as error:
            self.quiet = True
            give_up(self.file, error)

    def _draw(self, drawing: RenderableType, style: str) -> None:
        if self.is_terminal:
            self.print(drawing, style=style or None)
            return
        with self.capture() as capture:
            self.print(drawing)
        lines = (line.rstrip() for line in capture.get().splitlines())
        self.print("\n".join(lines), soft_wrap=True)
