"""The pages of the whole service, over a simulated Stash and Plex: what a person does there."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Complaints
from tests.browser.lived_in import refuse, two_copies
from tests.browser.standing import standing, watched_before
from tests.integration.serving import eventually
from tests.worlds import FakeClock, make_world, open_test_house, sync

from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.demo.http_faults import hang, is_method
from stashplex.demo.odd import titled
from stashplex.demo.world import World
from stashplex.worker.sync_run import Request

PATHS = ("/", "/scenes", "/look", "/runs", "/outages", "/settings", "/check", "/sync")


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    clock.jump(SystemClock().now() - clock.now())
    odd_ones = (two_copies, partial(titled, "hostile_title"))
    with make_world(clock, 9, odd_ones=odd_ones) as running:
        yield running


@pytest.fixture
def lived(settings: Settings, world: World, clock: FakeClock) -> Settings:
    """Settings of a library that was synced once; two scenes need a look, three were refused."""
    with open_test_house(settings, clock) as house:
        sync(house)
        refuse(world, *(placed.scene for placed in world.plain[:3]))
        sync(house, Request(ids=tuple(placed.scene for placed in world.plain[:3])))
    watched_before(settings, clock)
    return settings


@pytest.fixture
def address(lived: Settings) -> Iterator[str]:
    with standing(lived) as running:
        yield running


@pytest.fixture
def fresh(settings: Settings, clock: FakeClock) -> Iterator[str]:
    """The address of a service that has synced nothing yet."""
    watched_before(settings, clock)
    with standing(settings) as running:
        yield running


def title(world: World, item: int) -> str:
    return world.plex.snapshot()[item].texts["title"]


def test_home_follows_a_run_from_its_preview_to_its_end(
    fresh: str, world: World, page: Page
) -> None:
    page.goto(fresh)
    expect(page.get_by_text("Nothing has been synced yet.")).to_be_visible()
    page.get_by_role("button", name="Preview a sync of everything").first.click()
    expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    assert world.plex.writes == 0

    home = page.context.new_page()
    home.goto(fresh)
    held = world.plex.inject(hang(is_method("PUT")))
    page.get_by_role("button", name="Sync everything").click()
    expect(home.get_by_role("progressbar")).to_be_visible()
    expect(home.get_by_role("link", name="Sync", exact=True)).to_be_visible()
    held.released.set()
    expect(page.get_by_text("Done, but 2 scenes need a look.")).to_be_visible()
    expect(home.get_by_role("progressbar")).to_have_count(0)
    expect(home.locator("#runs")).to_contain_text("7 changed")
    expect(home.locator('[data-live="changed_today"]')).to_have_text("7")
    expect(home.locator("#dead")).to_contain_text("AmbiguousMatch")


def test_a_scene_is_searched_and_explained(address: str, world: World, page: Page) -> None:
    scene = world.plain[4].scene
    words = world.stash.scenes[scene].title
    page.goto(address + "/scenes")
    page.get_by_label("Title, path or id").fill(words)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=words).first.click()
    expect(page).to_have_url(f"{address}/scenes/{scene}")
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    expect(page.get_by_text("nothing to write")).to_be_visible()
    expect(page.get_by_text("same path as last time")).to_be_visible()
    for cover in page.get_by_role("figure").get_by_role("img").all():
        cover.scroll_into_view_if_needed()
        expect(cover).to_have_js_property("complete", value=True)
        assert cover.evaluate("(image) => image.naturalWidth") > 0


def test_a_scene_is_told_while_plex_is_away(address: str, world: World, page: Page) -> None:
    world.plex.stop()
    page.goto(f"{address}/scenes/{world.plain[4].scene}")
    expect(page.get_by_text("Plex does not answer")).to_be_visible()
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    world.plex.start()


def test_an_ambiguous_match_is_settled_by_a_click(address: str, world: World, page: Page) -> None:
    placed = world.odd["The Ferry from Larkhaven"]
    page.goto(address + "/look?type=AmbiguousMatch")
    letter = page.locator(".letters > li", has_text="The Ferry from Larkhaven")
    right = letter.locator(".candidate", has_text="to sort")
    expect(right).to_contain_text("21:52")
    right.get_by_role("button", name="This is it").click()
    expect(page.locator("#notice")).to_contain_text(f"Scene {placed.scene} is pinned to item")
    eventually(lambda: title(world, placed.items[1]) == "The Ferry from Larkhaven")
    assert title(world, placed.items[0]) != "The Ferry from Larkhaven"
    page.goto(f"{address}/scenes/{placed.scene}")
    expect(page.get_by_text(f"You said it is item {placed.items[1]}.")).to_be_visible()


def test_a_group_of_dead_letters_is_tried_again(address: str, world: World, page: Page) -> None:
    page.goto(address + "/look")
    expect(page.locator("nav .count")).to_have_text("5")
    world.plex.behaviour.refused_items.clear()
    page.get_by_role("button", name="Try these 3 again").click()
    expect(page.locator("#notice")).to_have_text("3 scenes will be tried again.")
    expect(page.locator("nav .count")).to_have_text("2")
    item = world.plain[0].item
    eventually(lambda: "anew" in world.plex.snapshot()[item].texts["summary"])


def test_a_run_is_taken_back_after_a_preview(address: str, world: World, page: Page) -> None:
    item = world.odd["hostile_title"].item
    shown = title(world, item)
    page.goto(address + "/runs/1")
    page.get_by_role("button", name="Preview the undo").click()
    expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    assert title(world, item) == shown
    page.get_by_role("button", name="Undo run 1").click()
    expect(page.get_by_text("Done, but 24 fields could not be put back.")).to_be_visible()
    assert title(world, item) != shown
    page.get_by_role("link", name=re.compile("Run \\d+")).click()
    expect(page.get_by_role("button", name="Preview the redo")).to_be_visible()


def test_a_hostile_title_is_text_on_every_page_of_the_service(
    address: str, world: World, page: Page, complaints: Complaints
) -> None:
    scene = world.odd["hostile_title"].scene
    world.plex.behaviour.refused_items[world.odd["hostile_title"].item] = 400
    world.stash.edit_scene(scene, studio="</title><script>alert('studio')</script>")
    page.goto(f"{address}/scenes/{scene}")
    expect(page.get_by_role("heading", level=1)).to_have_text("<script>alert('tram')</script>")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    page.goto(f"{address}/scenes/{scene}")
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_role("heading", name="Worth a look")).to_be_visible()
    for path in (*PATHS, f"/look/{scene}", f"/look/forget?scene={scene}", "/runs/1"):
        page.goto(address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("main script").count() == 0
    assert complaints.heard == []
