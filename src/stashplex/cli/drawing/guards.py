"""How it looks when a guard stops a run: what would be too much, and some of it."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.core.answers import GuardTold, TouchTold
from stashplex.core.guard import Alarm, Guard
from stashplex.core.wording import shorten, shown_value

LONGEST_TITLE: Final = 24


def draw_guards(console: PatientConsole, guards: Sequence[GuardTold]) -> None:
    """Draws each guard that minds, with its figures and a few scenes; nothing where none does."""
    for one in guards:
        console.say()
        console.say(Text.assemble(("Held back: ", "bold yellow"), shorten(_sentence(one), 200)))
        if one.examples:
            console.draw(_examples(one.examples))


def _sentence(told: GuardTold) -> str:
    figures = (told.now, told.earlier, told.of, told.allowed)
    return str(Alarm(Guard(told.guard), told.what, *figures))


def _examples(examples: Iterable[TouchTold]) -> Table:
    table = grid(9, None)
    for one in examples:
        have, want = shown_value(one.field, one.have, 40), shown_value(one.field, one.want, 40)
        head = f"{shorten(one.title, LONGEST_TITLE)} · {one.field}: "
        table.add_row(
            Text(f"  {one.scene}", "dim"), Text.assemble(head, (have, "dim"), " → ", want)
        )
    return table
