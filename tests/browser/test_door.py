"""The door in a real browser: nobody is let in without the token, and with it they stay in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Complaints
from tests.small_service import TOKEN, guarded_doors, served
from tests.told_service import ToldService

from stashplex.web.server import WebServer
from stashplex.web.site import build_site


@pytest.fixture
def server() -> Iterator[WebServer]:
    with served(build_site(ToldService().service, guarded_doors())) as serving:
        yield serving


def test_without_the_token_there_is_only_the_door(
    server: WebServer, page: Page, complaints: Complaints
) -> None:
    for path in ("/", "/scenes", "/settings", "/look"):
        page.goto(server.address + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(page.get_by_role("navigation")).to_have_count(0)
    refused = [one for one in complaints.heard if "401" in one]
    assert complaints.heard == refused
    complaints.heard.clear()


def test_a_wrong_token_is_refused_and_the_right_one_leads_where_one_wanted_to_go(
    server: WebServer, page: Page, complaints: Complaints
) -> None:
    page.goto(server.address + "/scenes?text=clip")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the token.")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.address + "/scenes?text=clip")
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenes")
    assert [one for one in complaints.heard if "401" not in one and "403" not in one] == []
    complaints.heard.clear()


def test_the_key_is_not_in_what_a_script_could_read(
    server: WebServer, page: Page, complaints: Complaints
) -> None:
    page.goto(server.address + "/")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    assert TOKEN not in page.content()
    complaints.heard.clear()
