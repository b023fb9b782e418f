"""What a person does in the simulated Stash, and which stamps move."""

import httpx2
import pytest
from tests.unit.demo.stash.questions import Answer, data

from stashplex.core.scene import SceneFile
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock

SCENE = """query($id: ID) {findScene(id: $id) {
    title updated_at date studio {name} tags {name} performers {name} files {id path}
}}"""


@pytest.fixture(autouse=True)
def later(stash: SimulatedStash, clock: StillClock) -> None:
    assert stash.scenes
    clock.advance(3600)


def scene(client: httpx2.Client, number: int = 1) -> Answer:
    found: Answer = data(client, SCENE, id=number)["findScene"]
    return found


def is_touched(client: httpx2.Client, number: int = 1) -> bool:
    stamp: str = scene(client, number)["updated_at"]
    return stamp == "2025-10-09T11:53:20+02:00"


def test_an_edit_changes_what_it_names_and_moves_the_stamp(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.edit_scene(1, title="Last Tram", date=None, studio=None, tags=["night"])
    found = scene(client)
    assert (found["title"], found["date"], found["studio"]) == ("Last Tram", None, None)
    assert found["tags"] == [{"name": "night"}]
    assert len(found["performers"]) == 2
    assert is_touched(client)


def test_an_edit_of_nothing_moves_the_stamp_too(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.edit_scene(1)
    assert is_touched(client)
    assert not is_touched(client, 2)


def test_renaming_a_name_leaves_the_stamp_of_its_scenes(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.rename_tag("tram", "tramway")
    stash.rename_studio("Slow Rails", "Slower Rails")
    stash.rename_performer("Alva", "Alba", disambiguation="the younger")
    stash.rename_group("Last Trains", "Very Last Trains")
    found = scene(client)
    assert found["tags"] == [{"name": "City"}, {"name": "tramway"}]
    assert found["studio"] == {"name": "Slower Rails"}
    assert found["performers"] == [{"name": "Alva"}, {"name": "Alba"}]
    assert not is_touched(client)


def test_a_name_that_is_taken_is_refused(stash: SimulatedStash) -> None:
    with pytest.raises(ValueError, match="City"):
        stash.rename_tag("tram", "City")


def test_merged_tags_become_one_and_the_scenes_keep_their_stamps(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.merge_tags(["tram"], "City")
    assert scene(client)["tags"] == [{"name": "City"}]
    assert data(client, "{findTags{count}}")["findTags"]["count"] == 1
    assert not is_touched(client)


def test_merged_performers_become_one_and_no_stamp_moves(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.edit_scene(2, performers=["Bera"])
    before = scene(client, 2)["updated_at"]
    stash.merge_performers(["Bera"], "Alva")
    found = scene(client, 2)
    assert (found["performers"], found["updated_at"]) == ([{"name": "Alva"}], before)
    names = data(client, "{findPerformers{performers{name updated_at}}}")["findPerformers"]
    assert all(one["updated_at"] < before for one in names["performers"])


def test_a_cover_moves_the_stamp(stash: SimulatedStash, client: httpx2.Client) -> None:
    stash.set_cover(1, None)
    assert is_touched(client)


def test_a_deleted_scene_is_gone_and_its_id_is_never_used_again(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.delete_scene(3)
    assert data(client, "{findScene(id: 3){id}}")["findScene"] is None
    assert stash.add_scene() == 4


def test_a_merge_moves_the_files_and_removes_the_sources(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.merge_scenes([2], 1)
    assert [file["id"] for file in scene(client)["files"]] == ["1", "2"]
    assert data(client, "{findScene(id: 2){id}}")["findScene"] is None
    assert is_touched(client)


def test_a_file_given_to_another_scene_moves_no_stamp(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.assign_file(2, 1)
    assert [file["id"] for file in scene(client)["files"]] == ["1", "2"]
    assert scene(client, 2)["files"] == []
    assert not is_touched(client)
    assert not is_touched(client, 2)


def test_a_further_file_moves_the_stamp(stash: SimulatedStash, client: httpx2.Client) -> None:
    stash.add_file(1, SceneFile("/data/tram.restored.mkv", 9))
    assert scene(client)["files"][1]["path"] == "/data/tram.restored.mkv"
    assert is_touched(client)


def test_moved_files_and_renamed_folders_leave_the_stamp_of_the_scene(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    stash.move_file(1, "/data/a b/moved.mp4")
    stash.rename_folder("/data/a b", "/data/new")
    assert scene(client)["files"] == [{"id": "1", "path": "/data/new/moved.mp4"}]
    assert scene(client, 2)["files"] == [{"id": "2", "path": "/data/club/tramX2.mp4"}]
    assert not is_touched(client)
