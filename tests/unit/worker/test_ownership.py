"""An item has one owner: whoever holds it, else the scene of its first part."""

from collections.abc import Iterator

import pytest
from tests.unit.worker.at_work import AtWork
from tests.worlds import EVERYTHING, FakeClock, builder_of, make_world, sync

from stashplex.app.house import House
from stashplex.core.item import Item, ItemFile
from stashplex.core.ports import ItemStamp
from stashplex.core.scene import Scene, SceneFile
from stashplex.demo.world import World
from stashplex.worker.ownership import other_owner


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 0) as running:
        yield running


class Shared:
    """Two scenes whose files are versions of one item; the second file comes first in Plex."""

    def __init__(self, world: World) -> None:
        build = builder_of(world)
        big, small = build.file("film/big.mkv"), build.file("film/small.mkv")
        self.small = build.add_scene({"title": "Small", "tags": ["tram"]}, [small])
        self.big = build.add_scene({"title": "Big", "studio": "Slow Rails"}, [big])
        self.item = build.add_item(big, small)


@pytest.fixture
def shared(world: World) -> Shared:
    return Shared(world)


def title(world: World, item: int) -> str:
    return world.plex.snapshot()[item].texts["title"]


def test_the_scene_of_the_first_part_owns_an_item_nobody_holds(
    house: House, world: World, shared: Shared
) -> None:
    result = sync(house)

    counts = result.report.counts()
    assert (counts.changed, counts.skipped) == (1, {"shares_item": 1})
    assert title(world, shared.item) == "Big"


def test_the_other_scene_is_told_who_owns_its_item_and_what_to_do(
    at_work: AtWork, shared: Shared
) -> None:
    at_work.run(shared.small)

    (ended,) = at_work.settled
    assert (ended.ending, ended.detail) == ("skipped", "shares_item")
    assert f"belongs to scene {shared.big}" in ended.message
    assert "split" in ended.message


def test_the_scene_that_holds_an_item_keeps_it_though_another_file_comes_first(
    house: House, world: World
) -> None:
    build = builder_of(world)
    first, second = build.file("film/first.mkv"), build.file("film/second.mkv")
    holder = build.add_scene({"title": "Holder"}, [second])
    item = build.add_item(second)
    sync(house)
    build.add_scene({"title": "Newcomer"}, [first])
    world.plex.remove_item(item)
    again = build.add_item(first, second)
    house.store.records.stamp([ItemStamp(again, 1, holder)])

    result = sync(house)

    assert result.report.counts().skipped == {"shares_item": 1}
    assert title(world, again) == "Holder"


def test_a_holder_that_is_deleted_leaves_the_item_and_what_it_held_to_the_other(
    house: House, world: World, shared: Shared
) -> None:
    sync(house)
    world.stash.delete_scene(shared.big)

    result = sync(house)

    assert result.report.counts().changed == 1
    shown = world.plex.snapshot()[shared.item]
    assert shown.texts["title"] == "Small"
    assert shown.tags["genre"] == ("tram",)
    assert "studio" not in shown.texts
    assert "collection" not in shown.tags


def test_a_holder_whose_file_left_the_item_leaves_it_to_the_first_part(
    house: House, world: World, shared: Shared
) -> None:
    build = builder_of(world)
    third = build.file("film/third.mkv")
    sync(house)
    (file,) = world.stash.scenes[shared.big].files
    world.stash.move_file(file.id, "/data/other/gone.mkv")
    last = build.add_scene({"title": "Last"}, [third])
    world.plex.add_version(shared.item, build.part(third))

    asked = AtWork.in_house(house)
    asked.run(last)
    sync(house)

    assert asked.endings() == {last: ("skipped", "shares_item")}
    assert title(world, shared.item) == "Small"


