"""The invented library on both servers."""

import unicodedata

import httpx2
import pytest

from stashplex.demo.odd import ODD_ONES
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.stash.records import Scene
from stashplex.demo.world import STASH_KEY, Layout, World

ODD_NAMES = {
    "unicode_title",
    "quotes_title",
    "ampersand_title",
    "emoji_title",
    "hostile_title",
    "padded_title",
    "long_title",
    "empty_title",
    "control_details",
    "many_tags",
    "odd_tags",
    "odd_names",
    "date_of_a_year",
    "date_of_a_month",
    "nothing_to_say",
    "nothing_but_the_stem",
    "no_file",
    "not_in_plex",
    "two_files",
    "shared_item_first",
    "shared_item_second",
    "two_performers_of_one_name",
    "tag_in_other_case",
    "tag_shown_in_other_case",
    "decomposed_in_plex",
    "decomposed_in_stash",
    "same_name_north",
    "same_name_south",
    "same_name_and_size_east",
    "same_name_and_size_west",
    "locked_texts",
    "locked_genres",
    "locked_while_empty",
    "locked_poster",
    "persons_collection_unlocked",
    "persons_collection_locked",
    "persons_label_unlocked",
    "persons_label_locked",
    "persons_genre_unlocked",
    "persons_genre_locked",
    "rated_otherwise",
    "rated_the_same",
    "placeholder",
    "svg_cover",
    "webp_cover",
    "avif_cover",
    "known_to_an_agent",
}


@pytest.fixture(scope="module")
def odd() -> World:
    return World.odd_library()


def scene(world: World, name: str) -> Scene:
    return world.stash.scenes[world.odd[name].scene]


def test_both_servers_answer_with_the_same_library() -> None:
    with World.build(40, odd_ones=()) as world:
        key = {"ApiKey": STASH_KEY}
        asked = {"query": "{findScenes(filter:{per_page:-1}){scenes{files{path}}}}"}
        scenes = httpx2.post(f"{world.stash.url}/graphql", json=asked, headers=key).json()
        headers = {"X-Plex-Token": world.plex.token, "Accept": "application/json"}
        listing = f"{world.plex.url}/library/sections/{world.sections['Videos']}/all?type=1"
        items = httpx2.get(listing, headers=headers).json()
    in_stash = {one["files"][0]["path"] for one in scenes["data"]["findScenes"]["scenes"]}
    shown = items["MediaContainer"]["Metadata"]
    in_plex = {one["Media"][0]["Part"][0]["file"] for one in shown}
    assert len(in_stash) == 40
    assert in_stash == in_plex


def test_a_seed_builds_the_same_world_again_and_another_seed_another() -> None:
    def told(world: World) -> list[tuple[object, ...]]:
        return [
            (one.title, one.details, one.date, one.rating100, one.files[0].path, one.cover_bytes())
            for one in world.stash.scenes.values()
            if one.files
        ]

    assert told(World.build(60)) == told(World.build(60))
    assert told(World.build(60)) != told(World.build(60, seed=8))


def test_a_world_has_as_many_scenes_as_asked_for_odd_ones_included() -> None:
    world = World.build(200)
    assert len(world.stash.scenes) == len(world.placed) == 200
    assert 20 <= len(world.odd) <= 60


def test_about_two_thirds_have_a_cover() -> None:
    world = World.build(300, odd_ones=())
    assert 0.6 < sum(one.cover is not None for one in world.stash.scenes.values()) / 300 < 0.73


def test_no_two_files_have_the_same_path() -> None:
    world = World.build(3000, odd_ones=())
    assert len({file.path for file in world.stash.files.values()}) == 3000


def test_items_are_titled_like_files_of_a_fresh_scan() -> None:
    world = World.build(10, odd_ones=())
    for item in world.plex.snapshot().values():
        assert item.texts.keys() == {"title"}
        assert item.files[0].rpartition("/")[2].rpartition(".")[0] == item.texts["title"]


