"""How a run looks: what a dry run would change, and the summary at the end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.table import Table
from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.runs import Counts, Words, draw_run
from stashplex.cli.drawing.words import shorten, shown_value, why
from stashplex.core.answers import SyncAnswer
from stashplex.core.counting import counted
from stashplex.core.edit import Action, FieldEdit
from stashplex.core.item import Field
from stashplex.core.outcome import Ending
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled

WOULD: Final = {
    Action.SET: ("WOULD set", "green"),
    Action.CLEAR: ("WOULD clear", "yellow"),
    Action.LEAVE: ("leave", "dim"),
}
STYLES: Final = {Ending.WAITING: "yellow", Ending.FAILED: "red"}
MOST_NAMED: Final = 3
SYNC: Final = Words("finished", "nothing was written", "what was done is kept")


def draw_plan(console: PatientConsole, plan: Plan) -> None:
    """Draws what a dry run would change of one scene, and what it would leave."""
    title = plan.desired.values.get(Field.TITLE) or plan.look.scene.title
    for item, edit in plan.edits.items():
        told = [one for one in edit.fields if one.action in WOULD]
        if told:
            name = shorten(str(title)) or "without a title"
            head = f"Scene {plan.look.scene.id} · {name} · item {item}"
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
    """Draws how a run ended: counts that add up, what waits, what failed, where to look next."""
    draw_run(console, answer, SYNC, _counts(answer, notable), _notes(answer))


def _counts(answer: SyncAnswer, notable: Mapping[int, Settled]) -> Table:
    counts = Counts()
    counts.add(answer.changed, "would change" if answer.dry_run else "changed", "green")
    counts.add(answer.unchanged, "already right")
    for ending, reasons in (
        (Ending.WAITING, answer.waiting),
        (Ending.SKIPPED, answer.skipped),
        (Ending.FAILED, answer.failed),
    ):
        told = {f"{why(one)}{_named(notable, ending, one, n)}": n for one, n in reasons.items()}
        counts.add(sum(reasons.values()), ending.value, STYLES.get(ending, ""), told)
    return counts.close(answer.scenes)


def _named(notable: Mapping[int, Settled], ending: Ending, reason: str, count: int) -> str:
    """Returns the first few of so many scenes that ended so, to look them up."""
    scenes = sorted(
        scene for scene, one in notable.items() if (one.ending, one.detail) == (ending, reason)
    )
    if not scenes:
        return ""
    more = ", …" if count > len(scenes[:MOST_NAMED]) else ""
    noun = "scene" if count == 1 else "scenes"
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
    if answer.held:
        fields = ", ".join(f"{field} ({count})" for field, count in answer.held.items())
        yield Text.assemble(
            ("Held ", "bold"),
            f"since an undo put back what stood there: {fields}. It is written again when Stash ",
            "wants something else, or when you name the scene: `stashplex sync ID`.",
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
    elif answer.waiting and not (answer.dry_run or answer.guards):
        yield Text.assemble(
            ("Waiting ", "bold yellow"), "scenes cost nothing: every `stashplex sync` looks again."
        )
    if not answer.scenes:
        yield Text("There was nothing to do. `stashplex sync --all` compares every scene.")
    if answer.dry_run and answer.changed:
        yield Text(f"The same without --dry-run writes {counted(answer.changed, 'scene')}.")
