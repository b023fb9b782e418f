"""What runs for good waits for its servers, and a crash loop asks them no more often."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from tests.unit.worker.test_gate_restart import Book
from tests.worlds import FakeClock, settings_for

from stashplex.app.house import open_servers
from stashplex.config import Settings
from stashplex.core.ports import ServerInfo
from stashplex.demo.http_faults import answer, every_request
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import World
from stashplex.worker.arrival import await_servers
from stashplex.worker.gate import Gate

WAITS = (5.0, 10.0, 20.0, 40.0, *[60.0] * 16)


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return settings_for(world, tmp_path / "data")


def arrive(
    settings: Settings, clock: FakeClock, book: Book, stop: threading.Event | None = None
) -> tuple[ServerInfo, ServerInfo] | None:
    with open_servers(settings) as (stash, plex):
        gate = Gate(stash, plex, clock, lambda: 0.0, patient=True, outages=book)
        return await_servers(stash, plex, gate, clock, lambda: 0.0, stop or threading.Event())


def test_where_both_answer_it_begins_at_once(
    settings: Settings, clock: FakeClock, world: World
) -> None:
    arrived = arrive(settings, clock, Book())

    assert arrived is not None
    assert arrived[1].identity == world.plex.machine_identifier
    assert clock.waits == []


@pytest.mark.parametrize("refusal", [maintenance(), Response(401, {}, b"")], ids=["503", "401"])
def test_it_waits_for_a_server_that_is_away_and_for_a_person(
    refusal: Response, settings: Settings, clock: FakeClock, world: World
) -> None:
    book = Book()
    world.plex.inject(answer(refusal, every_request, times=None))
    clock.after(500.0, world.plex.heal)

    assert arrive(settings, clock, book) is not None

    assert 500 <= clock.monotonic() <= 560
    assert len(book.over) == 1


def test_starting_again_and_again_asks_no_sooner(
    settings: Settings, clock: FakeClock, world: World
) -> None:
    book = Book()
    asked: list[float] = []

    def note(request: Request) -> bool:
        del request
        asked.append(clock.monotonic())
        return True

    world.plex.inject(answer(maintenance(), note, times=None))

    for _ in range(80):
        stop = threading.Event()
        clock.after(3.0, stop.set)
        assert arrive(settings, clock, book, stop) is None

    gaps = [later - sooner for sooner, later in pairwise(asked)]
    assert len(gaps) >= 6
    assert all(gap >= wait for gap, wait in zip(gaps, WAITS, strict=False))


def test_an_answer_that_nobody_understands_is_asked_for_again_more_slowly(
    settings: Settings, clock: FakeClock, world: World
) -> None:
    world.plex.inject(answer(Response(200, {}, b"<html>"), every_request, times=4))

    assert arrive(settings, clock, Book()) is not None

    assert clock.waits == [2.0, 4.0, 8.0, 16.0]
