"""How a run looks: what a dry run would change, and the summary at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.words import counted, duration, shorten, shown_value, why
from stashplex.core.answers import MappingTold, ReconcileAnswer, SyncAnswer
from stashplex.core.edit import Action, FieldEdit
from stashplex.core.item import Field
from stashplex.core.learning import MappedRoot
from stashplex.core.outcome import Ending
from stashplex.log import visible
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled

WOULD: Final = {
    Action.SET: ("WOULD set", "green"),
    Action.CLEAR: ("WOULD clear", "yellow"),
    Action.LEAVE: ("leave", "dim"),
}
STYLES: Final = {Ending.WAITING: "yellow", Ending.FAILED: "red"}
MOST_NAMED: Final = 3
MOST_ROOTS: Final = 5


def draw_plan(console: PatientConsole, plan: Plan) -> None:
    """Draws what a dry run would change of one scene, and what it would leave."""
    title = plan.desired.values.get(Field.TITLE) or plan.look.scene.title
    for item, edit in plan.edits.items():
        told = [one for one in edit.fields if one.action in WOULD]
        if told:
            head = f"Scene {plan.look.scene.id} · {shorten(str(title))} · item {item}"
            console.say(head, "bold")
            console.draw(_fields(told))
    for warning in plan.desired.warnings:
        console.say(f"  ! {shorten(warning, 200)}", "yellow")
    console.say()


def _fields(told: Iterable[FieldEdit]) -> Table:
    table = grid(13, 13, None, 18)
    for one in told:
        word, style = WOULD[one.action]
        table.add_row(Text(f"  {word}", style), one.field, _change(one), Text(one.why, "dim"))
    return table


def _change(one: FieldEdit) -> Text:
    have, want = shown_value(one.field, one.have, 40), shown_value(one.field, one.want, 40)
    if one.action is Action.LEAVE:
        return Text.assemble(have, (f" (Stash: {want})", "dim"))
    return Text.assemble((have, "dim"), " → ", want)


def draw_summary(
    console: PatientConsole, answer: SyncAnswer, notable: Mapping[int, Settled]
) -> None:
    """Draws how a run ended: counts that add up, what waits, what failed, where to look next.

    Of a run that an error ended before it saw a scene there is nothing to draw but the error.
    """
    if answer.error and not answer.scenes:
        return
    name = "Dry run" if answer.dry_run else f"Run {answer.run_id}"
    what = "nothing was written" if answer.dry_run else "finished"
    if answer.error:
        what = "ended before its time; what was done is kept"
    if answer.interrupted:
        what = "interrupted; what was done is kept"
    console.say(Text.assemble((f"{name}: ", "bold"), f"{what}, {duration(answer.seconds)}"))
    console.say()
    console.draw(_counts(answer, notable))
    draw_requests(console, answer)
    draw_mapping(console, answer.mapping)
    draw_warnings(console, answer.warnings)
    for line in _notes(answer):
        console.say()
        console.say(line)


def draw_requests(console: PatientConsole, answer: SyncAnswer | ReconcileAnswer) -> None:
    """Draws how much both servers were asked."""
    requests = f"{answer.plex_requests:,} requests to Plex, {answer.stash_requests:,} to Stash"
    console.say(f"  {requests}", "dim")


def draw_mapping(console: PatientConsole, mapping: Sequence[MappingTold]) -> None:
    """Draws what was learned of the folders; a person knows what a person gave."""
    learned = [one for one in mapping if not one.given]
    for one in learned[:MOST_ROOTS]:
        root = MappedRoot(one.stash, one.plex, one.agreeing, one.files)
        console.say(f"  {shorten(str(root), 200)}", "dim")
    if len(learned) > MOST_ROOTS:
        console.say(f"  and {counted(len(learned) - MOST_ROOTS, 'folder')} more", "dim")


def draw_warnings(console: PatientConsole, warnings: Iterable[str]) -> None:
    """Draws what a person should know of a run."""
    for warning in warnings:
        console.say()
        console.say(Text.assemble(("Mind: ", "bold yellow"), visible(warning)))


def _counts(answer: SyncAnswer, notable: Mapping[int, Settled]) -> Table:
    table = grid(7, None)
    changed = "would change" if answer.dry_run else "changed"
    count_row(table, answer.changed, changed, "green")
    count_row(table, answer.unchanged, "already right")
    for ending, reasons in (
        (Ending.WAITING, answer.waiting),
        (Ending.SKIPPED, answer.skipped),
        (Ending.FAILED, answer.failed),
    ):
        count_row(table, sum(reasons.values()), ending.value, STYLES.get(ending, ""))
        if reasons:
            table.add_row("", _reasons(reasons, ending, notable))
    table.add_row(Text("─" * 5, "dim", justify="right"), "")
    count_row(table, answer.scenes, "scene" if answer.scenes == 1 else "scenes", "bold")
    return table


def count_row(table: Table, count: int, word: str, style: str = "") -> None:
    """Adds a count with what is counted; nothing to count is dim."""
    style = style if count else "dim"
    table.add_row(_number(count, style), Text(word, style))


def _reasons(reasons: Mapping[str, int], ending: Ending, notable: Mapping[int, Settled]) -> Table:
    return reasons_table(
        {f"{why(one)}{_named(notable, ending, one)}": count for one, count in reasons.items()}
    )


def reasons_table(counts: Mapping[str, int]) -> Table:
    """Returns counts by reason, to stand below their sum."""
    table = grid(5, None)
    for words, count in counts.items():
        table.add_row(_number(count, "dim"), Text(words, "dim"))
    return table


def _number(count: int, style: str) -> Text:
    return Text(f"{count:,}", style, justify="right")


def _named(notable: Mapping[int, Settled], ending: Ending, reason: str) -> str:
    """Returns the first few scenes that ended so, to look them up."""
    scenes = sorted(
        scene for scene, one in notable.items() if (one.ending, one.detail) == (ending, reason)
    )
    if not scenes:
        return ""
    more = ", …" if len(scenes) > MOST_NAMED else ""
    noun = "scene" if len(scenes) == 1 else "scenes"
    return f" ({noun} {', '.join(map(str, scenes[:MOST_NAMED]))}{more})"


def _notes(answer: SyncAnswer) -> Iterator[Text]:
    if answer.left:
        fields = ", ".join(f"{field} ({count})" for field, count in answer.left.items())
        yield Text.assemble(
            ("Left alone ", "bold"),
            f"in Plex, because a person locked, rated or changed it there: {fields}. ",
            "`stashplex inspect ID` says why; `stashplex sync --all --take-over ",
            f"{next(iter(answer.left))} --dry-run` shows what taking over locked fields would do.",
        )
    if answer.failed:
        kind = next(iter(answer.failed))
        yield Text.assemble(
            ("Failed ", "bold red"),
            f"scenes are in the dead letters: `stashplex dlq list --type {kind}` names them, ",
            "`stashplex inspect ID` explains one, `stashplex dlq retry` tries again.",
        )
    if answer.interrupted and not answer.dry_run:
        yield Text("The rest stays in the queue: `stashplex sync` goes on where this stopped.")
    elif answer.waiting and not answer.dry_run:
        yield Text.assemble(
            ("Waiting ", "bold yellow"), "scenes cost nothing: every `stashplex sync` looks again."
        )
    if not answer.scenes:
        yield Text("There was nothing to do. `stashplex sync --all` compares every scene.")
    if answer.dry_run and answer.changed:
        yield Text(f"The same without --dry-run writes {counted(answer.changed, 'scene')}.")
