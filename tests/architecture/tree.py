"""The files of the project, as its architecture tests see them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "bench", "docs", "plugin", ".ci")
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".sql",
    ".graphql",
    ".json",
    ".yml",
    ".yaml",
    ".svg",
    ".service",
}
NAMES = {"Makefile", "LICENSE", "Dockerfile", ".dockerignore", ".gitignore", "run"}


@cache
def texts() -> tuple[Path, ...]:
    """Returns every text file of the project."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    found = {*ROOT.iterdir(), *inside}
    texts = (path for path in found if path.suffix in TEXTS or path.name in NAMES)
    return tuple(sorted(path for path in texts if path.is_file()))


def modules() -> tuple[Path, ...]:
    """Returns every Python module of the project."""
    return tuple(path for path in texts() if path.suffix == ".py")


def papers() -> tuple[Path, ...]:
    """Returns every page that a person reads."""
    return tuple(path for path in texts() if path.suffix == ".md")


@cache
def text_of(path: Path) -> str:
    """Returns what a file says."""
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Returns the path as it is written in a message."""
    return path.relative_to(ROOT).as_posix()


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yields every function and method of a module."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def table_under(paper: Path, heading: str) -> list[list[str]]:
    """Returns the rows of the first table under a heading, without the row of titles."""
    below = text_of(paper).partition(f"\n{heading}\n")[2].splitlines()
    start = next(number for number, line in enumerate(below) if line.startswith("|"))
    rows = []
    for line in below[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
