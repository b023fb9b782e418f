"""`stashplex reconcile`, as a person and as a program sees it."""

import pytest
from tests.doors import Door

from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Response
from stashplex.demo.world import World

COUNTED = ("skipped", "enqueued", "waiting", "dead")


def total(counts: dict[str, object]) -> int:
    """Returns the sum of what an answer counts."""
    by_reason = [counts[name] for name in COUNTED]
    return int(str(counts["unchanged"])) + sum(
        sum(one.values()) for one in by_reason if isinstance(one, dict)
    )


def test_it_puts_what_differs_and_the_next_sync_works_it(door: Door, world: World) -> None:
    compared = door("reconcile", "--json")

    assert compared.code == 0
    assert compared.answer["scenes"] == total(compared.answer) == len(world.placed)
    assert compared.answer["enqueued"] == {"differs": 31, "NotInPlex": 1}
    assert world.plex.writes == 0
    assert door("sync", "--json").answer["changed"] == 31
    again = door("reconcile", "--all", "--json").answer
    assert (again["unchanged"], again["enqueued"]) == (31, {"NotInPlex": 1})


@pytest.mark.usefixtures("in_step")
def test_it_says_what_it_found_and_what_comes_next(door: Door, world: World) -> None:
    world.stash.delete_scene(world.plain[0].scene)
    world.stash.edit_scene(world.odd["emoji_title"].scene, title="Dawn")

    said = door("reconcile")

    assert "Run 2: compared" in said.out
    assert "put in the line" in said.out
    assert "1  Plex shows something else than Stash says" in said.out
    assert "1  Stash has it no more" in said.out
    assert "36  scenes" in said.out
    assert "`stashplex sync` works what was put." in said.out
    runs = " ".join(door("status").out.split())
    assert "reconcile of 36 scenes: 29 unchanged, 3 enqueued, 4 skipped" in runs


def test_a_dry_run_puts_nothing(door: Door) -> None:
    said = door("reconcile", "--dry-run")

    assert said.code == 0
    assert "would be put" in said.out
    assert not (door.folder / "data").exists()


def test_recent_scenes_are_compared_alone(door: Door) -> None:
    assert door("reconcile", "--since", "2w", "--json").code == 0


@pytest.mark.usefixtures("in_step")
def test_scenes_that_went_all_at_once_are_not_believed_to_be_gone(door: Door, world: World) -> None:
    for scene in list(world.stash.scenes):
        world.stash.delete_scene(scene)

    said = door("reconcile")
    told = door("sync", "--all", "--json")

    assert (said.code, told.code) == (4, 4)
    assert "Held back: Stash holds 0 of the 36 it held." in " ".join(said.out.split())
    assert told.answer["waiting"] == {"guard": 36}


def test_a_refusal_ends_with_the_servers_code(door: Door, world: World) -> None:
    world.stash.inject(
        answer(Response(401), lambda request: b"ScenePage" in request.body, times=None)
    )

    said = door("reconcile", "--json")

    assert (said.code, said.answer["error"]["type"]) == (3, "CredentialsRefused")
