"""How the state of things looks."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import facts, grid
from stashplex.cli.drawing.outages import draw_going_on
from stashplex.cli.drawing.words import local
from stashplex.core.answers import RunTold, StatisticsTold, StatusAnswer
from stashplex.core.visible import visible
from stashplex.core.wording import counted, duration, shorten, waits_for

COUNTED: Final = ("changed", "unchanged", "enqueued", "skipped", "waiting", "failed", "dead")
"""What a sync or a comparison counts, in this order."""


def draw_status(console: PatientConsole, answer: StatusAnswer) -> None:
    """Draws where everything stands, and the next step where nothing has happened yet."""
    console.say(f"Data in {visible(answer.data_dir)}", "bold")
    if answer.plex is None:
        console.say()
        console.say("Nothing has been synced yet. First `stashplex doctor`, then")
        console.say("`stashplex sync --all --dry-run` shows what would happen.")
        return
    facts(console, _facts(answer))
    if answer.away:
        console.say()
        draw_going_on(console, answer.away)
    if answer.dead_letters:
        console.say()
        console.say("Dead letters", "bold red")
        _draw_counts(console, answer.dead_letters)
        console.say("  `stashplex dlq list` names them.", "dim")
    if answer.runs:
        console.say()
        console.say("Last runs", "bold")
        _draw_runs(console, answer.runs)


def _facts(answer: StatusAnswer) -> Iterator[tuple[str, str | Text]]:
    yield "Plex", shorten(answer.plex or "") or "without a name"
    yield "queue", _queue(answer)
    if answer.statistics is not None:
        yield "so far", _statistics(answer.statistics)


def _queue(answer: StatusAnswer) -> str:
    waiting, running = answer.queue.get("waiting", 0), answer.queue.get("running", 0)
    if not waiting and not running:
        return "empty: nothing waits"
    reasons = " · ".join(f"{count:,} {waits_for(kind)}" for kind, count in answer.waiting.items())
    now = f", {running:,} being worked" if running else ""
    return f"{waiting:,} waiting{now}: {reasons}" if reasons else f"{waiting:,} waiting{now}"


def _statistics(told: StatisticsTold) -> str:
    return (
        f"{counted(told.processed, 'job')}, {told.success_rate:.1f}% succeeded, "
        f"{told.avg_time_ms:.0f} ms each; "
        f"matches: {told.high_confidence:,} high, {told.low_confidence:,} low"
    )


def _draw_counts(console: PatientConsole, counts: Mapping[str, int]) -> None:
    table = grid(7, None)
    for kind, count in counts.items():
        table.add_row(Text(f"{count:,}", justify="right"), kind)
    console.draw(table)


def _draw_runs(console: PatientConsole, runs: tuple[RunTold, ...]) -> None:
    table = grid(6, 16, None)
    for run in runs:
        table.add_row(f"  {run.run_id}", local(run.started_at), _run(run))
    console.draw(table)


def _run(run: RunTold) -> str:
    if run.ended_at is None:
        return f"{run.kind}: still going on, or cut off"
    counts = run.counts
    if isinstance(counts.get("undoes"), int):
        fields = counted(_number(counts.get("put_back")), "field")
        return f"{run.kind} of run {counts['undoes']}: {fields} put back"
    parts = [f"{_number(counts.get(key)):,} {key}" for key in COUNTED if _number(counts.get(key))]
    scenes = counted(_number(counts.get("scenes")), "scene")
    seconds = counts.get("seconds")
    time = f", {duration(seconds)}" if isinstance(seconds, int | float) else ""
    told = f"{run.kind} of {scenes}{': ' if parts else ''}{', '.join(parts)}{time}"
    error = counts.get("error")
    why = shorten(str(error.get("message", ""))) if isinstance(error, dict) else ""
    return f"{told}; ended early: {why}" if why else told


def _number(count: object) -> int:
    """Returns a count, or the sum of counts by reason."""
    if isinstance(count, dict):
        return sum(one for one in count.values() if isinstance(one, int))
    return count if isinstance(count, int) else 0
