"""`docs/commands.md` tells every command, every option and every exit code."""

from collections.abc import Iterator

from cyclopts import App
from tests.architecture.tree import ROOT, table_under, text_of

from stashplex.cli.commands import app
from stashplex.cli.exits import Exit

PAPER = ROOT / "docs" / "commands.md"
MADE_BY_CYCLOPTS = ("--no-", "--empty-", "--front", "--ID")


def commands(parser: App, *before: str) -> Iterator[tuple[str, App]]:
    """Yields every command that does something, by its words."""
    for name in parser:
        if name.startswith("-"):
            continue
        words = (*before, name)
        inner = dict(commands(parser[name], *words))
        yield from inner.items() if inner else [(" ".join(words), parser[name])]


def section(words: str) -> str:
    """Returns what the paper says under the heading of a command."""
    return text_of(PAPER).partition(f"\n## {words}\n")[2].partition("\n## ")[0]


def options(parser: App) -> set[str]:
    """Returns the options that a person may give to a command."""
    names = {name for one in parser.assemble_argument_collection() for name in one.names}
    return {one for one in names if one.startswith("--") and not one.startswith(MADE_BY_CYCLOPTS)}


def test_every_command_has_its_section() -> None:
    headings = [line[3:] for line in text_of(PAPER).splitlines() if line.startswith("## ")]

    assert set(headings) - {"Before the command", "Exit codes"} == {
        words for words, _ in commands(app)
    }


def test_every_option_is_told_under_its_command() -> None:
    untold = {
        words: sorted(one for one in options(parser) if f"`{one}`" not in section(words))
        for words, parser in commands(app)
    }

    assert {words: missing for words, missing in untold.items() if missing} == {}


def test_every_option_before_the_command_is_told() -> None:
    told = {row[0].strip("`") for row in table_under(PAPER, "## Before the command")}

    assert told == {"--config", "--data-dir", "-v", "--json"}


def test_every_exit_code_is_told() -> None:
    told = [int(row[0]) for row in table_under(PAPER, "## Exit codes")]

    assert told == list(Exit)


def test_every_command_names_the_shape_of_its_answer() -> None:
    shapes = {
        row[0].strip("`")
        for row in table_under(ROOT / "docs" / "json.md", "## Who answers with what")
    }

    assert shapes == {words for words, _ in commands(app)}
