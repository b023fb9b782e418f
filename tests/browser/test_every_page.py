"""Every page with hostile titles in a real browser: nothing runs, nothing breaks out, all fits."""

import dataclasses
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect
from tests.browser.conftest import Complaints
from tests.small_service import open_doors, served
from tests.told_service import HOSTILE
from tests.unit.web.pages.test_pages import PAGES, busy

from stashplex.clock import SystemClock
from stashplex.web.server import WebServer
from stashplex.web.site import build_site

NARROWEST = 360
LONG = "a-word-that-does-not-end" * 20
NAMELESS = """() =>
  [...document.querySelectorAll("input:not([type=hidden]), select, img, button, a")]
    .filter((one) => !(one.labels?.length || one.ariaLabel || one.alt || one.textContent.trim()))
    .map((one) => one.outerHTML)
"""
"""What a reader of the screen could not call by any name."""
LEAST_CONTRAST = 4.5
CONTRAST = """(element) => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const style = getComputedStyle(element);
  const both = [light(style.color), light(style.backgroundColor)];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}
"""
"""How much the letters of an element stand out from what is behind them."""


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    told = busy()
    told.reading.known = tuple(
        replace(one, scene=one.scene + n, title=LONG if n else one.title)
        for one in told.reading.known
        for n in range(2)
    )
    doors = dataclasses.replace(open_doors(), clock=SystemClock())
    with served(build_site(told.service, doors)) as serving:
        yield serving


def test_a_hostile_title_is_text_and_every_page_fits_a_phone(
    server: WebServer, page: Page, complaints: Complaints
) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    for path in PAGES:
        answer = page.goto(server.address + path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, path
        assert page.title().endswith("· stashplex"), path
        assert page.locator("main script").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, path
        assert page.evaluate(NAMELESS) == [], path
        assert complaints.heard == [], path


def test_the_title_is_read_as_it_is(server: WebServer, page: Page) -> None:
    page.goto(server.address + "/scenes/7")
    shown = HOSTILE.replace("\u202e", "\\u202e")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown)


def test_without_a_script_a_form_does_what_it_says(server: WebServer, page: Page) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(server.address + "/look")
    plain.get_by_role("button", name="Try again").click()
    expect(plain.get_by_role("status").first).to_have_text("2 scenes will be tried again.")
    plain.context.close()


def test_the_keyboard_finds_the_content_first(server: WebServer, page: Page) -> None:
    page.goto(server.address + "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_figure_beside_what_needs_a_look_can_be_read(server: WebServer, page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(server.address + "/")
        assert page.locator("nav .count").evaluate(CONTRAST) >= LEAST_CONTRAST, scheme
