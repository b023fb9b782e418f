"""Which drawing belongs to which answer."""

from stashplex.cli.drawing.candidates import draw_pinning
from stashplex.cli.drawing.care import OfCare, draw_of_care
from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.history import OfHistory, draw_of_history
from stashplex.cli.drawing.inspect import draw_inspection
from stashplex.cli.drawing.letters import OfLetters, draw_of_letters
from stashplex.cli.drawing.outages import draw_outages
from stashplex.cli.drawing.status import draw_status
from stashplex.cli.drawing.work import draw_work
from stashplex.core.answers import (
    BundleAnswer,
    HistoryAnswer,
    InspectAnswer,
    OutagesAnswer,
    PinAnswer,
    RestoreAnswer,
    RunsAnswer,
    StatusAnswer,
    UndoAnswer,
    UnpinAnswer,
    WorkAnswer,
)

Drawn = (
    InspectAnswer
    | StatusAnswer
    | OutagesAnswer
    | PinAnswer
    | UnpinAnswer
    | WorkAnswer
    | OfLetters
    | OfHistory
    | OfCare
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
        case WorkAnswer():
            draw_work(console, answer)
        case PinAnswer() | UnpinAnswer():
            draw_pinning(console, answer)
        case HistoryAnswer() | RunsAnswer() | UndoAnswer():
            draw_of_history(console, answer)
        case RestoreAnswer() | BundleAnswer():
            draw_of_care(console, answer)
        case _:
            draw_of_letters(console, answer)
