"""Someone who has only the log of a run can name the cause and the remedy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from tests.unit.worker.at_work import edits
from tests.worlds import EVERYTHING, FakeClock, Spectator, make_world, open_test_house, settings_for

from stashplex.app.diary import LOG_FOLDER
from stashplex.app.syncing import Finished, ForegroundRun, told_sync
from stashplex.app.undoing import ForegroundUndo
from stashplex.app.working import Work
from stashplex.config import Settings
from stashplex.core.answers import SyncAnswer
from stashplex.core.errors import StashplexError
from stashplex.demo.http_faults import answer, call
from stashplex.demo.http_messages import Request as Received
from stashplex.demo.http_messages import Response
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import Layout, World
from stashplex.log import FILE_NAME

SCENES = 12


@dataclass(slots=True)
class Teller:
    """Runs a sync as the command does, and reads nothing but its log."""

    world: World
    settings: Settings
    clock: FakeClock

    def run(self) -> Finished[SyncAnswer]:
        """Executes one run in a house of its own."""
        with open_test_house(self.settings, self.clock) as house:
            return ForegroundRun(
                house, EVERYTHING, Spectator(), partial(told_sync, house.store)
            ).execute()

    def tell(self, error: type[StashplexError] | None = None) -> str:
        """Executes a run after a good one, and returns what the log says of it alone."""
        self.log.write_text("")
        if error is None:
            self.run()
        else:
            with pytest.raises(error):
                self.run()
        return self.log.read_text()

    @property
    def log(self) -> Path:
        return self.settings.data_dir / LOG_FOLDER / FILE_NAME


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=0.0)) as running:
        yield running


@pytest.fixture
def teller(world: World, settings: Settings, clock: FakeClock) -> Teller:
    """A world after a first run, with every title changed in Stash since."""
    teller = Teller(world, settings, clock)
    teller.run()
    clock.advance(60)
    for placed in world.plain:
        world.stash.edit_scene(placed.scene, title=f"New title {placed.scene}")
    return teller


def stands_once(log: str, *words: str) -> None:
    """Fails unless each of these stands in the log exactly once."""
    assert {one: log.count(one) for one in words} == dict.fromkeys(words, 1), log


def sums_up(log: str) -> dict[str, int]:
    """Returns the counts of the last line, and fails unless they add up."""
    last = log.splitlines()[-1]
    found = re.search(r"Run \d+ .*: (\d+) scenes: (.*?);", re.sub(r" \([^)]*\)", "", last))
    assert found, last
    counts = {part.split()[1]: int(part.split()[0]) for part in found[2].split(", ")}
    assert sum(counts.values()) == int(found[1]), last
    return counts


def test_a_run_begins_and_ends_with_one_line_each(teller: Teller) -> None:
    lines = teller.tell().splitlines()

    assert "Run 2 begins: sync --all; stashplex " in lines[0]
    for words in ("Stash v", 'Plex "', 'library "Videos" (12 items)', "12 scenes to compare"):
        assert words in lines[0]
    assert "off: art, content_rating, labels" in lines[0]
    assert sums_up("\n".join(lines))["changed"] == SCENES


def test_an_undo_says_first_between_whom(teller: Teller, clock: FakeClock) -> None:
    teller.log.write_text("")
    with open_test_house(teller.settings, clock) as house:
        ForegroundUndo(house, 1, Spectator(), dry_run=False).execute()
    first, *_, last = teller.log.read_text().splitlines()

    assert "Run 1 is to be undone; stashplex " in first
    for words in ("Stash v", 'Plex "', "off: art, content_rating, labels"):
        assert words in first
    assert "Run 2: undo of run 1, " in last


def test_a_worker_says_first_between_whom_and_each_of_its_runs_has_two_lines(
    teller: Teller, clock: FakeClock
) -> None:
    teller.log.write_text("")
    work = Work(teller.settings, clock)
    clock.after(60.0, work.ask_to_stop)
    work.execute()
    log = teller.log.read_text()

    assert "At work, what is put is written at once: stashplex " in log.splitlines()[0]
    stands_once(log, "Run 2 begins: reconcile --all --verify; stashplex ", "Run 3 begins: work")
    stands_once(log, 'library "Videos" (12 items)', "Run 2 ended after", "Run 3 ended after")


def test_a_token_that_was_revoked_before(teller: Teller) -> None:
    teller.world.plex.revoke_token()

    stands_once(teller.tell(StashplexError), "refuses our token", "Set plex.token")


def test_a_token_that_is_revoked_in_the_middle(teller: Teller) -> None:
    plex = teller.world.plex
    plex.inject(call(lambda _: plex.revoke_token(), edits(teller.world.plain[5].item)))

    log = teller.tell()

    stands_once(log, "refuses our token", "Set plex.token", "ended before its time")
    assert sums_up(log)["waiting"] > 0
    assert "credentials" in log.splitlines()[-1]


def test_a_plex_that_is_away(teller: Teller) -> None:
    teller.world.plex.stop()

    stands_once(teller.tell(StashplexError), "cannot be reached", "Check that it is running")
    teller.world.plex.start()


def test_an_outage_that_passes(teller: Teller) -> None:
    plex = teller.world.plex

    def fall(_: Received) -> None:
        plex.inject(answer(maintenance(), times=None))
        teller.clock.after(600, plex.heal)

    plex.inject(call(fall, edits(teller.world.plain[5].item)))

    log = teller.tell()

    stands_once(log, "Nothing more is sent", "answers again")
    assert sums_up(log)["changed"] == SCENES


def test_a_library_that_was_renamed(teller: Teller) -> None:
    teller.settings = settings_for(
        teller.world, teller.settings.data_dir, libraries=("Yesterday's Name",)
    )

    stands_once(teller.tell(), "Yesterday's Name", "Videos", "Correct plex.libraries")


def test_a_stash_whose_disk_is_full(teller: Teller) -> None:
    words = b'{"errors": [{"message": "database or disk is full"}], "data": null}'
    broken = Response(200, {"Content-Type": "application/json"}, words)
    teller.world.stash.inject(answer(broken, times=None))

    log = teller.tell(StashplexError)

    stands_once(log, "database or disk is full", "Stash's log")


def test_a_damaged_database(teller: Teller) -> None:
    path = teller.settings.data_dir / "stashplex.db"
    path.write_bytes(b"garbage!" + path.read_bytes()[8:])

    stands_once(teller.tell(StashplexError), "is damaged", "`stashplex restore`")


def test_scenes_that_plex_refuses(teller: Teller) -> None:
    for placed in teller.world.plain:
        teller.world.plex.behaviour.refused_items[placed.item] = 400

    log = teller.tell()

    assert sums_up(log)["failed"] == SCENES
    assert log.count("failed: PlexRejected: ") == 3
    stands_once(log, f"PlexRejected: {SCENES} in all, as with scene")
    stands_once(log, "See: stashplex dlq list --type PlexRejected")


def test_a_worker_that_was_killed_before(teller: Teller) -> None:
    with open_test_house(teller.settings, teller.clock) as house:
        house.store.queue.put(1, "sync", 0, now=teller.clock.now())
        house.store.queue.claim(1, teller.clock.now())

    stands_once(teller.tell(), "Left half done by a worker: 1 scene, due again")
