"""What is drawn in columns loses nothing where a terminal is narrow."""

import io

import pytest

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid

ROW = ("  2026-11-29", "42", "genres", "ferry → harbour lights", "proved")


def drawn(monkeypatch: pytest.MonkeyPatch, columns: int) -> list[str]:
    """Returns the lines of a row on a terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = io.StringIO()
    table = grid(18, 5, 14, None, 8)
    table.add_row(*ROW)
    PatientConsole(said).draw(table)
    return said.getvalue().splitlines()


def test_a_row_is_one_line_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = drawn(monkeypatch, 90)

    assert line.split() == " ".join(ROW).split()


@pytest.mark.parametrize("columns", [40, 60])
def test_a_row_goes_on_below_where_there_is_not(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    assert drawn(monkeypatch, columns) == [
        "  2026-11-29  42  genres",
        "      ferry → harbour lights",
        "      proved",
    ]
