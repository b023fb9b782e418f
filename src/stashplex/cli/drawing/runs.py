"""What every run looks like: heading, counts by reason, costs, what to mind, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.guards import draw_guards
from stashplex.core.answers import MappingTold, ReconcileAnswer, SyncAnswer
from stashplex.core.learning import MappedRoot
from stashplex.core.visible import visible
from stashplex.core.wording import counted, duration, shorten

MOST_ROOTS: Final = 5


@dataclass(frozen=True, slots=True)
class Words:
    """What the heading of a run says."""

    done: str
    previewed: str
    """Of a dry run."""
    kept: str
    """Of one that was interrupted, or ended before its time."""


class Counts:
    """Counts with their reasons below them, and their sum at the end."""

    def __init__(self) -> None:
        self.table = grid(7, None)

    def add(
        self, count: int, word: str, style: str = "", reasons: Mapping[str, int] | None = None
    ) -> None:
        """Adds a count with what is counted; nothing to count is dim."""
        style = style if count else "dim"
        self.table.add_row(_number(count, style), Text(word, style))
        if reasons:
            self.table.add_row("", _below(reasons))

    def close(self, total: int, noun: str = "scene") -> Table:
        """Adds the sum, and returns the whole."""
        self.table.add_row(Text("─" * 5, "dim", justify="right"), "")
        self.add(total, noun if total == 1 else f"{noun}s", "bold")
        return self.table


def draw_run(
    console: PatientConsole,
    answer: SyncAnswer | ReconcileAnswer,
    words: Words,
    counts: Table,
    notes: Iterable[Text | str],
) -> None:
    """Draws how a run ended.

    Of one that an error ended before it saw a scene there is nothing to draw but the error.
    """
    if answer.error and not answer.scenes:
        return
    console.say(_heading(answer, words))
    console.say()
    console.draw(counts)
    requests = counted(answer.plex_requests, "request")
    console.say(f"  {requests} to Plex, {answer.stash_requests:,} to Stash", "dim")
    draw_guards(console, answer.guards or ())
    _draw_mapping(console, answer.mapping)
    for warning in answer.warnings:
        console.say()
        console.say(Text.assemble(("Mind: ", "bold yellow"), visible(warning)))
    for line in notes:
        console.say()
        console.say(line)


def _heading(answer: SyncAnswer | ReconcileAnswer, words: Words) -> Text:
    name = "Dry run" if answer.dry_run else f"Run {answer.run_id}"
    what = words.previewed if answer.dry_run else words.done
    if answer.error:
        what = f"ended before its time; {words.kept}"
    if answer.guards:
        what = "held back, and nothing was put"
    if answer.interrupted:
        what = f"interrupted; {words.kept}"
    return Text.assemble((f"{name}: ", "bold"), f"{what}, {duration(answer.seconds)}")


def _draw_mapping(console: PatientConsole, mapping: Sequence[MappingTold]) -> None:
    """Draws what was learned of the folders; a person knows what a person gave."""
    learned = [one for one in mapping if not one.given]
    for one in learned[:MOST_ROOTS]:
        root = MappedRoot(one.stash, one.plex, one.agreeing, one.files)
        console.say(f"  {shorten(str(root), 200)}", "dim")
    if len(learned) > MOST_ROOTS:
        console.say(f"  and {counted(len(learned) - MOST_ROOTS, 'folder')} more", "dim")


def _below(reasons: Mapping[str, int]) -> Table:
    table = grid(5, None)
    for words, count in reasons.items():
        table.add_row(_number(count, "dim"), Text(words, "dim"))
    return table


def _number(count: int, style: str) -> Text:
    return Text(f"{count:,}", style, justify="right")
