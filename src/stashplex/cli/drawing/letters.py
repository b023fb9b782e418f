"""How dead letters look."""

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import facts, grid
from stashplex.cli.drawing.words import counted, local, shorten
from stashplex.core.answers import (
    DeadLetterAnswer,
    DeadLettersAnswer,
    DeadLetterTold,
    PurgeAnswer,
    RetryAnswer,
)
from stashplex.core.remedies import remedy_for
from stashplex.log import visible


def draw_letters(console: PatientConsole, answer: DeadLettersAnswer) -> None:
    """Draws the dead letters by type, each type with what a person can do."""
    if not answer.letters:
        others = ", ".join(f"{count} {kind}" for kind, count in answer.by_type.items())
        console.say(f"None of that type; there are: {others}." if others else "No dead letters.")
        return
    kinds = dict.fromkeys(letter.error_type for letter in answer.letters)
    for kind in sorted(kinds, key=lambda one: -answer.by_type.get(one, 0)):
        of_kind = [letter for letter in answer.letters if letter.error_type == kind]
        console.say(Text.assemble((kind, "bold red"), f" · {counted(len(of_kind), 'scene')}"))
        console.say(f"  {remedy_for(kind)}", "dim")
        table = grid(10, 18, None)
        for letter in of_kind:
            table.add_row(f"  {letter.scene}", local(letter.died_at), _line(letter))
        console.draw(table)
        console.say(f"  stashplex dlq retry --type {kind}", "dim")
        console.say()


def draw_letter(console: PatientConsole, answer: DeadLetterAnswer) -> None:
    """Draws one dead letter in full."""
    letter = answer.letter
    console.say(f"Scene {letter.scene} · {shorten(letter.title) or 'without a title'}", "bold")
    facts(
        console,
        [
            ("file", visible(letter.path) or "unknown"),
            ("died", f"{local(letter.died_at)}, after {counted(letter.attempts, 'attempt')}"),
            ("error", Text(f"{letter.error_type}: {visible(letter.message)}", "red")),
            ("remedy", answer.remedy),
        ],
    )
    console.say(f"  stashplex inspect {letter.scene} · stashplex dlq retry {letter.scene}", "dim")


def draw_retried(console: PatientConsole, answer: RetryAnswer) -> None:
    """Draws what comes after a retry."""
    verb = "waits" if answer.retried == 1 else "wait"
    console.say(f"{counted(answer.retried, 'scene')} {verb} again with fresh attempts.")
    if answer.retried:
        console.say("`stashplex sync` works them now.")


def draw_purged(console: PatientConsole, answer: PurgeAnswer) -> None:
    """Draws what was forgotten."""
    console.say(f"{counted(answer.purged, 'dead letter')} forgotten.")
    if answer.purged:
        console.say("A sync that finds a difference there tries again.")


def _line(letter: DeadLetterTold) -> str:
    name = shorten(letter.title, 40) or shorten(letter.path, 60)
    return f"{name}: {shorten(letter.message, 160)}"
