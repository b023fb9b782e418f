"""`stashplex sync`, as a person and as a program sees it."""

import json

import pytest
from tests.doors import Door, config_of
from tests.worlds import builder_of

from stashplex.core.outcome import Ending
from stashplex.core.scene import SceneFile
from stashplex.demo.http_faults import answer
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.world import Layout, World

KEYS = [
    "run_id",
    "scenes",
    "changed",
    "unchanged",
    "skipped",
    "waiting",
    "failed",
    "left",
    "held",
    "plex_requests",
    "stash_requests",
    "seconds",
    "dry_run",
    "interrupted",
    "mapping",
    "warnings",
]


HOSTILE = "[red]Night[/red] :smile: [link=x]\x1b[31m\u202eend"
SHOWN = "[red]Night[/red] :smile: [link=x][31m\\u202eend"


def total(counts: dict[str, object]) -> int:
    """Returns the sum of the endings of an answer."""
    by_reason = [counts[ending] for ending in (Ending.SKIPPED, Ending.WAITING, Ending.FAILED)]
    reasons = sum(sum(one.values()) for one in by_reason if isinstance(one, dict))
    return int(str(counts["changed"])) + int(str(counts["unchanged"])) + reasons


def test_a_sync_ends_with_counts_that_add_up(door: Door, world: World) -> None:
    said = door("sync", "--all", "--json")

    assert said.code == 0
    assert list(said.answer) == KEYS
    assert said.answer["scenes"] == total(said.answer) == len(world.placed)
    assert said.answer["skipped"] == {"nothing_to_say": 2, "no_file": 1, "shares_item": 1}
    assert said.answer["waiting"] == {"not_in_plex": 1}
    assert said.answer["plex_requests"] > said.answer["changed"]


def test_only_one_line_goes_to_stdout_with_json(door: Door) -> None:
    said = door("sync", "--all", "--json")

    assert len(said.out.splitlines()) == 1
    assert "Comparing and writing: 36 scenes" in said.err
    assert "32  changed" not in said.out


@pytest.mark.usefixtures("in_step")
def test_a_second_sync_writes_nothing(door: Door, world: World) -> None:
    before = world.plex.writes

    said = door("sync", "--all", "--json")

    assert world.plex.writes == before
    assert (said.code, said.answer["changed"]) == (0, 0)


def test_the_summary_says_what_waits_what_was_skipped_and_what_was_left(door: Door) -> None:
    said = door("sync", "--all")

    assert "changed" in said.out
    assert "Plex does not have the file yet (scene 17)" in said.out
    assert "nothing is known of it yet but its file name" in said.out
    assert "36  scenes" in said.out
    assert "--take-over genres" in said.out


def test_a_dry_run_says_would_and_sends_only_reads(door: Door, world: World) -> None:
    said = door("sync", "--all", "--dry-run")

    assert said.code == 0
    assert world.plex.writes == 0
    assert "WOULD set" in said.out
    assert "Scene 2 · The \"Blue\" Kettle's 'Last' Day “at Sea” · item 2" in said.out
    assert "would change" in said.out
    assert not (door.folder / "data").exists()


def test_a_dry_run_counts_what_the_real_run_changes(door: Door) -> None:
    dry = door("sync", "--all", "--dry-run", "--json").answer
    real = door("sync", "--all", "--json").answer

    assert dry["dry_run"]
    assert dry["run_id"] is None
    assert (dry["changed"], dry["skipped"]) == (real["changed"], real["skipped"])


def test_titles_are_shown_as_they_are_and_never_as_markup(door: Door, world: World) -> None:
    scene = world.plain[0].scene
    world.stash.edit_scene(scene, title=HOSTILE)

    said = door("sync", str(scene), "--dry-run")

    assert f"Scene {scene} · {SHOWN} · item" in said.out
    assert not {"\x1b", "\u202e"} & set(said.out)


def test_named_scenes_are_synced_alone(door: Door) -> None:
    said = door("sync", "1", "2", "--json")

    assert (said.answer["scenes"], said.answer["changed"]) == (2, 2)


def test_a_limit_bounds_what_is_written(door: Door, world: World) -> None:
    said = door("sync", "--all", "--limit", "3", "--json")

    assert said.answer["changed"] == 3
    assert len({one.scene for one in world.placed}) > said.answer["scenes"]


def test_recent_scenes_are_synced(door: Door) -> None:
    assert door("sync", "--since", "2w", "--json").code == 0


def test_verifying_reads_what_no_stamp_tells(door: Door, world: World) -> None:
    world.plex.behaviour.edits_move_updated_at = False
    door("sync", "--all")
    world.plex.person.edit(world.plain[0].item, title="Mine")

    assert door("sync", "--all", "--json").answer["changed"] == 0
    assert door("sync", "--all", "--verify", "--json").answer["changed"] == 1


def test_locked_fields_are_left_until_they_are_taken_over(door: Door, world: World) -> None:
    scene = str(world.odd["locked_texts"].scene)
    left = door("sync", scene, "--json").answer["left"]
    preview = door("sync", scene, "--take-over", "title", "--dry-run")
    taken = door("sync", scene, "--take-over", "title", "summary", "--json").answer

    assert left == {"summary": 1, "title": 1}
    assert "WOULD set    title" in preview.out
    assert (taken["changed"], taken["left"]) == (1, {})


