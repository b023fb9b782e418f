"""What the list of scenes promises, whatever database it stands on."""

import pytest

from stashplex.core.job import Priority
from stashplex.core.outcome import Cause, Dead
from stashplex.core.ports import SceneRecord
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.queue import SyncQueue
from stashplex.sync_queue.scene_list import SceneList
from stashplex.sync_queue.scenes import SceneRecords


@pytest.fixture
def scenes(database: Database, target: int, records: SceneRecords) -> SceneList:
    records.remember(
        [
            SceneRecord(1, "Strings at Mossbridge", "/data/Kettle/strings.mp4", ending="changed"),
            SceneRecord(2, "Über die Straße", "/data/Lantern/weg.mp4", ending="unchanged"),
            SceneRecord(3, "100% Wool_Socks!", "/data/Lantern/wool.mp4", ending="failed"),
        ]
    )
    return SceneList(database, target)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (1, 2, 3)),
        ("STRINGS", (1,)),
        ("über", (2,)),
        ("strasse", (2,)),
        ("lantern", (2, 3)),
        ("mossbridge strings", (1,)),
        ("wool lantern 100 socks", (3,)),
        ("100%", (3,)),
        ("l_s", (3,)),
        ("socks!", (3,)),
        ("%", (3,)),
        ("nobody", ()),
    ],
)
def test_a_scene_is_found_by_words_of_its_title_and_path(
    scenes: SceneList, text: str, found: tuple[int, ...]
) -> None:
    assert scenes.find(text, "", 0, 10) == found


def test_a_page_goes_on_where_the_one_before_ended(scenes: SceneList) -> None:
    assert scenes.find("", "", 0, 2) == (1, 2)
    assert scenes.find("", "", 2, 2) == (3,)


def test_scenes_are_listed_and_counted_by_how_they_ended(scenes: SceneList) -> None:
    assert scenes.find("", "failed", 0, 10) == (3,)
    assert scenes.by_ending() == {"changed": 1, "unchanged": 1, "failed": 1}


def test_a_scene_is_listed_as_it_is_known_last_and_not_once_it_is_gone(
    scenes: SceneList, records: SceneRecords
) -> None:
    records.remember([SceneRecord(1, "Another name", "/data/a.mp4", ending="waiting")])
    records.forget([2])

    assert scenes.find("strings", "", 0, 10) == ()
    assert scenes.find("another", "waiting", 0, 10) == (1,)
    assert scenes.find("", "", 0, 10) == (1, 3)


def test_what_an_older_stashplex_remembered_becomes_searchable(
    scenes: SceneList, records: SceneRecords, database: Database, target: int
) -> None:
    for scene in (2, 70):
        database.change("list_scene", target=target, scene=scene, ending="changed", folded="")
    assert scenes.find("straße", "", 0, 10) == ()

    records.make_searchable()

    assert scenes.find("straße", "", 0, 10) == (2,)
    assert scenes.unfolded(10) == ()


def test_dead_letters_are_listed_whether_their_scene_is_known_or_not(
    scenes: SceneList, queue: SyncQueue
) -> None:
    for scene in (1, 9):
        queue.put(scene, "edited", Priority.BULK, now=0.0)
    for job in queue.claim(5, 0.0):
        queue.settle(job, Dead(Cause("PlexRejected", "no")), 0.0)

    assert scenes.find("", "dead", 0, 10) == (1, 9)
    assert scenes.find("strings", "dead", 0, 10) == (1,)
    assert scenes.job_states([1, 2, 9]) == {1: "dead", 9: "dead"}


def test_each_target_has_its_own(scenes: SceneList, database: Database, other_target: int) -> None:
    assert SceneList(database, other_target).find("", "", 0, 10) == ()
    assert scenes.find("", "", 0, 10) == (1, 2, 3)
