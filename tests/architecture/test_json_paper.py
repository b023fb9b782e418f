"""`docs/json.md` tells the shapes of all answers as the code has them."""

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct, UnsetType
from tests.architecture.tree import ROOT, table_under, text_of

from stashplex.core import answers

PAPER = ROOT / "docs" / "json.md"
WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
MANY = {str: "texts", int: "whole numbers", object: "anything"}


def shapes() -> dict[str, type]:
    """Returns every record of the answers by its name."""
    return {name: getattr(answers, name) for name in answers.__all__}


def in_words(kind: Any) -> str:  # noqa: ANN401  a type, whatever it is made of
    """Returns a type as the paper calls it."""
    if kind in WORDS:
        return WORDS[kind]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    inside = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(
            {types.NoneType: "null", UnsetType: "absent"}.get(one) or in_words(one)
            for one in inside
        )
    if get_origin(kind) is tuple:
        return f"list of {MANY.get(inside[0]) or in_words(inside[0])}"
    assert get_origin(kind) is Mapping
    return f"object of {MANY[inside[1]]}"


def test_every_shape_stands_in_the_paper_with_its_keys_in_order() -> None:
    told = {
        name: [(row[0].strip("`"), row[1]) for row in table_under(PAPER, f"### {name}")]
        for name in shapes()
    }

    assert told == {
        name: [(key, in_words(kind)) for key, kind in get_type_hints(shape).items()]
        for name, shape in shapes().items()
    }


def test_the_paper_has_no_shape_that_the_code_has_not() -> None:
    headings = [line[4:] for line in text_of(PAPER).splitlines() if line.startswith("### ")]

    assert sorted(headings) == sorted(shapes())
