"""Exceptions carry their reason, and the project speaks of itself alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, modules, name_of, text_of, texts

EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)")
WITH_REASON = re.compile(
    r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*  \S"
    r"|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]  # \S"
    r"|pragma: no (cover|branch)  \S)"
)
MACHINE_PATH = re.compile(r"(?<![\w~.>-])/((work|root|tmp)/\w|home/(?!someone/))")
REGISTRY = re.compile(r"pythonhosted|pypi\.org|npmjs|ghcr\.io|docker\.io|index-url", re.IGNORECASE)
MAKER = re.compile(r"co-authored|signed-off-by|generated (by|with)\b|@author", re.IGNORECASE)


def lines_with(pattern: re.Pattern[str], paths: tuple[Path, ...]) -> Iterator[str]:
    """Yields the lines that hold the pattern, but for those of this very file."""
    for path in paths:
        if path != Path(__file__):
            for number, line in enumerate(text_of(path).splitlines(), start=1):
                if pattern.search(line):
                    yield f"{name_of(path)}:{number}: {line.strip()}"


def test_every_exception_from_a_rule_carries_its_reason() -> None:
    found = lines_with(EXCEPTION, modules())

    assert [line for line in found if not WITH_REASON.search(line)] == []


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    assert list(lines_with(MACHINE_PATH, texts())) == []


def test_no_registry_is_in_the_tree() -> None:
    assert list(lines_with(REGISTRY, texts())) == []


def test_nothing_tells_who_or_what_made_it() -> None:
    assert list(lines_with(MAKER, texts())) == []
    assert "\nauthors" not in text_of(ROOT / "pyproject.toml")
