"""The first and the last line of a run, as whoever reads the log later finds them."""

import logging
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.worlds import (
    EVERYTHING,
    FakeClock,
    Spectator,
    make_world,
    open_test_house,
    settings_for,
)

from stashplex.app.chronicle import closing, opening
from stashplex.app.house import House
from stashplex.app.syncing import ForegroundRun, told_reconcile, told_sync
from stashplex.config.settings import FieldsTable, PathPair, SyncTable
from stashplex.core.outcome import Waiting
from stashplex.core.report import CHANGED, UNCHANGED, failed, waiting
from stashplex.demo.http_faults import call
from stashplex.demo.http_messages import Request as Received
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request, RunResult


def ended() -> RunResult:
    result = RunResult(7, seconds=12.34)
    for scene, ending in enumerate(
        (CHANGED, UNCHANGED, failed("PlexRejected"), failed("NotTaken"), waiting(Waiting.OUTAGE))
    ):
        result.report.record(scene, ending)
    return result


def test_the_last_line_adds_up_and_points_on(house: House) -> None:
    answer = told_sync(house.store, ended(), Request(), house.servers)

    line = closing(answer)

    assert line.startswith(
        "Run 7 ended after 12.3 s: 5 scenes: 1 changed, 1 unchanged, 0 skipped, "
        "1 waiting (1 outage), 2 failed (1 NotTaken, 1 PlexRejected); "
    )
    assert line.endswith(
        ". See: stashplex dlq list --type NotTaken; stashplex dlq list --type PlexRejected"
    )


def test_the_last_line_of_an_interrupted_comparison_says_so(house: House) -> None:
    result = RunResult(None, interrupted=True)
    result.put["differs"] = 3

    line = closing(told_reconcile(result, Request(work=False), house.servers))

    assert line.startswith(
        "Dry run was interrupted after 0.0 s: 3 scenes: 0 unchanged, 0 skipped, "
        "3 enqueued (3 differs), 0 waiting, 0 dead; "
    )


def test_what_a_comparison_held_back_is_counted_in_its_last_line(house: House) -> None:
    result = RunResult(8)
    result.report.record(1, UNCHANGED)
    for scene in (2, 3, 4):
        result.report.record(scene, waiting(Waiting.GUARD))

    line = closing(told_reconcile(result, Request(work=False), house.servers))

    assert ": 4 scenes: 1 unchanged, 0 skipped, 0 enqueued, 3 waiting (3 guard), 0 dead; " in line


def test_one_scene_is_told_in_the_singular(house: House) -> None:
    result = RunResult(None)
    result.put["differs"] = 1

    line = closing(told_reconcile(result, Request(work=False), house.servers))

    assert ": 1 scene: 0 unchanged, " in line
    assert "; 1 scene to compare" in opening(house, EVERYTHING, 1)


def test_the_first_line_names_its_own_run_whatever_else_began_meanwhile(
    house: House, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="stashplex")

    def another_begins(_: Received) -> None:
        house.store.runs.start("work", 0.0)

    world.plex.inject(call(another_begins, lambda one: one.path.endswith("/all")))

    run = ForegroundRun(house, EVERYTHING, Spectator(), partial(told_sync, house.store)).execute()

    assert run.answer.run_id == 1
    (line,) = (one for one in caplog.messages if " begins: " in one)
    assert line.startswith("Run 1 begins: sync --all; ")


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(everything=True, verify=True), "sync --all --verify"),
        (Request(ids=(1, 2, 2)), "sync of 2 named scenes"),
        (Request(ids=(1,)), "sync of 1 named scene"),
        (Request(since_seconds=5400), "sync of what changed in the last 1.5 h"),
        (Request(), "sync of what is due"),
        (Request(everything=True, work=False), "reconcile --all"),
        (Request(everything=True, limit=5, accepted=True), "sync --all --limit 5 --yes"),
    ],
)
def test_the_first_line_says_what_was_asked_for(
    house: House, request_: Request, words: str
) -> None:
    assert f" begins: {words}; stashplex " in opening(house, request_, None)


def test_the_first_line_says_what_is_otherwise_than_usual(tmp_path: Path, clock: FakeClock) -> None:
    layout = Layout(("/data",), ("/media",))
    with make_world(clock, 2, layout=layout) as world:
        settings = msgspec.structs.replace(
            settings_for(
                world,
                tmp_path / "data",
                paths=(PathPair("/data", "/media"),),
                sync=SyncTable(strict_matching=False, plex_edits="keep"),
                fields=FieldsTable(poster=False),
            )
        )
        with open_test_house(settings, clock) as house:
            line = opening(house, Request(everything=True), 2)

    assert "folders given: `/data` -> `/media`" in line
    assert "off: poster, art, content_rating, labels" in line
    assert 'strict_matching = false; plex_edits = "keep"' in line
    assert "2 scenes to compare" in line
