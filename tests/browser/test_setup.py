"""First start with nothing configured, in a real browser: from the first page to all scenes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.attending import Attending, attending
from tests.browser.conftest import Complaints
from tests.integration.serving import eventually

from stashplex.clock import SystemClock
from stashplex.config import Machine, load_settings
from stashplex.demo.plex_tv import SimulatedPlexTv
from stashplex.demo.world import Layout, World

LAYOUT = Layout(stash_roots=("/data/clips",), plex_roots=("/media/clips",))


@pytest.fixture
def world() -> Iterator[World]:
    with World.build(20, layout=LAYOUT, odd_ones=()) as running:
        yield running


@pytest.fixture
def plex_tv(world: World) -> Iterator[SimulatedPlexTv]:
    with SimulatedPlexTv(SystemClock()) as running:
        running.add_server(world.plex)
        yield running


@pytest.fixture
def service(tmp_path: Path, plex_tv: SimulatedPlexTv) -> Iterator[Attending]:
    with attending(tmp_path, plex_tv) as running:
        yield running


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def find_stash(page: Page, service: Attending, world: World) -> None:
    page.goto(service.address)
    page.get_by_label("Address").fill(world.stash.url)
    page.get_by_label("API key").fill(world.stash.api_key)
    press(page, "Test and go on")
    heading(page, "Which Plex?")


def sign_in(page: Page) -> None:
    """Signs in at plex.tv in another window, after which the page goes on by itself."""
    press(page, "Sign in to Plex")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open plex.tv").click()
    opened.value.get_by_role("button", name="Allow").click()
    expect(opened.value.get_by_text("You may close this window.")).to_be_visible()
    opened.value.close()
    heading(page, "Which server?")
    press(page, "Test and go on")


def changed(world: World) -> int:
    return sum(bool(one.tags.get("genre")) for one in world.plex.snapshot().values())


def test_from_nothing_to_five_scenes_and_then_to_all(
    page: Page, service: Attending, world: World, tmp_path: Path
) -> None:
    find_stash(page, service, world)
    sign_in(page)
    heading(page, "Which libraries?")
    press(page, "Go on")
    heading(page, "Which folders are which?")
    expect(page.get_by_text("20 of 20 files agree")).to_be_visible()
    expect(page.get_by_label("In Plex").first).to_have_value("/media")
    press(page, "Go by these folders")
    heading(page, "What a sync would write")
    expect(page.get_by_role("heading", level=3)).to_have_count(3)
    press(page, "Write the configuration")
    heading(page, "Begin with five")
    settings = load_settings(Machine({}, tmp_path, tmp_path, "linux"))
    assert settings.plex.token.reveal() == world.plex.token
    assert world.plex.writes == 0

    press(page, "Write five scenes to Plex")
    heading(page, "The first scenes")
    expect(page.get_by_text("5 changed in Plex")).to_be_visible()
    assert changed(world) == 5

    press(page, "Write all, and keep in step")
    heading(page, "The service is at work")
    eventually(lambda: changed(world) == 20)
    page.get_by_role("link", name="See it at work").click()
    expect(page).to_have_url(f"{service.address}/")
    expect(page.get_by_role("navigation")).to_be_visible()


def test_no_secret_is_ever_on_a_page(page: Page, service: Attending, world: World) -> None:
    find_stash(page, service, world)
    page.get_by_text("Or give address and token").click()
    page.get_by_label("Address").fill(world.plex.url)
    page.get_by_label("Token of its owner").fill(world.plex.token)
    press(page, "Test and go on")
    heading(page, "Which libraries?")
    seen = [page.content()]
    press(page, "Go on")
    heading(page, "Which folders are which?")
    seen.append(page.content())
    press(page, "Go by these folders")
    heading(page, "What a sync would write")
    seen.append(page.content())
    page.get_by_role("listitem").filter(has_text="Stash v").get_by_role("button").click()
    heading(page, "Where is Stash?")
    expect(page.get_by_text("One is known")).to_be_visible()
    seen.append(page.content())
    for secret in (world.stash.api_key, world.plex.token):
        assert [text for text in seen if secret in text] == []


def test_what_is_wrong_is_said_where_it_was_typed(
    page: Page, service: Attending, world: World, complaints: Complaints
) -> None:
    page.goto(service.address)
    page.get_by_label("Address").fill("http://127.0.0.1:9")
    press(page, "Test and go on")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Address")).to_have_value("http://127.0.0.1:9")
    page.get_by_label("Address").fill(world.stash.url)
    page.get_by_label("API key").fill("wrong-key-4711")
    press(page, "Test and go on")
    expect(page.get_by_role("alert")).to_contain_text("refuses this API key")
    assert "wrong-key-4711" not in page.content()
    assert [one for one in complaints.heard if "422" not in one] == []
    complaints.heard.clear()


def test_another_browser_goes_on_where_the_first_one_was(
    page: Page, service: Attending, world: World
) -> None:
    find_stash(page, service, world)
    other = page.context.browser
    assert other is not None
    second = other.new_page()
    second.goto(service.address)
    heading(second, "Which Plex?")
    second.close()
