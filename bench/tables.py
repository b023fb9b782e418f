"""Figures as tables for a terminal, and as JSON for a chart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Cell = str | int | float | None
Row = Mapping[str, Cell]
GAP: Final = "  "
MANY: Final = 100
"""From here on a fraction says nothing."""
SMALL: Final = 1


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found: a row for each way of doing it."""

    name: str
    title: str
    rows: list[Row]
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        headings = list(dict.fromkeys(name for row in self.rows for name in row))
        lines = [headings, *([shown(row.get(name)) for name in headings] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        body = [
            GAP.join(
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        ]
        rule = "-" * max(map(len, body))
        return "\n".join([self.title, rule, body[0], rule, *body[1:], *self.notes])


def shown(cell: Cell) -> str:
    """Returns a figure with as many digits as mean something."""
    match cell:
        case None:
            return ""
        case int():
            return f"{cell:,}"
        case float():
            if abs(cell) >= MANY:
                return f"{cell:,.0f}"
            return f"{cell:.2f}" if abs(cell) >= SMALL else f"{cell:.3f}"
        case str():
            return cell