def test_a_scene_with_files_in_several_items_writes_them_all(house: House, world: World) -> None:
    build = builder_of(world)
    placed = build.place({"title": "Two Parts"}, [build.file("a/one.mkv"), build.file("b/two.mkv")])

    result = sync(house)

    assert result.report.counts().changed == 1
    assert [title(world, item) for item in placed.items] == ["Two Parts", "Two Parts"]


def test_a_scene_that_shares_one_of_its_items_still_writes_the_other(
    house: House, world: World, shared: Shared
) -> None:
    extra = SceneFile("/data/film/extra.mkv", 12_345, 60.0)
    world.stash.add_file(shared.small, extra)
    item = world.plex.add_item(1, [(extra.path, extra.size, 60_000)])

    result = sync(house, EVERYTHING)

    assert result.report.counts().changed == 2
    assert (title(world, shared.item), title(world, item)) == ("Big", "Small")


def test_an_item_whose_files_are_all_of_one_scene_needs_no_question(
    house: House, world: World
) -> None:
    scene = Scene(1, files=(SceneFile("/data/one.mkv", 5),))
    item = Item(9, 1, files=(ItemFile("/data/one.mkv", 5),))
    world.stash.requests.reset()

    assert other_owner(scene, item, ItemStamp(9, 1, 77), house.parts) is None
    assert len(world.stash.requests) == 0


def test_a_holder_needs_no_question_for_its_own_item(house: House, world: World) -> None:
    scene = Scene(1, files=(SceneFile("/data/one.mkv", 5),))
    item = Item(9, 1, files=(ItemFile("/data/zero.mkv", 4), ItemFile("/data/one.mkv", 5)))
    world.stash.requests.reset()

    assert other_owner(scene, item, ItemStamp(9, 1, 1), house.parts) is None
    assert len(world.stash.requests) == 0


def test_a_first_part_that_no_scene_has_stands_in_nobodys_way(house: House) -> None:
    scene = Scene(1, files=(SceneFile("/data/one.mkv", 5),))
    item = Item(9, 1, files=(ItemFile("/data/zero.mkv", 4), ItemFile("/data/one.mkv", 5)))

    assert other_owner(scene, item, None, house.parts) is None


def test_a_file_found_by_its_length_alone_has_no_other_owner(house: House) -> None:
    scene = Scene(1, files=(SceneFile("/data/old name.mkv", 5, 61.0),))
    item = Item(9, 1, files=(ItemFile("/media/new name.mkv", 5, 61_000),))

    assert other_owner(scene, item, None, house.parts) is None


def test_where_paths_differ_a_file_is_known_by_name_and_size(house: House, world: World) -> None:
    first = builder_of(world).add_scene({"title": "First"}, [SceneFile("film/first.mkv", 4, 60.0)])
    scene = Scene(99, files=(SceneFile("/data/film/second.mkv", 5),))
    item = Item(
        9, 1, files=(ItemFile("/media/film/first.mkv", 4), ItemFile("/media/film/second.mkv", 5))
    )

    assert other_owner(scene, item, None, house.parts) == first


def test_a_file_of_the_same_name_in_another_folder_makes_no_owner(
    house: House, world: World
) -> None:
    builder_of(world).add_scene({"title": "Other"}, [SceneFile("elsewhere/zero.mkv", 77, 60.0)])
    scene = Scene(99, files=(SceneFile("/data/one.mkv", 5),))
    item = Item(9, 1, files=(ItemFile("/data/zero.mkv", 4), ItemFile("/data/one.mkv", 5)))

    assert other_owner(scene, item, None, house.parts) is None


@pytest.mark.parametrize("surely_first", [True, False])
def test_of_two_files_of_one_name_and_size_the_one_at_the_path_of_the_item_owns_it(
    house: House, world: World, *, surely_first: bool
) -> None:
    build = builder_of(world)
    here = build.file("here/clip.mkv")
    there = SceneFile("there/clip.mkv", here.size, here.duration)
    for file in (here, there) if surely_first else (there, here):
        build.add_scene({"title": file.path, "tags": ["tram"]}, [file])
    item = build.add_item(here)

    runs = [sync(house).report.counts() for _ in range(3)]

    assert title(world, item) == "here/clip.mkv"
    assert [(one.changed, one.skipped) for one in runs] == [
        (1, {"shares_item": 1}),
        (0, {"shares_item": 1}),
        (0, {"shares_item": 1}),
    ]


