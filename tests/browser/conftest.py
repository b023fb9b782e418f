"""A real browser for the pages: the distribution's Chromium, where there is one."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    ViewportSize,
    sync_playwright,
)

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 8000
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def chromium() -> str:
    """Returns where Chromium is; empty where there is none. `CHROMIUM_FOR_TESTS` names another."""
    given = os.environ.get("CHROMIUM_FOR_TESTS", "")
    return given or next((found for name in NAMES if (found := shutil.which(name))), "")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks every test of this folder as one that needs a browser."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: as long as it runs, its event loop is that of this thread."""
    where = chromium()
    if not where:
        pytest.skip("no Chromium here (apt install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Complaints:
    """What a browser complained about: refused by the policy, raised by a script, asked by one."""

    heard: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    """What a page asks before something that cannot be taken back: answered with yes."""

    def listen(self, page: Page) -> None:
        """Hears everything that happens on a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "confirm":
            self.questions.append(dialog.message)
            dialog.accept()
        else:
            self.heard.append(f"{dialog.type}: {dialog.message}")
            dialog.dismiss()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def page(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    """A fresh browser window; the test fails where the browser complained of anything."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    complaints.listen(opened)
    yield opened
    context.close()
    assert complaints.heard == []
