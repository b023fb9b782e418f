"""`docs/api.md` tells every path of the API, what its query may hold, and what it answers."""

import re

from tests.architecture.tree import ROOT, text_of

from stashplex.core import answers
from stashplex.web.api.document import openapi
from stashplex.web.api.operations import PREFIX, operations

PAPER = ROOT / "docs" / "api.md"
ROW = re.compile(r"\| `(GET|POST|DELETE) (/[^`?]*)(?:\?([^`]*))?` \|(.*)")


def rows() -> dict[tuple[str, str], tuple[list[str], str]]:
    """Returns the query and the rest of each row, by method and path."""
    found = (ROW.match(line) for line in text_of(PAPER).splitlines())
    return {
        (row[1].lower(), PREFIX + row[2]): ((row[3] or "").replace("=", "").split("&"), row[4])
        for row in found
        if row
    }


def test_every_path_is_told_with_its_query() -> None:
    described = {
        (method, path): [one["name"] for one in told.get("parameters", []) if one["in"] == "query"]
        for path, methods in openapi()["paths"].items()
        for method, told in methods.items()
    }

    assert {key: [one for one in query if one] for key, (query, _) in rows().items()} == described


def test_every_answer_that_has_a_shape_of_its_own_leads_to_it() -> None:
    told = rows()

    assert [
        one.path
        for one in operations()
        if one.answers.__name__ in answers.__all__
        and f"(json.md#{one.answers.__name__.lower()})"
        not in told[one.method.lower(), PREFIX + one.path][1]
    ] == []
