"""How comparing without writing looks: what was compared, what was put, what comes next."""

from collections.abc import Iterator
from typing import Final

from rich.table import Table

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.runs import Counts, Words, draw_run
from stashplex.core.answers import ReconcileAnswer
from stashplex.core.wording import why, why_put

RECONCILE: Final = Words("compared", "nothing was put", "what was found is kept")


def draw_reconciled(console: PatientConsole, answer: ReconcileAnswer) -> None:
    """Draws how a comparison ended: counts that add up, and the next step."""
    draw_run(console, answer, RECONCILE, _counts(answer), _notes(answer))


def _counts(answer: ReconcileAnswer) -> Table:
    counts = Counts()
    counts.add(answer.unchanged, "already right")
    for word, reasons, style in (
        (
            "would be put" if answer.dry_run else "put in the line",
            {why_put(one): count for one, count in answer.enqueued.items()},
            "green",
        ),
        ("waiting", {why(one): count for one, count in answer.waiting.items()}, "yellow"),
        ("skipped", {why(one): count for one, count in answer.skipped.items()}, ""),
        ("dead letters, as before", answer.dead, "red"),
    ):
        counts.add(sum(reasons.values()), word, style, reasons)
    return counts.close(answer.scenes)


def _notes(answer: ReconcileAnswer) -> Iterator[str]:
    if answer.enqueued and not answer.dry_run:
        yield "`stashplex sync` works what was put."
    if answer.dead:
        yield "`stashplex dlq list` names the dead letters and what helps."
