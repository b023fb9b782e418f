"""Covers that Stash could not give: they are left out once, and asked for again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.runs import counts_of
from tests.worlds import FakeClock, make_world, open_test_house, settings_for, sync

from stashplex.app.house import House
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.pictures import picture
from stashplex.demo.world import Layout, World

SCENES = 4
SCENE = 1
"""The one whose cover cannot be had: several are asked for at once, in any order."""
LATER = 60.0
"""Seconds after which no stamp is so young that it is looked behind."""
NO_PICTURE = Response(200, {"Content-Type": "text/html"}, b"<html>no</html>")


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, SCENES, layout=Layout(cover_share=1.0)) as running:
        yield running


@pytest.fixture
def house(world: World, clock: FakeClock, tmp_path: Path) -> Iterator[House]:
    clock.advance(LATER)
    with open_test_house(settings_for(world, tmp_path / "data"), clock) as opened:
        yield opened


def reads_its_cover(request: Request) -> bool:
    return request.path == f"/scene/{SCENE}/screenshot"


def reads_its_cover_in_full(request: Request) -> bool:
    return reads_its_cover(request) and "if-none-match" not in request.headers


def test_one_that_is_no_picture_is_asked_for_by_the_next_run(
    house: House, world: World, clock: FakeClock
) -> None:
    world.stash.inject(answer(NO_PICTURE, reads_its_cover))
    result = sync(house)
    assert list(result.report.warnings()) == [SCENE]

    clock.advance(LATER)

    assert counts_of(sync(house)).changed == 1
    assert world.plex.requests.count(method="POST") == SCENES
    clock.advance(LATER)
    assert counts_of(sync(house)).unchanged == SCENES


def test_one_that_is_gone_when_it_is_to_be_uploaded_is_told_and_asked_for_by_the_next_run(
    house: House, world: World, clock: FakeClock
) -> None:
    assert counts_of(sync(house)).changed == SCENES
    item = world.plain[0].item
    ours = world.plex.snapshot()[item].poster
    world.plex.person.choose_image(item, picture(4711))
    world.stash.inject(answer(NO_PICTURE, reads_its_cover_in_full))
    clock.advance(LATER)
    result = sync(house)
    assert list(result.report.warnings()) == [SCENE]
    assert world.plex.snapshot()[item].poster != ours

    clock.advance(LATER)

    assert counts_of(sync(house)).changed == 1
    assert world.plex.snapshot()[item].poster == ours
