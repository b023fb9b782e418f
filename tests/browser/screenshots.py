"""Takes the pictures of the pages for the papers: `python -m tests.browser.screenshots`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from msgspec.structs import replace
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from tests.browser.conftest import DESKTOP, chromium
from tests.browser.lived_in import lived_in
from tests.browser.palette import small
from tests.browser.setup_pictures import setup_pictures
from tests.browser.standing import standing

from stashplex.config import Settings
from stashplex.demo.world import World

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pages"
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
Scheme = Literal["light", "dark"]
BOTH: Final = (("desktop", DESKTOP), ("phone", PHONE))
MOST_BYTES: Final = 1_500_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, how it comes to be, and how high its picture is."""

    name: str
    path: str
    click: str = ""
    """A button that leads to it."""
    height: int = 0
    """In place of the window's height on a wide screen."""


def main() -> int:
    """Takes every picture; says how large they are together."""
    where = chromium()
    if not where:
        sys.stderr.write("No Chromium here (apt install chromium).\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        lived_in(Path(folder) / "stashplex") as (world, settings),
        standing(without_looking(settings)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        every = chain(pictures(browser, address, world), setup_pictures(browser))
        for page, name in every:
            (FOLDER / f"{name}.png").write_bytes(small(page.screenshot()))
            page.context.close()
        browser.close()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    sys.stdout.write(f"{total:,} bytes in {FOLDER}\n")
    return int(total > MOST_BYTES)


def without_looking(settings: Settings) -> Settings:
    """Returns settings by which nothing that is edited meanwhile is synced by itself."""
    return replace(settings, watch=replace(settings.watch, poll_seconds=3600))


def pictures(browser: Browser, address: str, world: World) -> Iterator[tuple[Page, str]]:
    """Yields every page that is shown, with the name of its picture."""
    for one in shown(world):
        for kind, size in BOTH:
            high = one.height if kind == "desktop" and one.height else size["height"]
            window: ViewportSize = {"width": size["width"], "height": high}
            yield opened(browser, address, one, window, "light"), f"{one.name}-{kind}"
        if one.name in ("home", "scene"):
            yield opened(browser, address, one, PHONE, "dark"), f"{one.name}-phone-dark"


def shown(world: World) -> tuple[Shown, ...]:
    """Returns the pages; one scene was edited just now, and is not synced yet."""
    scene = world.plain[30].scene
    row = world.stash.scenes[scene]
    tags = [tag.name for tag in row.tags]
    world.stash.edit_scene(scene, tags=[*tags[1:], "harbour lights"], rating100=95)
    return (
        Shown("home", "/", height=1000),
        Shown("scenes", "/scenes?text=harbour"),
        Shown("scene", f"/scenes/{scene}", height=1000),
        Shown("look", "/look"),
        Shown("settle", "/look?type=AmbiguousMatch"),
        Shown("preview", f"/scenes/{scene}", click="Preview"),
        Shown("runs", "/runs"),
        Shown("run", "/runs/20"),
        Shown("outages", "/outages"),
        Shown("settings", "/settings"),
    )


def opened(
    browser: Browser, address: str, one: Shown, window: ViewportSize, scheme: Scheme
) -> Page:
    """Returns a page as it is to be seen."""
    page = browser.new_context(viewport=window, color_scheme=scheme).new_page()
    page.goto(address + one.path, wait_until="load")
    if one.click:
        page.get_by_role("button", name=one.click, exact=True).click()
        expect(page.get_by_text("Nothing was written yet.")).to_be_visible()
    for image in page.locator("img").all():
        expect(image).to_have_js_property("complete", value=True)
    return page


if __name__ == "__main__":
    sys.exit(main())
