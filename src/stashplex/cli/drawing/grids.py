"""The two kinds of grids that everything is drawn with."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole

BETWEEN: Final = 2
LEAST: Final = 14
"""What a column without a width needs, for its text to be read rather than spelled."""
INDENT: Final = 6


class Grid(Table):
    """Columns side by side; one below the other where the terminal is too narrow for them."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draws it as there is room; no column is ever left out for want of it."""
        if self._room(options.max_width) >= LEAST:
            yield from super().__rich_console__(console, options)
        else:
            for cells in zip(*(column.cells for column in self.columns), strict=True):
                yield from self._stacked(cells)

    def _room(self, width: int) -> int:
        """Returns how wide each of the columns without a width would be."""
        shared = sum(column.width is None for column in self.columns)
        taken = sum(column.width or 0 for column in self.columns)
        between = BETWEEN * (len(self.columns) - 1)
        return (width - taken - between) // max(shared, 1)

    def _stacked(self, cells: tuple[RenderableType, ...]) -> Iterator[RenderableType]:
        """Yields a row: what stands before its first text on one line, the rest below."""
        ahead = len(list(takewhile(lambda column: column.width is not None, self.columns)))
        words = [one for one in cells[:ahead] if isinstance(one, str | Text) and str(one)]
        if words:
            yield Text(" " * BETWEEN).join(map(_text, words))
        for one in cells[ahead:]:
            if not isinstance(one, str | Text) or str(one):
                yield Padding(one, (0, 0, 0, INDENT))


def grid(*widths: int | None) -> Grid:
    """Returns a grid of columns of these widths; those without one share what is left."""
    table = Grid(
        box=None,
        padding=(0, BETWEEN, 0, 0),
        collapse_padding=True,
        pad_edge=False,
        show_edge=False,
        show_header=False,
    )
    for width in widths:
        if width is None:
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(width=width, overflow="fold")
    return table


def facts(console: PatientConsole, rows: Iterable[tuple[str, str | Text]]) -> None:
    """Draws facts, each with its name before it."""
    table = grid(12, None)
    for name, fact in rows:
        table.add_row(Text(f"  {name}", "dim"), fact)
    console.draw(table)


def _text(words: str | Text) -> Text:
    return Text(words) if isinstance(words, str) else words
