"""How the items look that a scene could be, and what was said of one."""

from collections.abc import Iterable, Iterator

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import facts, grid
from stashplex.core.answers import CandidateTold, FileTold, PinAnswer, UnpinAnswer
from stashplex.core.visible import visible
from stashplex.core.wording import byte_size, clock, shorten


def draw_candidates(console: PatientConsole, candidates: Iterable[CandidateTold]) -> None:
    """Draws the items that could be meant, each with the command that says it is this one."""
    console.say("Which of these is it?", "bold")
    table = grid(12, None)
    for one in candidates:
        table.add_row(f"  item {one.item}", _described(one))
        table.add_row("", Text(one.pin, "green"))
    console.draw(table)


def draw_pin(console: PatientConsole, answer: PinAnswer) -> None:
    """Draws a scene and its item side by side, and what comes of it."""
    scene = f"Scene {answer.scene} · {shorten(answer.title) or 'without a title'}"
    console.say(scene, "bold")
    facts(console, (("file", line) for line in _files(answer.files)))
    library = f" in {shorten(answer.library)}" if answer.library else ""
    title = shorten(answer.item_title) or "without a title"
    console.say(f"Item {answer.item}{library} · {title}", "bold")
    facts(console, (("file", line) for line in _files(answer.item_files)))
    for warning in answer.warnings:
        console.say(f"  {visible(warning)}", "yellow")
    console.say(" ".join(_sentences(answer)))


def draw_unpin(console: PatientConsole, answer: UnpinAnswer) -> None:
    """Draws what is no longer pinned."""
    items = ", ".join(map(str, answer.items))
    console.say(f"Scene {answer.scene} is no longer pinned to item {items}.")
    console.say("The next `stashplex sync` looks for it by its files.")


def _sentences(answer: PinAnswer) -> Iterator[str]:
    verb = "WOULD be" if answer.dry_run else "is"
    yield f"Scene {answer.scene} {verb} pinned to item {answer.item}."
    if answer.replaced:
        yield f"That takes the place of item {', '.join(map(str, answer.replaced))}."
    if answer.owner is not None:
        yield f"Scene {answer.owner}, which had the item, is skipped from then on."
    if not answer.dry_run:
        yield "`stashplex sync` writes it now."


def _files(files: Iterable[FileTold]) -> Iterator[str]:
    yield from (_file(one.path, one.size, one.duration) for one in files)


def _described(one: CandidateTold) -> str:
    if not one.path:
        return "not seen in Plex now"
    title = f"{shorten(one.title)} · " if one.title else ""
    return title + _file(one.path, one.size, one.duration)


def _file(path: str, size: int, seconds: float | None) -> str:
    length = f", {clock(seconds)}" if seconds else ""
    return f"{visible(path)} ({byte_size(size)}{length})"


def draw_pinning(console: PatientConsole, answer: PinAnswer | UnpinAnswer) -> None:
    """Draws what a person's answer to a match changes, or giving it up."""
    if isinstance(answer, PinAnswer):
        draw_pin(console, answer)
    else:
        draw_unpin(console, answer)
