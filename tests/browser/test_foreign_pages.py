"""Pages of other sites in a real browser that is signed in: they can link to us, and no more."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.conftest import Complaints, chromium
from tests.small_service import TOKEN, guarded_doors, served
from tests.told_service import ToldService

from stashplex.web.server import WebServer
from stashplex.web.site import build_site

FOREIGN_PAGE = b"""\
<!doctype html><title>Another site</title>
<a id="link">To stashplex</a>
<form id="form" method="post"><input name="csrf" value="x"></form>
<script>
async function tries(base) {
  const wanted = [
    ["/readyz", { credentials: "include" }],
    ["/", { mode: "no-cors", credentials: "include" }],
    ["/sign-out", { method: "POST", body: "csrf=x", mode: "no-cors", credentials: "include" }],
    ["/api/v1/x", { method: "POST", mode: "no-cors", credentials: "include" }],
    ["/api/v1/x", { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } }],
  ];
  const outcomes = wanted.map(([path, how]) =>
    fetch(base + path, how).then((answer) => "read " + path, () => "refused"));
  return Promise.all(outcomes);
}
</script>
"""


class ForeignSite(BaseHTTPRequestHandler):
    """Another site, with a page that tries what it can."""

    def do_GET(self) -> None:
        """Shows the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(FOREIGN_PAGE)))
        self.end_headers()
        self.wfile.write(FOREIGN_PAGE)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def foreign_port() -> Iterator[int]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), ForeignSite)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield site.server_port
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for which two names of the test lead to this machine."""
    where = chromium()
    if not where:
        pytest.skip("no Chromium here (apt install chromium)")
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP nas.local 127.0.0.1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=where, args=["--no-sandbox", rules])
        yield opened
        opened.close()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with served(build_site(ToldService().service, guarded_doors())) as serving:
        yield serving


OURS = ("127.0.0.1", "nas.local")
"""For the first a browser says all it knows of a request; for the second, over http, less."""
FOREIGN = ("evil.example", "the same host")
"""A port apart is still another site to us, though not to a cookie."""


@pytest.mark.parametrize("ours", OURS)
@pytest.mark.parametrize("foreign", FOREIGN)
def test_they_read_nothing_and_change_nothing_and_may_link_to_us(
    server: WebServer,
    foreign_port: int,
    page: Page,
    complaints: Complaints,
    ours: str,
    foreign: str,
) -> None:
    base = f"http://{ours}:{server.port}"
    elsewhere = f"http://{ours if foreign == FOREIGN[1] else foreign}:{foreign_port}/"
    sign_in(page, base)
    page.goto(elsewhere)
    assert page.evaluate("base => tries(base)", base) == ["refused"] * 5
    page.evaluate("base => { form.action = base + '/sign-out'; form.submit(); }", base)
    expect(page.get_by_text("A page of another site asks for this.")).to_be_visible()
    page.goto(elsewhere)
    page.evaluate("base => { link.href = base + '/scenes'; link.click(); }", base)
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenes")
    complaints.heard.clear()


def test_a_link_of_the_log_signs_in_also_from_another_site(
    foreign_port: int, page: Page, complaints: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "stashplex")
    with served(build_site(ToldService().service, guarded_doors())) as server:
        found = re.search(r"http\S+/sign-in\?key=[0-9a-f]+", caplog.text)
        assert found
        page.goto(f"http://evil.example:{foreign_port}/")
        page.evaluate("address => { link.href = address; link.click(); }", found[0])
        expect(page).to_have_url(f"{server.address}/")
        expect(page.get_by_role("navigation")).to_be_visible()
        page.goto("about:blank")
    complaints.heard.clear()


def sign_in(page: Page, base: str) -> None:
    """Signs in with the token, as a person does."""
    page.goto(f"{base}/scenes")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenes")
