"""`dlq` and `pin` at the front door: what people and programs are told, and every empty state."""

from collections.abc import Iterator

import pytest
from tests.doors import Door, config_of

from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause, Dead
from stashplex.core.scene import SceneFile
from stashplex.demo.world import World
from stashplex.sync_queue.database import Database, open_database
from stashplex.sync_queue.dlq import DeadLetterQueue
from stashplex.sync_queue.outages import Outages
from stashplex.sync_queue.queue import SyncQueue

REFUSED = 7


@pytest.fixture
def world() -> Iterator[World]:
    """Plex refuses seven scenes, and has two items for one more."""
    with World.build(12, odd_ones=()) as world:
        for placed in world.plain[:REFUSED]:
            world.plex.behaviour.refused_items[placed.item] = 400
        files = [SceneFile("/films/way [b]red[/b].mp4", 777_777, 61.0)]
        world.stash.add_scene(title="The Long Way", files=files)
        for folder in ("north", "south"):
            part = (f"/data/{folder}/way [b]red[/b].mp4", 777_777, 61_000)
            world.plex.add_item(1, [part])
        yield world


@pytest.fixture
def doubtful(door: Door, world: World) -> int:
    """The scene that could be either of two items, after a run."""
    door("sync", "--all")
    return max(world.stash.scenes)


def died_in_an_outage(database: Database, all_but: int) -> None:
    """Lets every dead letter die once more, all but one of what Plex did while it was away."""
    queue, letters, outages = (
        SyncQueue(database, 1),
        DeadLetterQueue(database, 1),
        Outages(database, 1),
    )
    now = letters.list()[0].died_at
    letters.retry(now)
    for job in queue.claim(50, now):
        error_type = "PlexRejected" if job.scene == all_but else "ServerFailed"
        queue.settle(job, Dead(Cause(error_type, "500")), now)
    outages.keep(Outage("Plex", "outage", Cause("Unreachable", "gone"), now))
    outages.end("Plex", now + 60)


@pytest.mark.usefixtures("doubtful")
def test_the_list_tells_causes_with_their_number_remedy_and_some_examples(door: Door) -> None:
    said = door("dlq", "list").out

    assert "PlexRejected · 7 scenes" in said
    assert "AmbiguousMatch · 1 scene" in said
    assert "Read Plex's words, correct the scene in Stash, then retry." in said
    assert "and 4 more: stashplex dlq list --type PlexRejected --full" in said
    assert said.index("PlexRejected") < said.index("AmbiguousMatch")


@pytest.mark.usefixtures("doubtful")
def test_the_full_list_leaves_no_scene_out(door: Door, world: World) -> None:
    told = door("dlq", "list", "--type", "PlexRejected", "--full", "--json").answer

    refused = {placed.scene for placed in world.plain[:REFUSED]}
    assert {one["scene"] for cause in told["causes"] for one in cause["examples"]} == refused
    assert sum(cause["count"] for cause in told["causes"]) == REFUSED
    assert {one["scene"] for one in told["letters"]} == refused
    assert told["by_type"] == {"PlexRejected": 7, "AmbiguousMatch": 1}
    assert "more: stashplex" not in door("dlq", "list", "--full").out


def test_an_ambiguous_scene_shows_its_candidates_and_the_commands_that_decide(
    door: Door, world: World, doubtful: int
) -> None:
    north, south = sorted(world.plex.snapshot())[-2:]

    for command in (("dlq", "show"), ("inspect",)):
        said = door(*command, str(doubtful)).out
        assert f"stashplex pin {doubtful} {north}\n" in said
        assert f"stashplex pin {doubtful} {south}\n" in said
        assert "/data/south/way [b]red[/b].mp4 (778 kB, 1:01)" in said
        told = door(*command, str(doubtful), "--json").answer
        assert [one["item"] for one in told["candidates"]] == [north, south]


def test_the_candidates_are_named_by_number_while_plex_is_away(
    door: Door, world: World, doubtful: int
) -> None:
    world.plex.stop()

    said = door("dlq", "show", str(doubtful))
    told = door("dlq", "show", str(doubtful), "--json").answer

    assert said.code == 0
    assert "not seen in Plex now" in said.out
    assert "cannot be reached" in told["warning"]
    assert [one["path"] for one in told["candidates"]] == ["", ""]
    world.plex.start()


