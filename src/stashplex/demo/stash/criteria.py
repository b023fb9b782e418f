"""The filter criteria of Stash as predicates, with its text comparisons and its LIKE."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

Row = TypeVar("Row")
Criterion = Mapping[str, Any]
"""One criterion or filter as graphql-core hands it over: checked against the schema already."""
Test = Callable[[Row], bool]
MakeTest = Callable[[Criterion], Test[Row]]


class UnsupportedModifier(Exception):
    """The criterion cannot be combined with this modifier."""


def pattern(like: str) -> re.Pattern[str]:
    """Returns an SQL LIKE pattern as a regular expression: any case, in ASCII only."""
    parts = {"%": ".*", "_": "."}
    expression = "".join(parts.get(letter) or re.escape(letter) for letter in like)
    return re.compile(expression, re.IGNORECASE | re.ASCII | re.DOTALL)


def words(value: str) -> list[str]:
    """Returns what is searched for: every word, or all of it where it is in double quotes."""
    quoted = value.startswith('"') and value.endswith('"') and len(value) > 1
    return [value[1:-1]] if quoted else value.split()


def any_like(patterns: Iterable[str]) -> Callable[[Collection[str]], bool]:
    """Returns the test whether any value matches any of the LIKE patterns."""
    compiled = [pattern(like) for like in patterns]
    return lambda values: any(one.fullmatch(value) for value in values for one in compiled)


def text(values_of: Callable[[Row], Collection[str]]) -> MakeTest[Row]:
    """Returns the criterion over texts, of which one must do."""

    def make(criterion: Criterion) -> Test[Row]:
        value: str = criterion["value"]
        equal = any_like([value])
        included = any_like([f"%{word}%" for word in words(value)])
        tests: dict[str, Callable[[Collection[str]], bool]] = {
            "EQUALS": equal,
            "NOT_EQUALS": lambda values: not equal(values),
            "INCLUDES": included,
            "EXCLUDES": lambda values: not included(values),
            "IS_NULL": lambda values: not any(values),
            "NOT_NULL": any,
            "MATCHES_REGEX": lambda values: any(re.search(value, one) for one in values),
            "NOT_MATCHES_REGEX": lambda values: not any(re.search(value, one) for one in values),
        }
        test = choose(tests, criterion)
        return lambda row: test(values_of(row))

    return make


def stamp(value_of: Callable[[Row], str]) -> MakeTest[Row]:
    """Returns the criterion over a stamp: compared as text, whatever zone either side is in."""

    def make(criterion: Criterion) -> Test[Row]:
        low: str = criterion["value"]
        high: str = criterion.get("value2") or "9999"
        tests: dict[str, Callable[[str], bool]] = {
            "EQUALS": lambda value: value == low,
            "NOT_EQUALS": lambda value: value != low,
            "GREATER_THAN": lambda value: value > low,
            "LESS_THAN": lambda value: value < low,
            "BETWEEN": lambda value: low <= value <= high,
            "NOT_BETWEEN": lambda value: not low <= value <= high,
        }
        test = choose(tests, criterion)
        return lambda row: test(value_of(row))

    return make


def number(value_of: Callable[[Row], int | None]) -> MakeTest[Row]:
    """Returns the criterion over a number; a row without one meets only IS_NULL."""

    def make(criterion: Criterion) -> Test[Row]:
        low: int = criterion["value"]
        second: int | None = criterion.get("value2")
        high = low if second is None else second
        tests: dict[str, Callable[[int | None], bool]] = {
            "EQUALS": lambda value: value == low,
            "NOT_EQUALS": lambda value: value not in (None, low),
            "GREATER_THAN": lambda value: value is not None and value > low,
            "LESS_THAN": lambda value: value is not None and value < low,
            "BETWEEN": lambda value: value is not None and low <= value <= high,
            "NOT_BETWEEN": lambda value: value is not None and not low <= value <= high,
            "IS_NULL": lambda value: value is None,
            "NOT_NULL": lambda value: value is not None,
        }
        test = choose(tests, criterion)
        return lambda row: test(value_of(row))

    return make


def members(ids_of: Callable[[Row], set[int]]) -> MakeTest[Row]:
    """Returns the criterion over the ids of what a row is connected to."""

    def make(criterion: Criterion) -> Test[Row]:
        wanted = {int(one) for one in criterion.get("value") or ()}
        unwanted = {int(one) for one in criterion.get("excludes") or ()}
        tests: dict[str, Callable[[set[int]], bool]] = {
            "INCLUDES": lambda ids: not wanted or bool(ids & wanted),
            "INCLUDES_ALL": lambda ids: wanted <= ids,
            "EXCLUDES": lambda ids: not ids & wanted,
            "IS_NULL": lambda ids: not ids,
            "NOT_NULL": bool,
        }
        test = choose(tests, criterion)
        return lambda row: test(ids_of(row)) and not ids_of(row) & unwanted

    return make


def choose(
    tests: Mapping[str, Callable[[Row], bool]], criterion: Criterion
) -> Callable[[Row], bool]:
    """Returns the test of the criterion's modifier; raises where it has none."""
    modifier: str = criterion["modifier"]
    if modifier not in tests:
        raise UnsupportedModifier(f"unsupported modifier: {modifier}")
    return tests[modifier]