@pytest.mark.parametrize("names", [("clip.mkv", "clip.mkv"), ("one.mkv", "two.mkv")])
def test_of_two_files_that_could_both_be_in_an_item_one_owns_it_for_good(
    house: House, world: World, names: tuple[str, str]
) -> None:
    build = builder_of(world)
    size, seconds = 5_000_000, 61.0
    for folder, name in zip(("here", "there"), names, strict=True):
        file = SceneFile(f"{folder}/{name}", size, seconds)
        build.add_scene({"title": folder, "tags": ["tram"]}, [file])
    name = "clip.mkv" if names[0] == names[1] else "elsewhere.mkv"
    item = world.plex.add_item(1, [(f"/data/moved/{name}", size, 61_000)])

    runs = [sync(house).report.counts() for _ in range(3)]

    assert title(world, item) == "here"
    assert [(one.changed, one.skipped) for one in runs] == [
        (1, {"shares_item": 1}),
        (0, {"shares_item": 1}),
        (0, {"shares_item": 1}),
    ]


def test_a_scene_whose_file_is_surely_the_one_takes_the_item_over_for_good(
    house: House, world: World
) -> None:
    build = builder_of(world)
    here = build.file("here/clip.mkv")
    build.add_scene(
        {"title": "There", "tags": ["tram"]},
        [SceneFile("there/clip.mkv", here.size, here.duration)],
    )
    item = build.add_item(here)
    sync(house)
    build.add_scene({"title": "Here", "tags": ["tram"]}, [here])

    runs = [sync(house).report.counts() for _ in range(3)]

    assert title(world, item) == "Here"
    assert [one.changed for one in runs] == [1, 0, 0]


def test_in_one_batch_a_surer_scene_takes_an_item_from_one_that_had_it(
    house: House, world: World
) -> None:
    build = builder_of(world)
    here = build.file("here/clip.mkv")
    there = SceneFile("there/clip.mkv", here.size, here.duration)
    less = build.add_scene({"title": "There", "tags": ["tram"]}, [there])
    item = build.add_item(here)
    sync(house)
    world.stash.edit_scene(less, title="There still")
    surer = build.add_scene({"title": "Here", "tags": ["tram"]}, [here])

    at_work = AtWork.in_house(house)
    at_work.run(less, surer)

    assert at_work.endings() == {less: ("skipped", "shares_item"), surer: ("changed", "")}
    assert title(world, item) == "Here"


def test_the_scene_of_the_first_part_is_found_however_its_name_is_composed(
    house: House, world: World
) -> None:
    build = builder_of(world)
    first, second = build.file("film/cafe\u0301.mkv"), build.file("film/bar.mkv")
    build.add_scene({"title": "Bar", "tags": ["tram"]}, [second])
    build.add_scene({"title": "Caf\u00e9", "tags": ["tram"]}, [first])
    composed = SceneFile("film/caf\u00e9.mkv", first.size, first.duration)
    item = build.add_item(composed, second)

    sync(house)

    assert title(world, item) == "Caf\u00e9"


def test_a_file_of_the_name_and_size_that_nobody_holds_needs_no_search_in_stash(
    house: House, world: World
) -> None:
    scene = Scene(1, files=(SceneFile("/data/here/one.mkv", 5),))
    item = Item(9, 1, files=(ItemFile("/data/there/one.mkv", 5),))
    world.stash.requests.reset()

    assert other_owner(scene, item, None, house.parts) is None
    assert len(world.stash.requests) == 0
