"""Draws what a resident worker did."""

from stashplex.cli.drawing.console import PatientConsole
from stashplex.core.answers import WorkAnswer
from stashplex.core.wording import clock, counted


def draw_work(console: PatientConsole, answer: WorkAnswer) -> None:
    """Draws the sums of all runs until it was stopped."""
    if not answer.runs:
        console.print(f"Stopped after {clock(answer.seconds)}; nothing was due meanwhile.")
        return
    console.print(
        f"Stopped after {clock(answer.seconds)} and {counted(answer.runs, 'run')}: "
        f"{counted(answer.scenes, 'scene')}: "
        f"{answer.changed} changed, {answer.unchanged} already right, {answer.skipped} skipped, "
        f"{answer.waiting} waiting, {answer.failed} failed"
    )
    console.print("`stashplex runs` shows each of them.", style="dim")
