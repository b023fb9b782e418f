"""How the checks of the doctor look."""

from typing import Final

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.core.counting import counted
from stashplex.log import visible
from stashplex.worker.doctor import Check, Health

MARKS: Final = {
    Health.GOOD: ("✓", "green"),
    Health.WARNING: ("!", "yellow"),
    Health.BAD: ("✗", "red"),
}


def draw_check(console: PatientConsole, one: Check) -> None:
    """Draws a check: how it came out, what was seen, and the remedy below."""
    mark, style = MARKS[one.health]
    table = grid(1, 13, None)
    table.add_row(Text(mark, style), one.name, _lines(one.seen))
    if one.remedy:
        table.add_row("", "", Text.assemble(("→ ", style), _lines(one.remedy)))
    console.draw(table)


def draw_end(console: PatientConsole, bad: int) -> None:
    """Draws the verdict, and the next step."""
    console.say()
    if bad:
        console.say(f"{counted(bad, 'check')} failed: mend the marked ones and ask again.", "bold")
    else:
        console.say("All is well. Next: stashplex sync --all --dry-run", "bold")


def _lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.splitlines())
