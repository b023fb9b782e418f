"""The two kinds of grids that everything is drawn with."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole


def grid(*widths: int | None) -> Table:
    """Returns a grid of columns of these widths; those without one share what is left."""
    table = Table.grid(padding=(0, 2, 0, 0))
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
