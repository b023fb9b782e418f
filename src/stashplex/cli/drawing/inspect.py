"""How one scene explained looks."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from stashplex.cli.drawing.candidates import draw_candidates
from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import facts, grid
from stashplex.cli.drawing.words import local
from stashplex.core.answers import (
    HoldingTold,
    InspectAnswer,
    ItemTold,
    JobTold,
    VerdictTold,
    WriteTold,
)
from stashplex.core.visible import visible
from stashplex.core.wording import byte_size, clock, counted, shorten, shown_value, why

STYLES: Final = {
    "set": "green",
    "clear": "yellow",
    "leave": "yellow",
    "hold": "yellow",
    "keep": "dim",
}
VERDICTS: Final = {
    "changed": ("a sync WOULD change it", "green"),
    "unchanged": ("nothing to write", "green"),
    "skipped": ("skipped", "yellow"),
    "waiting": ("waiting", "yellow"),
    "failed": ("failed", "red"),
}


def draw_inspection(console: PatientConsole, answer: InspectAnswer) -> None:
    """Draws everything there is to say of a scene."""
    console.say(f"Scene {answer.scene} · {shorten(answer.title) or 'without a title'}", "bold")
    facts(console, _facts(answer))
    if answer.candidates:
        console.say()
        draw_candidates(console, answer.candidates)
    for item in answer.items:
        console.say()
        _draw_item(console, item)
    if answer.writes:
        console.say()
        console.say("Last writes", "bold")
        _draw_writes(console, answer.writes)


def _facts(answer: InspectAnswer) -> Iterator[tuple[str, str | Text]]:
    for file in answer.files:
        length = f", {clock(file.duration)}" if file.duration else ""
        yield "file", f"{visible(file.path)} ({byte_size(file.size)}{length})"
    yield "now", _verdict(answer.verdict, answer.items)
    if answer.pins:
        yield "pinned to", f"item {', '.join(map(str, answer.pins))}"
    for line in answer.explanation:
        confidence = f"{answer.confidence}: " if answer.confidence else ""
        yield "match", f"{confidence}{visible(line)}"
    for warning in answer.warnings:
        yield "warning", Text(visible(warning), "yellow")
    if answer.last:
        reason = f": {why(answer.last.reason)}" if answer.last.reason else ""
        yield "last time", f"{answer.last.ending}{reason}, {local(answer.last.at)}"
    if answer.job:
        yield "job", _job(answer.job)


def _verdict(verdict: VerdictTold, items: Iterable[ItemTold]) -> Text:
    words, style = VERDICTS[verdict.ending]
    text = Text(words, style)
    does = {one.field: one.action for item in items for one in item.fields}
    changed = [field for field, action in does.items() if action in ("set", "clear")]
    left = [field for field, action in does.items() if action == "leave"]
    held = [field for field, action in does.items() if action == "hold"]
    if changed:
        text.append(f": {', '.join(changed)}")
    if left:
        text.append(f"; left alone: {', '.join(left)}", "yellow")
    if held:
        text.append(f"; held since undo: {', '.join(held)}", "yellow")
    if verdict.detail:
        text.append(f": {why(verdict.detail)}")
    if verdict.message:
        text.append(f". {shorten(verdict.message, 600)}")
    return text


def _job(job: JobTold) -> str:
    state = "dead letter" if job.state == "dead" else job.state
    tried = f", {counted(job.attempts, 'failed attempt')}" if job.attempts else ""
    due = f", due {local(job.due_at)}" if job.state == "waiting" else ""
    error = f"; {job.error_type}: {shorten(job.message, 400)}" if job.error_type else ""
    return f"{state} since {local(job.put_at)}{due}{tried}{error}"


def _draw_item(console: PatientConsole, item: ItemTold) -> None:
    console.say(f"Item {item.item} in {shorten(item.library) or 'Plex'}", "bold")
    facts(
        console,
        [
            ("file", visible(item.path)),
            ("found by", f"{item.evidence.replace('_', ' ')}, confidence {item.confidence}"),
            ("locked", ", ".join(item.locked) or "nothing"),
            ("held by us", _held(item.holdings) or "nothing yet"),
        ],
    )
    console.say()
    table = grid(13, None, None, 5, 18)
    head = ("  field", "want", "have", "does", "why")
    table.add_row(*(Text(word, "dim") for word in head))
    for one in item.fields:
        lock = " (locked)" if one.locked and one.action == "leave" else ""
        table.add_row(
            f"  {one.field}",
            shown_value(one.field, one.want),
            shown_value(one.field, one.have),
            Text(one.action, STYLES.get(one.action, "")),
            Text(f"{one.why}{lock if 'locked' not in one.why else ''}", "dim"),
        )
    console.draw(table)


def _held(holdings: Iterable[HoldingTold]) -> str:
    """Returns what is ours, by field; of tags how many."""
    fields: dict[str, int] = {}
    for row in holdings:
        if not row.found:
            fields[row.field] = fields.get(row.field, 0) + bool(row.tag)
    return ", ".join(f"{field} ({tags})" if tags else field for field, tags in fields.items())


def _draw_writes(console: PatientConsole, writes: Iterable[WriteTold]) -> None:
    table = grid(18, 12, None, 8)
    for one in writes:
        before = Text(shown_value(one.field, one.before, 40), "dim")
        change = Text.assemble(before, " → ", shown_value(one.field, one.after, 40))
        table.add_row(f"  {local(one.at)}", one.field, change, Text(one.state, "dim"))
    console.draw(table)
