"""Live parts: an open page follows what happens, and says so when it cannot."""

import dataclasses
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect
from tests.browser.conftest import Complaints
from tests.small_service import open_doors, served
from tests.told_service import LETTER, ToldService
from tests.unit.web.pages.test_home import TASK

from stashplex.clock import SystemClock
from stashplex.web.server import WebServer
from stashplex.web.site import build_site


@pytest.fixture
def told() -> ToldService:
    return ToldService()


@pytest.fixture
def server(told: ToldService) -> Iterator[WebServer]:
    doors = dataclasses.replace(open_doors(), clock=SystemClock())
    with served(build_site(told.service, doors)) as serving:
        yield serving


def test_home_follows_a_task_from_its_beginning_to_its_end(
    server: WebServer, page: Page, told: ToldService
) -> None:
    page.goto(server.address + "/")
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_count(0)

    told.reading.moving = replace(told.reading.moving, task=TASK, well="working")
    expect(bar).to_have_attribute("value", "30")
    expect(page.locator(".hero")).to_have_attribute("data-state", "working")

    further = replace(TASK, done=90, phase="comparing")
    told.reading.moving = replace(told.reading.moving, task=further, changed_today=77)
    expect(bar).to_have_js_property("value", 90)
    expect(page.locator("#task h2")).to_contain_text("comparing")
    expect(page.locator('[data-live="changed_today"]')).to_have_text("77")

    calm = replace(told.reading.moving, task=None, well="good", sentence="All is well.")
    told.reading.moving = calm
    expect(bar).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("All is well.")


def test_home_that_was_opened_before_anything_was_synced_shows_the_library_as_it_comes(
    server: WebServer, page: Page, told: ToldService
) -> None:
    reading = told.reading
    known, reading.known = reading.known, ()
    hours, reading.hours = reading.hours, ()
    page.goto(server.address + "/")
    expect(page.get_by_text("Nothing has been synced yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="The library")).to_have_count(0)

    reading.known, reading.hours = known, hours
    reading.moving = replace(reading.moving, well="working")
    expect(page.get_by_role("heading", name="The library")).to_be_visible()
    expect(page.get_by_text("Nothing has been synced yet.")).to_have_count(0)
    changed = sum(hour.changed for hour in hours)
    expect(page.get_by_text(f"{changed} changed")).to_be_visible()


def test_the_list_of_what_needs_a_look_follows(
    server: WebServer, page: Page, told: ToldService
) -> None:
    page.goto(server.address + "/")
    dead = {"AmbiguousMatch": 1, "NotTaken": 4}
    told.reading.moving = replace(
        told.reading.moving, dead_letters=dead, queue={"waiting": 0, "running": 0, "dead": 5}
    )
    expect(page.locator("#dead")).to_contain_text("NotTaken")
    expect(page.locator("nav .count")).to_have_text("5")


def test_a_page_says_when_it_does_not_follow_any_more(
    server: WebServer, page: Page, complaints: Complaints
) -> None:
    page.goto(server.address + "/")
    lost = page.get_by_text("Live updates have stopped")
    expect(lost).to_be_hidden()
    server.stop()
    expect(lost).to_be_visible()
    complaints.heard.clear()  # that it cannot be reached


def test_a_page_that_was_open_follows_again_after_a_restart(
    server: WebServer, page: Page, told: ToldService, complaints: Complaints
) -> None:
    page.goto(server.address + "/")
    server.stop()
    expect(page.get_by_text("Live updates have stopped")).to_be_visible()
    told.reading.moving = replace(told.reading.moving, sentence="It is back.")
    site = build_site(told.service, dataclasses.replace(open_doors(), clock=SystemClock()))
    again = WebServer(site, "127.0.0.1", server.port)
    again.start()
    try:
        expect(page.get_by_role("heading", level=1)).to_have_text("It is back.")
        expect(page.get_by_text("Live updates have stopped")).to_be_hidden()
    finally:
        page.close()
        again.stop()
    complaints.heard.clear()  # that it could not be reached


def test_the_page_of_a_task_ends_with_the_answer(
    server: WebServer, page: Page, told: ToldService, complaints: Complaints
) -> None:
    page.goto(server.address + "/look")
    page.get_by_role("link", name="Home").click()
    page.get_by_role("button", name="Compare everything").click()
    expect(page).to_have_url(server.address + "/tasks/1")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status").first).to_contain_text("It stops after the write")
    assert complaints.questions == ["Stop it between two writes?"]
    assert told.tasks.started[0].stopped


def test_what_is_forgotten_is_asked_for_first(
    server: WebServer, page: Page, told: ToldService
) -> None:
    page.goto(server.address + "/look")
    page.get_by_role("link", name="Forget…").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forget 1 dead letter?")
    page.get_by_role("link", name="Keep").click()
    assert told.acting.done == []
    page.get_by_role("link", name="Forget…").first.click()
    told.reading.dead = ()
    page.get_by_role("button", name="Forget 1 dead letter").click()
    expect(page.get_by_role("status").first).to_have_text("2 dead letters forgotten.")
    expect(page.get_by_text("Nothing needs you.")).to_be_visible()
    assert LETTER.scene == 7