def test_a_pin_is_previewed_kept_shown_worked_and_taken_back(
    door: Door, world: World, doubtful: int
) -> None:
    south = str(max(world.plex.snapshot()))
    scene = str(doubtful)

    assert "WOULD be pinned" in door("pin", scene, south, "--dry-run").out
    assert door("inspect", scene, "--json").answer["pins"] == []

    said = door("pin", scene, south).out
    assert "The Long Way" in said
    assert "/data/south/way [b]red[/b].mp4 (778 kB, 1:01)" in said
    assert f"Scene {scene} is pinned to item {south}." in said
    assert door("sync").code == 0
    assert world.plex.snapshot()[int(south)].texts["title"] == "The Long Way"
    assert f"pinned to   item {south}" in door("inspect", scene).out

    assert f"no longer pinned to item {south}" in door("unpin", scene).out
    again = door("unpin", scene)
    assert (again.code, again.out) == (2, "")
    assert f"Scene {scene} is not pinned to any item." in again.err


WHAT_CANNOT_BE_DONE = (
    (("pin", "1", "999999"), "Plex has no movie 999999."),
    (("pin", "999999", "1"), "Stash has no scene 999999."),
    (("pin", "0", "1"), "pin: 0 is no id of a scene."),
    (("pin", "1", str(2**70)), "is no id of an item."),
    (("unpin", "1"), "Scene 1 is not pinned to any item."),
    (("dlq", "purge", "--older", "soon"), "dlq purge: --older soon is not understood."),
    (("dlq", "purge", "--all", "--older", "30d"), "contradict each other"),
    (("dlq", "retry"), "dlq retry: which dead letters?"),
    (("dlq", "retry", "999"), "Not among the dead letters: 999."),
)


@pytest.mark.usefixtures("doubtful")
def test_what_cannot_be_done_is_one_clear_line_with_a_remedy_and_exit_2(door: Door) -> None:
    for words, why in WHAT_CANNOT_BE_DONE:
        said = door(*words)

        assert (said.code, said.out) == (2, ""), words
        assert why in said.err.splitlines()[0]
        assert len(said.err.splitlines()) == 2, words


@pytest.mark.usefixtures("doubtful")
def test_purging_by_age_spares_what_died_lately(door: Door) -> None:
    said = door("dlq", "purge", "--older", "30d")
    assert "None of that kind or age; there are: 7 PlexRejected, 1 AmbiguousMatch." in said.out

    told = door("dlq", "purge", "--older", "0s", "--type", "PlexRejected", "--json").answer
    assert told == {"purged": 7, "remaining": {"AmbiguousMatch": 1}}


@pytest.mark.usefixtures("doubtful")
def test_retrying_says_how_many_and_what_comes_next(door: Door) -> None:
    said = door("dlq", "retry", "--type", "PlexRejected").out
    assert "7 scenes wait again with fresh attempts." in said
    assert "`stashplex sync` works them now." in said

    told = door("dlq", "retry", "--all", "--json").answer
    assert told == {"retried": 1, "remaining": {}}
    assert door("dlq", "retry", "--all").out == "No dead letters.\n"
    assert door("dlq", "list").out == "No dead letters.\n"


@pytest.mark.usefixtures("doubtful")
def test_recovering_tells_what_is_left_and_why(door: Door) -> None:
    said = door("dlq", "recover")
    assert (said.code, said.out) == (0, "No dead letter is of a server's trouble.\n")


def test_recovering_from_an_outage_is_told_to_people_and_programs(
    door: Door, world: World, doubtful: int
) -> None:
    world.stash.delete_scene(1)
    with open_database(door.folder / "data", now=0.0) as database:
        died_in_an_outage(database, all_but=5)

    preview = door("dlq", "recover", "--dry-run").out
    told = door("dlq", "recover", "--json").answer
    again = door("dlq", "recover").out

    assert "6 scenes WOULD wait again" in preview
    assert "1 left: no longer in Stash" in preview
    assert (told["found"], told["requeued"], told["left"]) == (7, 6, {"gone": 1})
    assert doubtful in told["scenes"]
    assert told["remaining"] == {"PlexRejected": 1, "ServerFailed": 1}
    assert "1 scene died of a server's trouble; none goes back." in again


def test_recovering_while_plex_is_away_touches_nothing_and_ends_with_3(
    door: Door, world: World, doubtful: int
) -> None:
    before = door("dlq", "list", "--json").answer
    door.configure(config_of(world, plex_url="http://127.0.0.1:1"))

    said = door("dlq", "recover")

    assert said.code == 3
    assert "cannot be reached" in said.err
    assert door("dlq", "list", "--json").answer == before
    assert doubtful
