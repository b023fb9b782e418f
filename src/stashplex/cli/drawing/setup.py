"""How the set-up looks on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.core.answers import (
    ChangeTold,
    FoldersTold,
    InspectAnswer,
    KeptTold,
    PlexSeenTold,
    StashSeenTold,
)
from stashplex.core.errors import StashplexError
from stashplex.core.remedies import remedy_of
from stashplex.core.visible import visible
from stashplex.core.wording import counted, shorten, shown_value

MOST_EXCEPTIONS: Final = 3
STEPS: Final = 5
WRITES: Final = ("set", "clear")


def draw_welcome(console: PatientConsole, config: str) -> None:
    """Draws what is about to happen."""
    console.say("This sets stashplex up. Nothing is written to Plex before you say so.")
    console.say(f"What you answer ends in {visible(config)}. Ctrl-C leaves all as it is.", "dim")


def draw_step(console: PatientConsole, number: int, title: str) -> None:
    """Draws the head of a step."""
    console.say()
    console.say(Text.assemble((f"{number} of {STEPS}  ", "dim"), (title, "bold cyan")))


def draw_good(console: PatientConsole, line: str) -> None:
    """Draws what came out well."""
    console.say(Text.assemble(("✓ ", "green"), visible(line)))


def draw_trouble(console: PatientConsole, error: StashplexError) -> None:
    """Draws what went wrong, and what to do."""
    console.say(Text.assemble(("✗ ", "red"), visible(error.message)))
    if remedy := remedy_of(error):
        console.say(Text.assemble(("  → ", "red"), visible(remedy)))


def draw_warning(console: PatientConsole, line: str) -> None:
    """Draws what a person should know."""
    console.say(Text.assemble(("! ", "yellow"), visible(line)))


def draw_stash(console: PatientConsole, seen: StashSeenTold) -> None:
    """Draws the Stash that answered."""
    login = "with its key" if seen.needs_key else "it asks for no login"
    scenes = counted(seen.scenes, "scene")
    draw_good(console, f"Stash {seen.version} at {seen.url}: {scenes}, {login}")
    if not seen.scenes:
        draw_warning(console, "It has no scenes yet: scan your videos in Stash.")


def draw_plex(console: PatientConsole, seen: PlexSeenTold) -> None:
    """Draws the Plex that answered."""
    draw_good(console, f"Plex {seen.name} at {seen.url}, {seen.version}; you are its owner")
    if seen.warning:
        draw_warning(console, seen.warning)


def draw_folders(console: PatientConsole, folders: FoldersTold) -> None:
    """Draws which folders are which, on what evidence, and what is an exception."""
    for root in folders.roots:
        draw = draw_good if root.agreeing else draw_warning
        agree = f"{root.agreeing:,} of {counted(root.files, 'file')} agree"
        line = agree if root.agreeing else "no file of the one is in the other"
        draw(console, f"{root.stash} in Stash is {root.plex} in Plex: {line}")
        for one in root.exceptions[:MOST_EXCEPTIONS]:
            console.say(f"    not {visible(one.stash)}: {visible(one.plex)}", "dim")
    if not folders.roots:
        console.say("No folder has another name in Plex than in Stash.")
    console.say(", ".join(_lines(folders)))
    for path in folders.absent:
        console.say(f"    not in Plex: {visible(path)}", "dim")


def draw_scenes(console: PatientConsole, scenes: Iterable[InspectAnswer]) -> None:
    """Draws some scenes as a sync would change them."""
    for scene in scenes:
        console.say()
        console.say(f"Scene {scene.scene} · {shorten(scene.title) or 'without a title'}", "bold")
        changed = [one for item in scene.items for one in item.fields if one.action in WRITES]
        if not changed:
            reason = scene.verdict.message or "Plex shows it as Stash says"
            console.say(f"  {scene.verdict.ending}: {shorten(reason, 200)}")
        table = grid(14, None)
        for one in changed:
            before = Text(shown_value(one.field, one.have, 60), "dim")
            after = Text(shown_value(one.field, one.want, 60), "green")
            table.add_row(f"  {one.field}", Text.assemble(before, " → ", after))
        console.draw(table)


def draw_changes(console: PatientConsole, config: str, changes: Iterable[ChangeTold]) -> None:
    """Draws what would be another in the configuration."""
    console.say()
    console.say(f"In {visible(config)}:", "bold")
    table = grid(16, None)
    for one in changes:
        before, after = visible(one.before), visible(one.after) or "not there any more"
        table.add_row(f"  {one.key}", f"{before} → {after}" if before else after)
    console.draw(table)


def draw_kept(console: PatientConsole, kept: KeptTold) -> None:
    """Draws that the configuration is written."""
    draw_good(console, f"{kept.config} is written; only you can read it")
    if kept.copy:
        console.say(f"  What stood there before is kept in {visible(kept.copy)}", "dim")
    for warning in kept.warnings:
        draw_warning(console, warning)


def draw_next(console: PatientConsole) -> None:
    """Draws where to go from here."""
    console.say()
    console.say("Next:", "bold")
    for line in (
        "stashplex serve                    keep Plex in step, seen in your browser",
        "stashplex sync --all --dry-run     see all that would change",
        "stashplex doctor                   is everything in place?",
    ):
        console.say(f"  {line}")


def _lines(folders: FoldersTold) -> Iterator[str]:
    yield f"In place in Plex: {folders.in_place:,} of {counted(folders.files, 'file')}"
    if folders.elsewhere:
        yield f"somewhere else, known by name and size: {folders.elsewhere:,}"
    missing = folders.files - folders.in_place - folders.elsewhere
    if missing:
        yield f"not in these libraries: {missing:,}"
