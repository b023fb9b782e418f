"""`stashplex serve` as a process where nothing is configured: it waits to be set up."""

import signal
from urllib.error import URLError
from urllib.request import urlopen

from tests.doors import CONFIG, Door, finish, start
from tests.integration.cli.test_serve_command import a_free_port
from tests.integration.serving import eventually

from stashplex.clock import SystemClock


def test_it_shows_the_set_up_and_stops_in_time(bare_door: Door) -> None:
    port = a_free_port()
    process = start(bare_door.folder, "--data-dir", "data", "serve", "--port", str(port), "--json")
    address = f"http://127.0.0.1:{port}"
    eventually(lambda: answers(f"{address}/healthz"))
    with urlopen(address) as page:
        text = page.read().decode()
    asked = SystemClock().monotonic()
    process.send_signal(signal.SIGTERM)

    said = finish(process)

    assert "Where is Stash?" in text
    assert said.code == 0
    assert SystemClock().monotonic() - asked < 5
    assert said.answer["runs"] == 0
    assert "set it up on the pages, or by `stashplex setup`" in said.err
    assert f"The pages are at {address}" in said.err


def test_a_mistake_in_the_configuration_is_no_reason_to_set_up(bare_door: Door) -> None:
    (bare_door.folder / CONFIG).write_text('[stash]\nurl = "nowhere"\n')

    said = bare_door("serve", "--json")

    assert said.code == 2
    assert said.answer["error"]["type"] == "ConfigError"


def answers(address: str) -> bool:
    """Tells whether somebody answers there."""
    try:
        with urlopen(address) as answer:  # noqa: S310  our own
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
