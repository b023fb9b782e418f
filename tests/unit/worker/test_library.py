"""The chosen libraries, and the index of what is in them."""

from pathlib import Path

import pytest
from tests.worlds import FakeClock, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.core.errors import ServerFailed, UnknownLibrary
from stashplex.demo.http_faults import answer
from stashplex.demo.plex.serialise import database_error
from stashplex.demo.world import Layout, World

TWO = Layout(("/data", "/more"), ("/data", "/more"), ("Videos", "More Videos"))


def test_every_movie_library_is_read_where_none_is_named(clock: FakeClock, tmp_path: Path) -> None:
    with (
        make_world(clock, 6, layout=TWO) as world,
        open_test_house(settings_for(world, tmp_path / "data"), clock) as house,
    ):
        house.library.load()

        assert [one.title for one in house.library.sections] == ["Videos", "More Videos"]
        assert len(house.library.index) == 6


def test_only_the_named_libraries_are_read_in_whatever_case(
    clock: FakeClock, tmp_path: Path
) -> None:
    with make_world(clock, 6, layout=TWO) as world:
        settings = settings_for(world, tmp_path / "data", libraries=("more videos",))
        with open_test_house(settings, clock) as house:
            house.library.load()

            assert [one.title for one in house.library.sections] == ["More Videos"]
            assert len(house.library.index) == 3


def test_a_library_that_plex_lacks_is_named_with_those_it_has(
    clock: FakeClock, tmp_path: Path
) -> None:
    with make_world(clock, 2, layout=TWO) as world:
        settings = settings_for(world, tmp_path / "data", libraries=("Films", "Videos"))
        with open_test_house(settings, clock) as house, pytest.raises(UnknownLibrary) as caught:
            house.library.load()

    assert 'no movie library called "Films"' in caught.value.message
    assert '"Videos", "More Videos"' in caught.value.remedy


def test_one_that_cannot_be_listed_is_told_once_and_read_again_after_a_minute(
    clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with make_world(clock, 2) as world:
        settings = settings_for(world, tmp_path / "data", libraries=("Films",))
        with open_test_house(settings, clock) as house:
            before = world.plex.requests.count()
            for _ in range(20):  # four minutes
                with pytest.raises(UnknownLibrary):
                    house.library.ensure()
                clock.advance(12.0)

            assert world.plex.requests.count() - before == 4
    (told,) = (one.message for one in caplog.records if "Films" in one.message)
    assert told.endswith("Correct plex.libraries. What is put waits meanwhile.")


def test_a_plex_without_any_library_is_told(clock: FakeClock, tmp_path: Path) -> None:
    with make_world(clock, 0, layout=Layout((), (), ())) as world:
        for libraries in ((), ("Films",)):
            settings = settings_for(world, tmp_path / "data", libraries=libraries)
            with open_test_house(settings, clock) as house, pytest.raises(UnknownLibrary):
                house.library.load()


def test_the_index_is_read_once_until_it_is_asked_for_anew(house: House, world: World) -> None:
    house.library.ensure()
    world.plex.requests.reset()
    house.library.ensure()
    assert len(world.plex.requests) == 0

    house.library.load()

    assert len(world.plex.requests) == 2


def test_only_a_library_that_moved_is_read_at_a_refreshing(
    clock: FakeClock, tmp_path: Path
) -> None:
    with (
        make_world(clock, 6, layout=TWO) as world,
        open_test_house(settings_for(world, tmp_path / "data"), clock) as house,
    ):
        house.library.refresh()
        world.plex.requests.reset()
        world.plex.person.edit(world.plain[1].item, title="Mine")

        house.library.refresh()
        house.library.refresh()

        listed = [one.path for one in world.plex.requests.entries if one.path.endswith("/all")]
        assert listed == [f"/library/sections/{world.sections['More Videos']}/all"]


def test_an_index_that_could_not_be_read_is_read_at_the_next_need(
    house: House, world: World
) -> None:
    world.plex.inject(answer(database_error(), lambda one: one.path.endswith("/all")))
    with pytest.raises(ServerFailed):
        house.library.ensure()

    house.library.ensure()

    assert len(house.library.index) == 4


def test_the_age_of_the_index_is_counted_from_its_reading(house: House, clock: FakeClock) -> None:
    assert house.library.age() == 0.0
    house.library.load()
    clock.advance(90)

    assert house.library.age() == 90.0
