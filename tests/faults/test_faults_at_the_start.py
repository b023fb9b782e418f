"""A server that is not well when a command begins: two lines say which, its words, what to do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.doors import Door, Said, config_of
from tests.faults import tricks
from tests.faults.between import Between, open_between, open_impatient_house
from tests.faults.proxy import Proxy, Trick
from tests.worlds import FakeClock

from stashplex.core.errors import RequestTimedOut
from stashplex.demo.http_faults import answer
from stashplex.demo.plex.serialise import database_error
from stashplex.sync_queue.folder import DATABASE_NAME

TOLD: Final[dict[str, tuple[Trick, str, str]]] = {
    "reset": (tricks.reset, "cannot be reached", "Check that it is running"),
    "cut request": (tricks.cut_request, "cannot be reached", "Check that it is running"),
    "lose answer": (tricks.lose_answer, "cannot be reached", "Check that it is running"),
    "truncate": (tricks.truncate, "with something unreadable", "whether a proxy stands"),
    "garbage": (tricks.garbage, "with something unreadable", "whether a proxy stands"),
    "not json": (tricks.not_json, "something else than asked", "whether a proxy stands"),
    "fail": (tricks.fail, "(500: Database error)", "Look into the server's own log"),
    "migrate": (tricks.migrate, "currently running database migrations", "passes by itself"),
    "refuse": (tricks.refuse_token, "(401: Unauthorized)", "Set "),
    "slow down": (tricks.slow_down, "asks us to slow down (429)", "Wait a little"),
}
"""What is played, what the first line says of it, and what the second advises."""


@pytest.fixture
def between(clock: FakeClock, tmp_path: Path) -> Iterator[Between]:
    with open_between(clock, tmp_path, 2) as opened:
        yield opened


@pytest.fixture
def door(door: Door, between: Between) -> Door:
    door.configure(config_of(between.world, plex_url=between.plex.url, stash_url=between.stash.url))
    return door


def side_of(between: Between, name: str) -> Proxy:
    return between.stash if name == "Stash" else between.plex


def refused(door: Door) -> Said:
    """Runs a sync that a server keeps from starting, in both ways to speak."""
    said, as_json = door("sync", "--all"), door("sync", "--all", "--json")
    assert (said.code, as_json.code, said.out) == (3, 3, "")
    told = as_json.answer["error"]
    assert said.err.splitlines() == [f"stashplex: {told['message']}", f"  {told['remedy']}"]
    return said


@pytest.mark.parametrize("name", ["Stash", "Plex"])
@pytest.mark.parametrize(("trick", "words", "remedy"), TOLD.values(), ids=TOLD)
def test_two_lines_name_the_server_its_words_and_what_to_do(
    door: Door, between: Between, name: str, trick: Trick, words: str, remedy: str
) -> None:
    side = side_of(between, name)
    side.play(trick, times=None)

    first, second = refused(door).err.splitlines()

    assert f"{name} at {side.url}" in first
    assert words in first
    assert remedy in second
    between.mend()
    assert door("sync", "--all").code == 0


@pytest.mark.parametrize("name", ["Stash", "Plex"])
def test_a_server_that_refuses_connections_is_named(
    door: Door, between: Between, name: str
) -> None:
    side = side_of(between, name)
    side.stop()

    first, second = refused(door).err.splitlines()

    assert f"{name} at {side.url} cannot be reached: " in first
    assert f"{name.lower()}.url is right" in second
    side.start()
    assert door("sync", "--all").code == 0


@pytest.mark.parametrize("words", [("sync", "--all"), ("reconcile", "--all"), ("undo", "1")])
@pytest.mark.parametrize("name", ["Stash", "Plex"])
def test_it_is_an_outage_until_the_next_command_that_succeeds(
    door: Door, between: Between, name: str, words: tuple[str, ...]
) -> None:
    assert door("sync", "--all").code == 0
    side = side_of(between, name)
    side.play(tricks.reset, times=None)

    assert [door(*words).code, door(*words).code] == [3, 3]
    (outage,) = door("outages", "--json").answer["outages"]
    assert (outage["server"], outage["trouble"], outage["probes"]) == (name, "outage", 1)
    assert outage["ended_at"] is None
    assert f"{name} at {side.url} cannot be reached" in outage["message"]

    between.mend()
    assert door(*words).code == 0
    (outage,) = door("outages", "--json").answer["outages"]
    assert outage["ended_at"] is not None


def test_a_library_that_cannot_be_listed_at_the_start_is_an_outage_too(
    door: Door, between: Between
) -> None:
    assert door("sync", "--all").code == 0
    between.world.plex.inject(
        answer(database_error(), lambda one: one.path.endswith("/all"), times=None)
    )

    assert door("sync", "--all").code == 3

    (outage,) = door("outages", "--json").answer["outages"]
    assert (outage["server"], outage["ended_at"]) == ("Plex", None)
    between.world.plex.heal()
    assert door("sync", "--all").code == 0
    (outage,) = door("outages", "--json").answer["outages"]
    assert outage["ended_at"] is not None


def test_before_the_first_contact_there_is_no_book_to_keep_it_in(
    door: Door, between: Between
) -> None:
    between.plex.play(tricks.reset, times=None)

    assert door("sync", "--all").code == 3

    assert door("outages", "--json").answer == {"servers": [], "outages": []}
    assert not (door.folder / "data" / DATABASE_NAME).exists()


@pytest.mark.parametrize("name", ["Stash", "Plex"])
def test_a_server_that_never_answers_is_named(between: Between, name: str) -> None:
    side = side_of(between, name)
    side.play(tricks.hang, times=None)

    with (
        pytest.raises(RequestTimedOut, match=f"{name} at {side.url} did not answer .* in time"),
        open_impatient_house(between.settings, between.clock),
    ):
        pass
