"""How dead letters look."""

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from stashplex.cli.drawing.candidates import draw_candidates
from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import facts, grid
from stashplex.cli.drawing.words import local
from stashplex.core.answers import (
    CauseTold,
    DeadLetterAnswer,
    DeadLettersAnswer,
    DeadLetterTold,
    PurgeAnswer,
    RecoverAnswer,
    RetryAnswer,
)
from stashplex.core.visible import visible
from stashplex.core.wording import counted, shorten

OfLetters = DeadLettersAnswer | DeadLetterAnswer | RetryAnswer | RecoverAnswer | PurgeAnswer

LEFT: Final = {
    "no_outage": "did not die in an outage; see `stashplex outages`, then `stashplex dlq retry`",
    "recovered_before": "recovered once, and died of the same again: look into the server's log",
    "gone": "no longer in Stash",
    "unread": "could not be read from Stash",
}


def draw_of_letters(console: PatientConsole, answer: OfLetters) -> None:
    """Draws whatever a command of the dead letters answers."""
    match answer:
        case DeadLettersAnswer():
            _draw_letters(console, answer)
        case DeadLetterAnswer():
            _draw_letter(console, answer)
        case RetryAnswer():
            _draw_retried(console, answer)
        case RecoverAnswer():
            _draw_recovered(console, answer)
        case PurgeAnswer():
            _draw_purged(console, answer)


def _draw_letters(console: PatientConsole, answer: DeadLettersAnswer) -> None:
    """Draws the dead letters by type and cause, each type with what a person can do."""
    if not answer.causes:
        _say_none(console, "type", answer.by_type)
        return
    for kind in dict.fromkeys(one.error_type for one in answer.causes):
        of_kind = [one for one in answer.causes if one.error_type == kind]
        number = sum(one.count for one in of_kind)
        console.say(Text.assemble((kind, "bold red"), f" · {counted(number, 'scene')}"))
        console.say(f"  {of_kind[0].remedy}", "dim")
        for one in of_kind:
            _draw_cause(console, one)
        console.say(f"  stashplex dlq retry --type {kind}", "dim")
        console.say()


def _draw_cause(console: PatientConsole, cause: CauseTold) -> None:
    if cause.count > 1:
        console.say(f"  {counted(cause.count, 'scene')}: {shorten(cause.cause, 400)}")
    table = grid(10, 18, None)
    for letter in cause.examples:
        said = _name(letter) if cause.count > 1 else f"{_name(letter)}: {_words(letter)}"
        table.add_row(f"  {letter.scene}", local(letter.died_at), said)
    console.draw(table)
    more = cause.count - len(cause.examples)
    if more > 0:
        console.say(
            f"  and {more:,} more: stashplex dlq list --type {cause.error_type} --full", "dim"
        )


def _draw_letter(console: PatientConsole, answer: DeadLetterAnswer) -> None:
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
    if answer.candidates:
        console.say()
        draw_candidates(console, answer.candidates)
    if answer.warning:
        console.say(f"  {visible(answer.warning)}", "yellow")
    console.say(f"  stashplex inspect {letter.scene} · stashplex dlq retry {letter.scene}", "dim")


def _draw_retried(console: PatientConsole, answer: RetryAnswer) -> None:
    """Draws what comes after a retry."""
    if not answer.retried:
        _say_none(console, "kind", answer.remaining)
        return
    _say_requeued(console, answer.retried)


def _draw_recovered(console: PatientConsole, answer: RecoverAnswer) -> None:
    """Draws what an outage had left dead, and why the rest stays as it is."""
    if not answer.found:
        console.say("No dead letter is of a server's trouble.")
    elif not answer.requeued:
        console.say(f"{counted(answer.found, 'scene')} died of a server's trouble; none goes back.")
    elif answer.dry_run:
        console.say(f"{counted(answer.requeued, 'scene')} WOULD wait again with fresh attempts.")
    else:
        _say_requeued(console, answer.requeued)
    for reason, number in answer.left.items():
        console.say(f"  {number:,} left: {LEFT.get(reason, reason)}", "yellow")


def _draw_purged(console: PatientConsole, answer: PurgeAnswer) -> None:
    """Draws what was forgotten."""
    if not answer.purged:
        _say_none(console, "kind or age", answer.remaining)
        return
    console.say(f"{counted(answer.purged, 'dead letter')} forgotten.")
    console.say("A sync that finds a difference there tries again.")


def _say_requeued(console: PatientConsole, number: int) -> None:
    verb = "waits" if number == 1 else "wait"
    console.say(f"{counted(number, 'scene')} {verb} again with fresh attempts.")
    console.say("`stashplex sync` works them now.")


def _say_none(console: PatientConsole, what: str, there: Mapping[str, int]) -> None:
    others = ", ".join(f"{count:,} {kind}" for kind, count in there.items())
    console.say(f"None of that {what}; there are: {others}." if others else "No dead letters.")


def _name(letter: DeadLetterTold) -> str:
    return shorten(letter.title, 40) or shorten(letter.path, 60) or "unknown"


def _words(letter: DeadLetterTold) -> str:
    return shorten(letter.message, 300)
