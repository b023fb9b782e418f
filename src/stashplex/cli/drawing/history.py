"""How the history, its runs and their undoing look."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.runs import Counts
from stashplex.cli.drawing.words import local
from stashplex.core.answers import (
    HistoryAnswer,
    RunEntryTold,
    RunsAnswer,
    UndoAnswer,
    WriteTold,
)
from stashplex.core.equality import fold
from stashplex.core.wording import LEFT, counted, duration, shorten, shown_value

STATES: Final = {"proved": "dim", "intended": "yellow", "lost": "yellow"}
MOST_LEFT: Final = 20
OfHistory = HistoryAnswer | RunsAnswer | UndoAnswer


def draw_of_history(console: PatientConsole, answer: OfHistory) -> None:
    """Draws whatever a command of the history answers."""
    match answer:
        case HistoryAnswer():
            _draw_history(console, answer)
        case RunsAnswer():
            _draw_runs(console, answer)
        case UndoAnswer():
            _draw_undone(console, answer)


def _draw_history(console: PatientConsole, answer: HistoryAnswer) -> None:
    """Draws what was written, the newest first."""
    if not answer.writes:
        console.say("Nothing was written there, or it is older than storage.keep_days.")
        return
    table = grid(18, 5, 7, 14, None, 8)
    head = ("  when", "run", "scene", "field", "change", "")
    table.add_row(*(Text(word, "dim") for word in head))
    for one in answer.writes:
        table.add_row(
            f"  {local(one.at)}",
            "" if one.run is None else str(one.run),
            str(one.scene),
            one.field,
            _change(one),
            Text(one.state, STATES.get(one.state, "")),
        )
    console.draw(table)
    if answer.more:
        console.say("  There are older ones: --limit shows more.", "dim")


def _change(one: WriteTold) -> Text:
    """Returns what a write changed: of tags those that came and went, else both values."""
    if isinstance(one.before, str) or isinstance(one.after, str):
        before = Text(shown_value(one.field, one.before, 40), "dim")
        text = Text.assemble(before, " → ", shown_value(one.field, one.after, 40))
    else:
        text = _tags(one.before, one.after)
    lock = {True: "locked", False: "unlocked"}.get(one.lock) if one.lock is not None else None
    if lock and one.lock != one.locked_before:
        text.append(f" ({lock})", "dim")
    return text


def _draw_runs(console: PatientConsole, answer: RunsAnswer) -> None:
    """Draws the runs that are kept."""
    if not answer.runs:
        console.say("There was no run yet.")
        return
    table = grid(8, 16, 9, None)
    for one in answer.runs:
        table.add_row(f"  {one.run_id}", local(one.started_at), one.kind, _wrote(one))
    console.draw(table)
    console.say("  `stashplex history --run N` names what one wrote,", "dim")
    console.say("  `stashplex undo N --dry-run` what taking it back would do.", "dim")


def _draw_undone(console: PatientConsole, answer: UndoAnswer) -> None:
    """Draws what became of every field that a run wrote."""
    if answer.error and not answer.fields:
        return
    if not answer.items:
        console.say(
            f"There is nothing to take back of run {answer.undoes}: it wrote nothing, or what it "
            "wrote is older than storage.keep_days. No run was made."
        )
        return
    console.say(_heading(answer))
    console.say()
    counts = Counts()
    verb = "would be put back" if answer.dry_run else "put back"
    counts.add(sum(answer.put_back.values()), verb, "green", answer.put_back)
    counts.add(answer.already, "as they were before already")
    left = {LEFT.get(reason, reason): count for reason, count in answer.left.items()}
    counts.add(sum(left.values()), "left as they are", "yellow", left)
    counts.add(sum(answer.failed.values()), "failed", "bold red", answer.failed)
    console.draw(counts.close(answer.fields, "field"))
    _draw_left(console, answer)
    for line in _notes(answer):
        console.say()
        console.say(line)


def _tags(before: tuple[str, ...], after: tuple[str, ...]) -> Text:
    old, new = {fold(name) for name in before}, {fold(name) for name in after}
    text = Text()
    for sign, style, names, others in (("+", "green", after, old), ("-", "yellow", before, new)):
        for name in names:
            if fold(name) not in others:
                text.append(f"{' ' if text else ''}{sign}{shorten(name)}", style)
    return text or Text("the same names", "dim")


def _wrote(one: RunEntryTold) -> str:
    undone = one.counts.get("undoes")
    of = f"of run {undone}, " if isinstance(undone, int) else ""
    lost = f", {one.lost:,} lost" if one.lost else ""
    unknown = f", {one.open:,} not proved yet" if one.open else ""
    ended = "" if one.ended_at else "; still going on, or cut off"
    return f"{of}{counted(one.written, 'field')} written{lost}{unknown}{ended}"


def _heading(answer: UndoAnswer) -> Text:
    name = "Dry run" if answer.dry_run else f"Run {answer.run_id}"
    what = f"undoing run {answer.undoes}"
    if answer.kind == "redo":
        what = f"doing again what run {answer.undoes} took back"
    if answer.interrupted:
        what += ", interrupted"
    elif answer.error:
        what += ", ended before its time"
    return Text.assemble((f"{name}: ", "bold"), f"{what}, {duration(answer.seconds)}")


def _draw_left(console: PatientConsole, answer: UndoAnswer) -> None:
    if not answer.told:
        return
    console.say()
    table = grid(10, 14, 14, None)
    for one in answer.told[:MOST_LEFT]:
        table.add_row(
            f"  {one.scene}", f"item {one.item}", one.field, Text(shorten(one.why, 200), "dim")
        )
    console.draw(table)
    more = sum(answer.left.values()) + sum(answer.failed.values()) - MOST_LEFT
    if more > 0:
        console.say(f"  and {more:,} more; --json names the first hundred.", "dim")


def _notes(answer: UndoAnswer) -> Iterator[Text | str]:
    if answer.items_not_reached:
        items = counted(answer.items_not_reached, "item")
        yield f"{items} not reached: the same command goes on where this stopped."
    if answer.dry_run:
        yield "The same without --dry-run puts it back."
    elif answer.put_back and answer.kind == "undo":
        yield Text.assemble(
            ("Held: ", "bold"),
            "no sync writes it again until Stash wants something else, or you release a scene ",
            f"with `stashplex sync ID`. `stashplex undo {answer.run_id}` takes this back.",
        )
