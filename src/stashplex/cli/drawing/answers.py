"""Which drawing belongs to which answer."""

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.inspect import draw_inspection
from stashplex.cli.drawing.letters import draw_letter, draw_letters, draw_purged, draw_retried
from stashplex.cli.drawing.outages import draw_outages
from stashplex.cli.drawing.status import draw_status
from stashplex.core.answers import (
    DeadLetterAnswer,
    DeadLettersAnswer,
    InspectAnswer,
    OutagesAnswer,
    PurgeAnswer,
    RetryAnswer,
    StatusAnswer,
)

Drawn = (
    InspectAnswer
    | StatusAnswer
    | OutagesAnswer
    | DeadLettersAnswer
    | DeadLetterAnswer
    | RetryAnswer
    | PurgeAnswer
)


def draw(console: PatientConsole, answer: Drawn) -> None:
    """Draws an answer for people."""
    match answer:
        case InspectAnswer():
            draw_inspection(console, answer)
        case StatusAnswer():
            draw_status(console, answer)
        case OutagesAnswer():
            draw_outages(console, answer)
        case DeadLettersAnswer():
            draw_letters(console, answer)
        case DeadLetterAnswer():
            draw_letter(console, answer)
        case RetryAnswer():
            draw_retried(console, answer)
        case PurgeAnswer():
            draw_purged(console, answer)
