"""The pictures of the set-up: a service on which nothing is configured, step by step."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize
from tests.attending import attending
from tests.setting_up import answer_servers

from stashplex.demo.world import Layout, World

LAYOUT: Final = Layout(
    ("/data/clips", "/data/shorts"), ("/media/clips", "/media/shorts"), ("Videos", "Shorts")
)
WIDE: Final[ViewportSize] = {"width": 1280, "height": 1000}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


def setup_pictures(browser: Browser) -> Iterator[tuple[Page, str]]:
    """Yields the steps that are shown, with the names of their pictures."""
    with (
        World.build(120, layout=LAYOUT) as world,
        TemporaryDirectory() as folder,
        attending(Path(folder)) as service,
    ):
        setting_up = service.attend.setting_up
        yield opened(browser, service.address, PHONE), "setup-stash-phone"
        answer_servers(setting_up, world)
        setting_up.choose_libraries(["Videos", "Shorts"])
        setting_up.background.wait()
        yield opened(browser, service.address, WIDE), "setup-folders-desktop"
        setting_up.choose_folders(())
        setting_up.background.wait()
        yield opened(browser, service.address, PHONE), "setup-preview-phone"


def opened(browser: Browser, address: str, window: ViewportSize) -> Page:
    """Returns the page as it is to be seen."""
    page = browser.new_context(viewport=window).new_page()
    page.goto(f"{address}/setup", wait_until="load")
    return page