def test_take_over_without_fields_means_all_and_ids_may_follow(door: Door, world: World) -> None:
    scene = str(world.odd["locked_texts"].scene)

    assert door("sync", "--take-over", scene, "--json").answer["left"] == {}


def test_a_failing_scene_is_in_the_exit_code_and_in_the_summary(door: Door, world: World) -> None:
    item = world.plain[0].item
    world.plex.behaviour.refused_items[item] = 400

    said = door("sync", "--all")

    assert said.code == 1
    assert "1  PlexRejected (scene" in said.out
    assert "stashplex dlq list --type PlexRejected" in said.out


def test_credentials_refused_midway_end_with_the_servers_code(door: Door, world: World) -> None:
    def is_edit(request: Request) -> bool:
        return request.method == "PUT"

    world.plex.inject(answer(Response(401), is_edit, times=None))

    said = door("sync", "--all", "--json")

    assert said.code == 3
    assert said.answer["error"]["type"] == "CredentialsRefused"
    assert said.answer["waiting"]["credentials"] > 0
    assert said.answer["scenes"] == total(said.answer)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["sync", "1", "--all"], "contradict"),
        (["sync", "--all", "--since", "1h"], "contradict"),
        (["sync", "--take-over", "title"], "needs to know which scenes"),
        (["sync", "--limit", "3"], "needs to know which scenes"),
        (["sync", "--verify"], "needs to know which scenes"),
        (["sync", "--all", "--limit", "0"], "leaves nothing to do"),
        (["sync", "--since", "yesterday"], "90m, 24h, 7d or 2w"),
        (["sync", "0"], "no id of a scene"),
        (["sync", "--all", "--take-over", "titel"], "title, summary, studio, date"),
        (["sync", "x"], "is no whole number"),
        (["sync", "--al"], "Did you mean --all?"),
        (["snyc"], 'Did you mean "sync"?'),
        (["sync", "--config"], "requires an argument"),
        (["reconcile", "--all", "--since", "1h"], "contradict"),
        (["reconcile", "--since", "yesterday"], "90m, 24h, 7d or 2w"),
        (["reconcile", "3"], "Nothing is expected where it says 3."),
        (["inspect"], "requires an argument"),
        (["inspect", "0"], "no id of a scene"),
        (["dlq", "retry"], "which dead letters?"),
        (["dlq", "purge", "--all", "3"], "contradict"),
        (["demo", "--scenes", "0"], "not possible"),
    ],
)
def test_words_that_cannot_be_followed_end_with_two(
    door: Door, words: list[str], hint: str
) -> None:
    said = door(*words)
    as_json = door(*words, "--json")

    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert len(said.err.splitlines()) <= 2
    assert as_json.code == 2
    assert set(json.loads(as_json.out)["error"]) == {"type", "message", "remedy"}


def test_an_unknown_scene_ends_with_two(door: Door) -> None:
    said, as_json = door("sync", "999999"), door("sync", "999999", "--json")

    assert (said.code, said.out) == (2, "")
    assert "Stash has no scene 999999" in said.err
    assert (as_json.code, as_json.answer["error"]["type"]) == (2, "UnknownId")


@pytest.mark.usefixtures("in_step")
def test_bare_sync_works_what_is_due(door: Door, world: World) -> None:
    (file,) = door("inspect", str(world.odd["not_in_plex"].scene), "--json").answer["files"]
    late = SceneFile("odd/not_in_plex.mp4", file["size"], file["duration"])
    builder_of(world).add_item(late)

    said = door("sync", "--json")

    assert (said.answer["scenes"], said.answer["changed"]) == (1, 1)


def test_a_run_says_what_it_learned_of_the_folders(bare_door: Door) -> None:
    layout = Layout(("/data", "D:\\More"), ("/media/library", "/mnt/more"))
    with World.build(12, layout=layout, odd_ones=()) as world:
        bare_door.configure(config_of(world))
        said = bare_door("sync", "--all")
        told = bare_door("reconcile", "--json").answer["mapping"]

    line = "`/data` in Stash is `/media/library` in Plex: 6 of 6 files agree"
    assert line in " ".join(said.out.split())
    assert [(one["stash"], one["plex"]) for one in told] == [
        ("/data", "/media/library"),
        ("D:\\More", "/mnt/more"),
    ]
    assert told[1] | {"given": False, "agreeing": 6, "files": 6, "exceptions": []} == told[1]


def test_a_given_mapping_that_fits_nothing_is_said_and_the_run_goes_on(bare_door: Door) -> None:
    with World.build(12, odd_ones=()) as world:
        wrong = '[[paths]]\nstash = "/data"\nplex = "/wrong"\n'
        bare_door.configure(config_of(world) + wrong)
        said = bare_door("sync", "--all")

    assert said.code == 0
    assert "12 changed" in " ".join(said.out.split())
    assert "[[paths]] /data -> /wrong fits no file of Plex; remove it or correct it: " in (
        " ".join(said.out.split())
    )


def test_a_dry_run_says_which_scene_has_no_title(door: Door, world: World) -> None:
    scene = world.plain[0].scene
    assert door("sync", "--all").code == 0
    world.stash.edit_scene(
        scene, title="", details="", studio="", tags=[], performers=[], groups=[], director="",
        date="", rating100=None,
    )  # fmt: skip

    said = door("sync", str(scene), "--dry-run")

    assert f"Scene {scene} · without a title · item" in said.out
