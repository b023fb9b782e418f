"""The papers say what the code does."""

import ast
import json
import re
import textwrap
from pathlib import Path

import pytest
from tests.architecture.tree import ROOT, name_of, papers, table_under, text_of
from tests.unit.config.machines import LEAST_VARIABLES

from stashplex.config import Machine, load_settings
from stashplex.config.keys import KEYS, TABLES
from stashplex.core.job import LEGAL_MOVES

DOCS = ROOT / "docs"
CONFIG = DOCS / "config.md"
EXAMPLE = re.compile(r"```toml\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
TEST_NAME = re.compile(r"`(tests/\S+?\.py)::([\w:]+)`")


def test_the_table_of_moves_is_the_one_in_the_code() -> None:
    rows = table_under(DOCS / "states.md", "## Every move")

    told = {(start, by, end) for start, by, end, *_ in rows}
    assert told == {(start or "*no job*", by, end or "*no job*") for start, by, end in LEGAL_MOVES}


def told_keys() -> dict[str, list[str]]:
    """Returns the row of every key in the papers: key, default, meaning, variable."""
    rows = {row[0].strip("`"): row for row in table_under(CONFIG, "## Top level")}
    for table in TABLES:
        for row in table_under(CONFIG, f"## `[{table}]`"):
            rows[f"{table}.{row[0].strip('`')}"] = row
    return rows


def test_every_key_stands_in_the_papers_with_its_variable() -> None:
    told = {name: row[-1] for name, row in told_keys().items()}

    assert told == {name: f"`{key.variable}`" for name, key in KEYS.items()}


def test_every_default_in_the_papers_is_the_one_in_the_code() -> None:
    simple = {
        name: f"`{json.dumps(key.default)}`"
        for name, key in KEYS.items()
        if isinstance(key.default, bool | int | float | str) and key.default != ""
    }

    assert {name: row[1] for name, row in told_keys().items() if name in simple} == simple


@pytest.mark.parametrize("paper", papers(), ids=name_of)
def test_every_example_of_a_configuration_is_a_good_one(tmp_path: Path, paper: Path) -> None:
    machine = Machine(LEAST_VARIABLES, tmp_path, tmp_path, "linux")
    for example in EXAMPLE.findall(text_of(paper)):
        (tmp_path / "stashplex.toml").write_text(textwrap.dedent(example), encoding="utf-8")

        load_settings(machine)


def test_every_promise_names_tests_that_exist() -> None:
    papers = (DOCS / "promises.md", DOCS / "security.md")
    named = TEST_NAME.findall("".join(map(text_of, papers)))

    assert named
    assert [f"{file}::{test}" for file, test in named if not exists(file, test)] == []


def exists(file: str, test: str) -> bool:
    """Returns True where a test file holds the test, given as `name` or `Class::name`."""
    path = ROOT / file
    inside: list[ast.AST] = [ast.parse(text_of(path))] if path.is_file() else []
    for name in test.split("::"):
        inside = [
            node
            for outer in inside
            for node in ast.iter_child_nodes(outer)
            if name in names_of(node)
        ]
    return bool(inside)


def names_of(node: ast.AST) -> set[str]:
    """Returns the names that a statement gives: a state machine is assigned, not defined."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case _:
            return set()


def test_every_promise_has_a_test() -> None:
    rows = table_under(DOCS / "promises.md", "## Promises and their tests")

    assert [row[0] for row in rows if not TEST_NAME.search(row[1])] == []


def test_every_fault_says_what_is_seen_and_has_a_test() -> None:
    rows = table_under(DOCS / "promises.md", "## Faults, and what you see of them")

    assert [row[0] for row in rows if not (row[1] and TEST_NAME.search(row[2]))] == []


def test_everything_that_may_be_tried_has_a_test() -> None:
    rows = table_under(DOCS / "security.md", "## What may try, and what holds it")
    assert rows
    assert all(what_holds and test for _, what_holds, test in rows if what_holds)


def test_no_link_leads_nowhere() -> None:
    lost = [
        f"{name_of(paper)} → {target}"
        for paper in papers()
        for target in LINK.findall(text_of(paper))
        if not (paper.parent / target).exists()
    ]

    assert lost == []
