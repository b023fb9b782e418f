"""How the copies of the database look, and a bundle for whoever helps."""

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.core.answers import BundleAnswer, RestoreAnswer
from stashplex.core.visible import visible
from stashplex.core.wording import byte_size

OfCare = RestoreAnswer | BundleAnswer
NO_COPY = "There is no copy yet: the first run of a day makes one."
NEXT = "Next: stashplex sync --all --verify"
WHY = (
    "What was written after the copy was made is not remembered: reading every item finds what "
    "differs. Fields that it then leaves alone because they are locked may be ours from that time; "
    "--take-over adopts those you name."
)


def draw_of_care(console: PatientConsole, answer: OfCare) -> None:
    """Draws any of these answers."""
    if isinstance(answer, RestoreAnswer):
        draw_restore(console, answer)
    else:
        draw_bundle(console, answer)


def draw_restore(console: PatientConsole, answer: RestoreAnswer) -> None:
    """Draws which copies there are, or what came of bringing one back."""
    if answer.restored is None:
        _draw_copies(console, answer)
        return
    if answer.dry_run:
        console.say("It is sound, and WOULD become the database:")
        _draw_path(console, answer.restored)
        return
    console.say("This copy is the database now:", "bold")
    _draw_path(console, answer.restored)
    if answer.replaced is not None:
        console.say("The one before is kept as:")
        _draw_path(console, answer.replaced)
    console.say()
    console.say(NEXT)
    console.say(WHY, "dim")


def draw_bundle(console: PatientConsole, answer: BundleAnswer) -> None:
    """Draws what a bundle holds, what it lacks, and where it lies."""
    table = grid(26, 10, None)
    for part in answer.parts:
        table.add_row(f"  {visible(part.name)}", byte_size(part.bytes), visible(part.what))
    for missing in answer.missing:
        name, why = visible(missing.name), visible(missing.why)
        table.add_row(Text(f"  {name}", "yellow"), Text("missing", "yellow"), why)
    console.draw(table)
    console.say()
    hidden = "no secret, and words for paths and titles" if answer.obfuscated else "no secret"
    console.say(f"It holds {hidden}; look through it before you share it.")
    _draw_path(console, answer.path)


def _draw_copies(console: PatientConsole, answer: RestoreAnswer) -> None:
    if not answer.copies:
        console.say(NO_COPY)
        return
    table = grid(12, 10, None)
    for copy in answer.copies:
        table.add_row(f"  {copy.day}", byte_size(copy.bytes), visible(copy.path))
    console.draw(table)
    console.say()
    console.say(f"stashplex restore {answer.copies[0].day} brings the newest back.", "dim")


def _draw_path(console: PatientConsole, path: str) -> None:
    """Draws a path on one line however long it is, so that it can be copied."""
    console.print(Text(visible(path)), soft_wrap=True)
