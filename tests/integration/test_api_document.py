"""The document of the API: true to its routes, and to what the service answers."""

import asyncio
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS as CHECKS_BY_NAME
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation.case import Case
from schemathesis.schemas import BaseSchema
from tests.integration.api import Api, api_of
from tests.small_service import small_service
from tests.worlds import FakeClock, make_world, settings_for

from stashplex.core.service import Side
from stashplex.web.api.document import openapi
from stashplex.web.api.routes import api_routes

EXAMPLES = 6
load_all_checks()
CHECKS: list[Any] = [
    not_a_server_error,
    *CHECKS_BY_NAME.get_by_names(
        ["status_code_conformance", "content_type_conformance", "response_schema_conformance"]
    ),
]


def test_every_route_is_in_the_document_and_nothing_else_is() -> None:
    routes = api_routes(small_service(), asyncio.Event())
    mounted = {
        (method, one.path.replace(":int", ""))
        for one in routes
        for method in one.methods or ()
        if method != "HEAD"
    }

    told = {
        (method.upper(), path) for path, methods in openapi()["paths"].items() for method in methods
    }

    assert told == mounted
    assert len(mounted) > 25 + len(Side)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with (
        make_world(FakeClock(), 3) as world,
        api_of(settings_for(world, tmp_path_factory.mktemp("data"))) as api,
    ):
        yield api


@pytest.fixture(scope="module")
def document(api: Api) -> BaseSchema:
    schema = schemathesis.openapi.from_dict(api.get("/openapi.json").json)
    schema.config.update(base_url=api.web.address)
    return schema


DESCRIBED = [
    (method, path)
    for path, methods in openapi()["paths"].items()
    for method in methods
    if not path.endswith("/events")  # a stream without an end, where nobody stops the task
]


@pytest.mark.parametrize(("method", "path"), DESCRIBED)
def test_whatever_is_asked_is_answered_as_described(
    document: BaseSchema, method: str, path: str
) -> None:
    @given(case=document[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


@pytest.mark.parametrize(
    ("shape", "order"),
    [
        ("TaskEvent", {"everything": True}),
        ("TaskEvent", {"everything": True, "dry_run": True}),
        ("TaskEvent", {"ids": [999]}),
        ("Line", None),
    ],
)
def test_every_line_of_a_stream_is_as_described(api: Api, shape: str, order: object) -> None:
    described = {"$ref": f"#/components/schemas/{shape}", "components": openapi()["components"]}

    if order is None:
        lines = api.post("/tasks/sync-all").lines
    else:
        task = api.post("/tasks/sync", order).json["task"]
        lines = api.get(f"/tasks/{task}/events").lines

    assert len(lines) > 1
    assert [line for line in lines if not jsonschema_rs.is_valid(described, line)] == []
