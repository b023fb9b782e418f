"""Planning covers: what Stash gives, what it withholds, and what is asked of it at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.worker.at_work import AtWork
from tests.worlds import FakeClock, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.config.settings import FieldsTable
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.world import Layout, World
from stashplex.worker.plan import evidence_text


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 2, layout=Layout(cover_share=1.0)) as running:
        yield running


def asks_cover(request: Request) -> bool:
    return request.path.endswith("/screenshot")


def poster(world: World, scene: int) -> str:
    return world.plex.snapshot()[world.plain[scene - 1].item].poster


def test_a_cover_becomes_the_poster(at_work: AtWork, world: World) -> None:
    at_work.run(1)

    assert poster(world, 1).startswith("upload://posters/")


def test_a_cover_that_did_not_change_is_not_sent_again_by_stash(
    at_work: AtWork, world: World
) -> None:
    at_work.run(1)
    world.stash.requests.reset()
    at_work.run(1)

    assert [one.status for one in world.stash.requests if "screenshot" in one.path] == [304]
    assert at_work.settled[-1].ending == "unchanged"


def test_a_placeholder_is_no_cover_and_nothing_to_warn_about(at_work: AtWork, world: World) -> None:
    world.stash.set_cover(1, None)

    at_work.run(1)

    assert not poster(world, 1).startswith("upload://")
    assert at_work.settled[-1].warnings == ()


def test_a_cover_of_an_odd_format_is_left_out_with_a_warning(at_work: AtWork, world: World) -> None:
    world.stash.set_cover(1, b"\x00\x00\x00\x20ftypavif" + bytes(40))

    at_work.run(1)

    (warning,) = at_work.settled[-1].warnings
    assert warning.startswith("cover left out: ")
    assert at_work.endings() == {1: ("changed", "")}


def test_with_images_switched_off_no_cover_is_asked_for(
    world: World, clock: FakeClock, tmp_path: Path
) -> None:
    settings = settings_for(world, tmp_path / "data", fields=FieldsTable(poster=False))
    with open_test_house(settings, clock) as house:
        AtWork.in_house(house).run(1)

    assert not [one for one in world.stash.requests if "screenshot" in one.path]
    assert world.plex.writes == 1


def test_a_cover_that_is_gone_when_its_poster_is_due_is_left_for_the_next_look(
    at_work: AtWork, house: House, world: World
) -> None:
    at_work.run(1)
    item = world.plain[0].item
    world.plex.person.choose_image(item, b"\x89PNG\r\n\x1a\n by hand")
    chosen = poster(world, 1)
    # The second request for the cover, for its bytes, finds that it has been deleted.
    asked: list[Request] = []

    def second(request: Request) -> bool:
        if asks_cover(request):
            asked.append(request)
        return len(asked) > 1 and asks_cover(request)

    world.stash.inject(answer(Response(404), second))

    at_work.run(1)

    assert at_work.settled[-1].ending == "unchanged"
    assert poster(world, 1) == chosen
    again = AtWork.in_house(house)
    again.run(1)
    assert again.endings() == {1: ("changed", "")}
    assert poster(world, 1) != chosen


def test_a_poster_that_plex_refuses_keeps_no_text_from_being_written(
    at_work: AtWork, world: World
) -> None:
    def uploads(request: Request) -> bool:
        return request.method == "POST"

    world.plex.inject(answer(Response(400, {}, b"no room"), uploads, times=None))

    at_work.run(1)

    assert at_work.dead() == {1: "PlexRejected"}
    shown = world.plex.snapshot()[world.plain[0].item]
    assert shown.texts["title"] == world.stash.scenes[1].title


def test_kinds_of_evidence_are_named_once_each() -> None:
    assert evidence_text(["path", "name_and_size", "path"]) == "path, name_and_size"
