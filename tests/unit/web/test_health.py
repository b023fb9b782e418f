"""Whether it lives, whether it can work, and how what goes wrong is told."""

import json

import pytest
from tests.small_service import SmallReading, ask, open_doors, served, small_service

from stashplex.core.answers import ReadyAnswer
from stashplex.core.errors import DatabaseAway
from stashplex.web.site import build_site


def test_ready_says_what_keeps_it_from_its_work() -> None:
    reading = SmallReading(readiness=ReadyAnswer(ready=False, reasons={"plex": "It is away."}))
    with served(build_site(small_service(reading), open_doors())) as server:
        answer = ask(server, "/readyz")
        assert answer.status == 503
        assert json.loads(answer.body) == {"ready": False, "reasons": {"plex": "It is away."}}
        reading.readiness = ReadyAnswer(ready=True, reasons={"plex": ""})
        assert ask(server, "/readyz").status == 200


def test_a_database_that_is_away_is_one_of_the_reasons_and_no_end_of_life() -> None:
    reading = SmallReading(error=DatabaseAway("The database cannot be reached.", "Start it."))
    with served(build_site(small_service(reading), open_doors())) as server:
        answer = ask(server, "/readyz")
        assert (answer.status, json.loads(answer.body)["reasons"]) == (
            503,
            {"database": "The database cannot be reached. Start it."},
        )
        assert ask(server, "/healthz").status == 200


def test_a_mistake_of_ours_tells_nothing_of_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    reading = SmallReading(error=RuntimeError("the inside"))
    with served(build_site(small_service(reading), open_doors())) as server:
        answer = ask(server, "/readyz")
    assert answer.status == 500
    assert json.loads(answer.body)["error"]["message"] == (
        "A mistake in stashplex itself (RuntimeError)."
    )
    assert "the inside" not in answer.body
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_an_address_that_leads_nowhere_is_told_to_people_and_to_programs() -> None:
    with served(build_site(small_service(), open_doors())) as server:
        page = ask(server, "/nowhere")
        api = ask(server, "/api/v1/nowhere")
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here." in page.body
    assert (api.status, json.loads(api.body)["error"]["type"]) == (404, "NotFound")
