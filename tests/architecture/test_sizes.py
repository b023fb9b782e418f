"""Small files, small functions, names that say what is inside."""

import re

from tests.architecture.tree import functions_of, modules, name_of, text_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
EMPTY_NAMES = re.compile(r"(^|_)(util|utils|common|helper|helpers|manager|misc)(_|$)")


def test_no_module_is_longer_than_a_person_can_hold() -> None:
    lengths = {name_of(path): len(text_of(path).splitlines()) for path in modules()}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{name_of(path)}:{function.lineno} {function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for path in modules()
        for function in functions_of(path)
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in modules() if EMPTY_NAMES.search(path.stem)] == []
