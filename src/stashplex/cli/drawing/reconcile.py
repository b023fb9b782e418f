"""How comparing without writing looks: what was compared, what was put, what comes next."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.sync import (
    count_row,
    draw_mapping,
    draw_requests,
    draw_warnings,
    reasons_table,
)
from stashplex.cli.drawing.words import duration, why
from stashplex.core.answers import ReconcileAnswer

WHY_PUT: Final = {
    "differs": "Plex shows something else than Stash says",
    "gone": "Stash has it no more",
    "mended": "a dead letter that needs nothing any more, or deserves another try",
    "NotInPlex": "Plex does not have the file yet",
}


def draw_reconciled(console: PatientConsole, answer: ReconcileAnswer) -> None:
    """Draws how a comparison ended: counts that add up, and the next step.

    Of one that an error ended before it saw a scene there is nothing to draw but the error.
    """
    if answer.error and not answer.scenes:
        return
    name = "Dry run" if answer.dry_run else f"Run {answer.run_id}"
    what = "nothing was put" if answer.dry_run else "compared"
    if answer.error:
        what = "ended before its time; what was found is kept"
    if answer.interrupted:
        what = "interrupted; what was found is kept"
    console.say(Text.assemble((f"{name}: ", "bold"), f"{what}, {duration(answer.seconds)}"))
    console.say()
    console.draw(_counts(answer))
    draw_requests(console, answer)
    draw_mapping(console, answer.mapping)
    draw_warnings(console, answer.warnings)
    for line in _notes(answer):
        console.say()
        console.say(line)


def _counts(answer: ReconcileAnswer) -> Table:
    table = grid(7, None)
    put = "would be put" if answer.dry_run else "put in the line"
    count_row(table, answer.unchanged, "already right")
    for word, reasons, style in (
        (put, _told(answer.enqueued, WHY_PUT), "green"),
        ("skipped", {why(one): count for one, count in answer.skipped.items()}, ""),
        ("dead letters, as before", answer.dead, "red"),
    ):
        count_row(table, sum(reasons.values()), word, style)
        if reasons:
            table.add_row("", reasons_table(reasons))
    table.add_row(Text("─" * 5, "dim", justify="right"), "")
    count_row(table, answer.scenes, "scene" if answer.scenes == 1 else "scenes", "bold")
    return table


def _told(reasons: Mapping[str, int], words: Mapping[str, str]) -> dict[str, int]:
    return {words.get(one, one): count for one, count in reasons.items()}


def _notes(answer: ReconcileAnswer) -> Iterator[str]:
    if answer.enqueued and not answer.dry_run:
        yield "`stashplex sync` works what was put."
    if answer.dead:
        yield "`stashplex dlq list` names the dead letters and what helps."