def test_roots_differ_between_the_servers_and_fill_several_libraries() -> None:
    layout = Layout(("/data", "/more"), ("Z:\\Videos", "/media/more"), ("One", "Two"))
    world = World.build(20, odd_ones=(), layout=layout)
    items = world.plex.snapshot()
    for placed in world.plain:
        in_stash = world.stash.scenes[placed.scene].files[0].path
        item = items[placed.item]
        if in_stash.startswith("/data/"):
            below = in_stash.removeprefix("/data/").replace("/", "\\")
            assert item.files == (f"Z:\\Videos\\{below}",)
            assert item.section == world.sections["One"]
        else:
            assert item.files == ("/media/more/" + in_stash.removeprefix("/more/"),)
            assert item.section == world.sections["Two"]


def test_every_odd_one_is_there_by_name(odd: World) -> None:
    assert odd.odd.keys() == ODD_NAMES
    assert len(odd.plain) == 10
    assert all(one.scene in odd.stash.scenes for one in odd.placed)


def test_the_odd_library_stands_on_a_plex_of_ones_own() -> None:
    plex = SimulatedPlex()
    assert World.odd_library(0, plex=plex).plex is plex


def test_titles_are_odd(odd: World) -> None:
    assert len(scene(odd, "long_title").title) == 700
    assert scene(odd, "empty_title").title == ""
    assert scene(odd, "hostile_title").title.startswith("<script>")
    assert not scene(odd, "unicode_title").title.isascii()


def test_texts_and_tags_are_odd(odd: World) -> None:
    assert "\x00" in scene(odd, "control_details").details
    assert len(scene(odd, "many_tags").tags) == 180
    characters = "".join(tag.name for tag in scene(odd, "odd_tags").tags)
    assert set(",&=%+#?';\"") <= set(characters)
    assert "[0]" in characters
    assert {scene(odd, name).date for name in ("date_of_a_year", "date_of_a_month")} == {
        "2019",
        "2019-07",
    }
    namesakes = [one.name for one in scene(odd, "two_performers_of_one_name").performers]
    assert len(set(namesakes)) < len(namesakes)


def test_files_are_odd(odd: World) -> None:
    items = odd.plex.snapshot()
    assert scene(odd, "no_file").files == []
    assert odd.odd["not_in_plex"].items == ()
    assert len(scene(odd, "not_in_plex").files) == 1
    assert len(set(odd.odd["two_files"].items)) == 2
    assert odd.odd["shared_item_first"].items == odd.odd["shared_item_second"].items
    assert len(items[odd.odd["shared_item_first"].item].files) == 2
    for name in ("decomposed_in_plex", "decomposed_in_stash"):
        in_stash, (in_plex,) = scene(odd, name).files[0].path, items[odd.odd[name].item].files
        assert in_stash != in_plex
        assert unicodedata.normalize("NFC", in_stash) == unicodedata.normalize("NFC", in_plex)
    pairs = {"same_name": ("north", "south"), "same_name_and_size": ("east", "west")}
    for prefix, folders in pairs.items():
        one, other = (scene(odd, f"{prefix}_{folder}").files[0] for folder in folders)
        assert one.basename == other.basename
        assert one.path != other.path
        assert (one.size == other.size) == prefix.endswith("size")


def test_a_person_was_there_before_us(odd: World) -> None:
    items = odd.plex.snapshot()
    assert items[odd.odd["locked_texts"].item].locks == {"title", "summary"}
    assert items[odd.odd["locked_genres"].item].locks == {"genre"}
    assert items[odd.odd["locked_poster"].item].poster.startswith("upload://posters/")
    for kind in ("collection", "label", "genre"):
        free, kept = (
            items[odd.odd[f"persons_{kind}_{state}"].item] for state in ("unlocked", "locked")
        )
        assert free.tags[kind] == kept.tags[kind]
        assert not free.locks
        assert kept.locks == {kind}
    assert items[odd.odd["rated_otherwise"].item].rating == 4.0
    assert items[odd.odd["nothing_to_say"].item].texts["summary"]
    assert items[odd.odd["known_to_an_agent"].item].texts["title"] == "The Agent's Title"
    assert items[odd.odd["tag_shown_in_other_case"].item].tags["genre"][0] == "HARBOUR Lights"


def test_the_demo_has_a_good_handful_of_the_odd_ones() -> None:
    names = World.build(0).odd.keys()
    assert {"emoji_title", "no_file", "not_in_plex", "two_files", "locked_texts"} <= names
    assert len(names) < len(World.build(0, odd_ones=ODD_ONES).odd)
