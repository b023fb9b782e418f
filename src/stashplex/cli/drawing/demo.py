"""How the demo looks."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.sync import draw_summary
from stashplex.core.answers import ExampleTold, SyncAnswer
from stashplex.core.wording import counted, duration, shorten, shown_value
from stashplex.worker.settling import Settled


def draw_welcome(console: PatientConsole, scenes: int) -> None:
    """Draws what is about to happen."""
    console.say(
        f"A simulated Stash and a simulated Plex, {counted(scenes, 'scene')}, some of them odd on "
        "purpose. Plex has the files, and knows nothing of them but their names."
    )
    console.say()


def draw_first(console: PatientConsole, answer: SyncAnswer, notable: Mapping[int, Settled]) -> None:
    """Draws what became of the first run."""
    _head(console, "The first sync")
    draw_summary(console, answer, notable)
    console.say()


def draw_examples(console: PatientConsole, examples: Sequence[ExampleTold]) -> None:
    """Draws some scenes: what stood in Plex before, and what stands there now."""
    if not examples:
        return
    _head(console, "A closer look: what Plex showed → what it shows now")
    for example in examples:
        console.say(f"Scene {example.scene} · {shorten(example.title)}", "bold")
        table = grid(14, None)
        for write in example.writes:
            before = Text(shown_value(write.field, write.before, 60), "dim")
            after = Text(shown_value(write.field, write.after, 60), "green")
            table.add_row(f"  {write.field}", Text.assemble(before, " → ", after))
        console.draw(table)
        console.say()


def draw_second(console: PatientConsole, answer: SyncAnswer, writes: int) -> None:
    """Draws that the second run had nothing to do, and where to go from here."""
    _head(console, "The second sync")
    requests = counted(answer.plex_requests, "request")
    console.say(
        f"{counted(answer.scenes, 'scene')} compared with {requests} to Plex "
        f"in {duration(answer.seconds)}: {counted(answer.unchanged, 'scene')} already right, "
        f"{counted(writes, 'write')} sent."
    )
    console.say()
    _head(console, "Your own library")
    for line in (
        "1. stashplex setup                   it asks where Stash and Plex are",
        "2. stashplex sync --all --dry-run    look before you leap",
        "3. stashplex sync --all --limit 5    then without --limit",
        "4. stashplex serve                   then by itself, seen in your browser",
    ):
        console.say(line)


def _head(console: PatientConsole, title: str) -> None:
    console.say(title, "bold cyan")
    console.say()
