"""`history`, `runs` and `undo`: what they show, to people and to programs."""

import pytest
from tests.doors import Door

from stashplex.demo.world import World


def test_undo_is_previewed_done_told_and_taken_back(door: Door, world: World) -> None:
    before = world.plex.snapshot()
    first = door("sync", "--all", "--json").answer

    preview = door("undo", str(first["run_id"]), "--dry-run")
    assert "would be put back" in preview.out
    assert world.plex.snapshot() != before

    undone = door("undo", str(first["run_id"]), "--json").answer
    assert undone["kind"] == "undo"
    assert undone["undoes"] == first["run_id"]
    assert undone["fields"] == sum(undone["put_back"].values()) > 100
    assert (undone["left"], undone["failed"], undone["told"]) == ({}, {}, [])
    assert {number: one.texts for number, one in world.plex.snapshot().items()} == {
        number: one.texts for number, one in before.items()
    }

    held = door("sync", "--all")
    assert "Held since an undo" in held.out
    # By scene: one has two items.
    told = door("sync", "--all", "--json").answer["held"]
    assert told.keys() == undone["put_back"].keys()
    assert told["title"] == undone["put_back"]["title"] - 1

    again = door("undo", str(undone["run_id"]))
    assert f"doing again what run {undone['run_id']} took back" in again.out
    assert door("sync", "--all", "--json").answer["held"] == {}


def test_the_history_shows_what_came_and_what_went(door: Door, world: World) -> None:
    scene = world.plain[0].scene
    door("sync", "--all")
    world.stash.edit_scene(scene, title="Fog", tags=["fog"])
    door("sync", str(scene))

    shown = door("history", str(scene))
    told = door("history", str(scene), "--json").answer

    assert "+fog" in shown.out
    newest = told["writes"][0]
    assert (newest["scene"], newest["run"], newest["state"]) == (scene, 2, "proved")
    assert {"locked_before", "lock", "before", "after", "item", "field", "at"} < set(newest)
    assert {one["field"] for one in told["writes"] if one["run"] == 2} == {"title", "genres"}
    assert not told["more"]

    few = door("history", "--limit", "3", "--json").answer
    assert (len(few["writes"]), few["more"]) == (3, True)
    of_run = door("history", "--run", "2", "--json").answer
    assert {one["run"] for one in of_run["writes"]} == {2}


def test_the_runs_tell_what_each_of_them_wrote(door: Door, world: World) -> None:
    assert world.plain
    door("sync", "--all")
    door("undo", "1")

    undone, synced = door("runs", "--json").answer["runs"]

    assert (undone["kind"], undone["counts"]["undoes"]) == ("undo", 1)
    assert (synced["kind"], synced["lost"], synced["open"]) == ("sync", 0, 0)
    assert undone["written"] == synced["written"] > 0
    assert f"of run 1, {synced['written']} fields written" in door("runs").out
    assert f"undo of run 1: {synced['written']} fields put back" in door("status").out
    assert door("runs", "--limit", "1", "--json").answer["runs"] == [undone]


def test_before_the_first_run_there_is_nothing(door: Door) -> None:
    assert "There was no run yet." in door("runs").out
    assert "Nothing was written there" in door("history").out
    assert door("undo", "1").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("undo", "7"),
        ("undo", "0"),
        ("history", "0"),
        ("history", "--run", "7"),
        ("history", "--limit", "0"),
        ("runs", "--limit", "0"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line_with_a_remedy(
    door: Door, words: tuple[str, ...]
) -> None:
    door("sync", "--all", "--limit", "1")
    said = door(*words)
    assert said.code == 2
    assert said.err.count("stashplex: ") == 1


@pytest.mark.usefixtures("in_step")
def test_undoing_what_wrote_nothing_says_so(door: Door) -> None:
    door("sync", "--all")

    said, answer = door("undo", "2"), door("undo", "2", "--json").answer

    assert said.code == 0
    assert "There is nothing to take back of run 2" in said.out
    assert (answer["run_id"], answer["dry_run"], answer["items"]) == (None, False, 0)
    assert [run["kind"] for run in door("runs", "--json").answer["runs"]] == ["sync", "sync"]
