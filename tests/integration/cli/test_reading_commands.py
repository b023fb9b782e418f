"""`inspect`, `status`, `dlq`, `doctor`: what they show, to people and to programs."""

import pytest
from tests.doors import CONFIG, Door, config_of

from stashplex import __version__
from stashplex.demo.world import Layout, World
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.folder import DATABASE_NAME


def test_inspect_explains_a_scene_before_and_after_a_sync(door: Door, world: World) -> None:
    scene = str(world.plain[0].scene)

    before = door("inspect", scene)
    door("sync", "--all")
    after = door("inspect", scene)

    assert "a sync WOULD change it" in before.out
    assert "differs from Stash" in before.out
    assert "held by us  nothing yet" in before.out
    assert "nothing to write" in after.out
    assert "Last writes" in after.out
    assert "proved" in after.out


@pytest.mark.usefixtures("in_step")
def test_inspect_answers_programs_with_everything(door: Door, world: World) -> None:
    placed = world.odd["locked_texts"]

    told = door("inspect", str(placed.scene), "--json").answer

    (item,) = told["items"]
    fields = {one["field"]: one for one in item["fields"]}
    assert item["item"] == placed.item
    assert (told["verdict"]["ending"], told["confidence"]) == ("unchanged", "high")
    assert fields["title"]["action"] == "leave"
    assert fields["title"]["have"] == "My own title"
    assert fields["title"]["locked"]
    assert {"field", "tag", "value", "found", "lock_ours", "before"} == set(item["holdings"][0])
    assert told["last"]["ending"] == "changed"
    assert told["writes"][0]["state"] == "proved"


@pytest.mark.parametrize(
    ("name", "words", "remedy"),
    [
        ("not_in_plex", "Plex does not have the file yet", "Scan the folder in Plex"),
        ("no_file", "no file in Stash", "Scan its folder in Stash"),
        ("nothing_to_say", "nothing is known of it yet but its file name", "Give it a title"),
        ("shared_item_second", "its item in Plex belongs to another scene", "split it in Plex"),
    ],
)
@pytest.mark.usefixtures("in_step")
def test_inspect_says_why_a_scene_is_not_synced_and_what_helps(
    door: Door, world: World, name: str, words: str, remedy: str
) -> None:
    said = " ".join(door("inspect", str(world.odd[name].scene)).out.split())

    assert f"{words}. " in said
    assert remedy in said


@pytest.mark.usefixtures("in_step")
def test_inspect_writes_nothing_and_works_beside_an_owner(door: Door, world: World) -> None:
    before = world.plex.writes

    with open_database(door.folder / "data", now=0.0):
        said = door("inspect", "1", "--json")

    assert said.code == 0
    assert world.plex.writes == before


def test_a_second_writer_is_refused_and_the_owner_named(door: Door) -> None:
    with open_database(door.folder / "data", now=0.0):
        said = door("sync", "--all", "--json")
        dry = door("sync", "--all", "--dry-run", "--json")

    assert (said.code, said.answer["error"]["type"]) == (2, "DataFolderBusy")
    assert "process" in said.answer["error"]["message"]
    assert dry.code == 0


def test_status_of_a_new_folder_names_the_next_step(door: Door) -> None:
    said = door("status")

    assert said.code == 0
    assert "Nothing has been synced yet" in said.out
    assert "stashplex doctor" in said.out


def test_status_after_a_sync(door: Door, world: World) -> None:
    world.plex.behaviour.refused_items[world.plain[0].item] = 400
    door("sync", "--all")

    said, told = door("status"), door("status", "--json").answer

    assert "1 waiting: 1 not in Plex yet" in said.out
    assert "PlexRejected" in said.out
    assert "sync of 36 scenes" in said.out
    assert told["queue"] == {"waiting": 1, "running": 0, "dead": 1}
    assert told["dead_letters"] == {"PlexRejected": 1}
    assert told["statistics"]["to_dlq"] == 1
    assert told["runs"][0]["counts"]["scenes"] == 36


def test_status_says_why_a_run_ended_early(door: Door) -> None:
    door("sync", "999999")

    assert "ended early: Stash has no scene 999999." in " ".join(door("status").out.split())


def test_dead_letters_are_listed_shown_retried_and_purged(door: Door, world: World) -> None:
    first, second = world.odd["quotes_title"], world.odd["emoji_title"]
    world.plex.behaviour.refused_items |= {first.item: 400, second.item: 400}
    door("sync", "--all")

    listed = door("dlq", "list")
    assert "PlexRejected · 2 scenes" in listed.out
    assert "stashplex dlq retry --type PlexRejected" in listed.out
    assert "None of that type; there are: 2 PlexRejected" in door("dlq", "list", "--type", "X").out
    assert "Plex refuses" in door("dlq", "show", str(first.scene)).out
    assert door("dlq", "show", str(first.scene), "--json").answer["letter"]["scene"] == first.scene
    assert door("dlq", "purge", str(first.scene), "--json").answer == {
        "purged": 1,
        "remaining": {"PlexRejected": 1},
    }
    world.plex.behaviour.refused_items.clear()
    assert door("dlq", "retry", "--type", "PlexRejected", "--json").answer == {
        "retried": 1,
        "remaining": {},
    }
    assert door("sync", "--json").answer["changed"] == 1
    assert "No dead letters." in door("dlq", "list").out


@pytest.mark.parametrize("words", [["show", "1"], ["retry", "1"], ["purge", "1"]])
def test_a_scene_that_is_no_dead_letter_ends_with_two(door: Door, words: list[str]) -> None:
    said = door("dlq", *words)

    assert said.code == 2
    assert "among the dead letters" in said.err
    assert "`stashplex dlq list`" in said.err


def test_the_doctor_finds_all_well(door: Door) -> None:
    said, told = door("doctor"), door("doctor", "--json")

    assert said.code == 0
    assert "✗" not in said.out
    assert "All is well. Next: stashplex sync --all --dry-run" in said.out
    assert told.answer["ok"]
    assert "error" not in told.answer
    names = [one["name"] for one in told.answer["checks"]]
    assert names == [
        "configuration",
        "data folder",
        "database",
        "Stash",
        "Plex",
        "Plex token",
        "library",
        "files",
        "same servers",
    ]


def test_the_doctor_tells_a_friends_token_from_the_owners(door: Door, world: World) -> None:
    door.configure(config_of(world, plex_token=world.plex.add_user("friend")))

    said = door("doctor", "--json")

    assert said.code == 3
    assert "not the owner's" in said.answer["error"]["message"]


def test_the_doctor_names_every_trouble_it_can_see(door: Door, world: World) -> None:
    door.configure(config_of(world, stash_key="wrong-key-4711", libraries='["Flims"]'))

    said = door("doctor")

    assert said.code == 3
    assert "2 checks failed" in said.out
    assert "refuses our API key" in said.out
    assert 'called "Flims"' in said.out


def test_the_doctor_names_mistakes_in_the_configuration(door: Door) -> None:
    door.configure("colour = 1")

    said = door("doctor", "--json")

    assert said.code == 2
    assert said.answer["checks"][0]["verdict"] == "bad"
    assert said.answer["error"]["type"] == "ConfigError"


@pytest.mark.usefixtures("in_step")
def test_the_doctor_marks_the_database_where_that_is_what_cannot_be_opened(door: Door) -> None:
    path = door.folder / "data" / DATABASE_NAME
    path.write_bytes(b"garbage!" + path.read_bytes()[8:])

    damaged = door("doctor", "--json")
    nowhere = "[storage]\ndatabase = 'postgresql://someone:secret-4711@127.0.0.1:1/nowhere'\n"
    door.configure((door.folder / CONFIG).read_text(encoding="utf-8") + nowhere)
    away = door("doctor", "--json")

    assert (damaged.code, away.code) == (2, 3)
    for said in (damaged, away):
        bad = [one["name"] for one in said.answer["checks"] if one["verdict"] == "bad"]
        assert bad == ["database"]
        assert "secret-4711" not in said.all


def test_the_doctor_works_beside_an_owner(door: Door) -> None:
    with open_database(door.folder / "data", now=0.0):
        said = door("doctor")

    assert said.code == 0
    assert "is in use by" in said.out


APART = Layout(stash_roots=("/data",), plex_roots=("/media/videos",))


def test_the_doctor_sees_the_path_mapping_that_a_sync_will_learn(bare_door: Door) -> None:
    with World.build(12, layout=APART, odd_ones=()) as world:
        bare_door.configure(config_of(world))
        said = bare_door("doctor")

    assert said.code == 0
    assert "12 found by path" in said.out
    assert "`/data` in Stash is `/media/videos` in Plex: 12 of 12 files agree" in one_line(said.out)
    assert "the next sync learns it from all files" in one_line(said.out)


def test_the_doctor_shows_the_path_mapping_that_is_remembered_with_exceptions(
    bare_door: Door,
) -> None:
    with World.build(12, layout=APART, odd_ones=()) as world:
        bare_door.configure(config_of(world))
        moved = world.plex.snapshot()[world.plain[0].item].files[0]
        world.plex.move_file(world.plain[0].item, "/media/other/" + moved.rpartition("/")[2])
        bare_door("sync", "--all")
        told = bare_door("doctor", "--json").answer

    (root,) = [one for one in told["checks"] if one["name"] == "path mapping"]
    assert root["verdict"] == "good"
    said, exception = root["seen"].splitlines()
    assert said == "`/data` in Stash is `/media/videos` in Plex: 11 of 12 files agree (learned)"
    assert exception.startswith("not /data/")
    assert ": /media/other/" in exception


def test_the_doctor_warns_of_a_given_path_mapping_that_fits_nothing(bare_door: Door) -> None:
    with World.build(12, layout=APART, odd_ones=()) as world:
        bare_door.configure(
            config_of(world) + '[[paths]]\nstash = "/data"\nplex = "/wrong"\n',
        )
        told = bare_door("doctor", "--json").answer

    checks = {one["name"]: one for one in told["checks"]}
    assert told["ok"]
    assert checks["path mapping"]["verdict"] == "warning"
    assert checks["path mapping"]["seen"] == (
        "[[paths]] /data -> /wrong fits no file of Plex; remove it or correct it: "
        "most files look like /data -> /media/videos."
    )
    assert "12 found by name and size" in checks["files"]["seen"]
    assert "plex = '/media/videos'" in checks["files"]["remedy"]


def one_line(text: str) -> str:
    """Returns what was said without the breaks of its lines."""
    return " ".join(text.split())


def test_the_version_is_told(door: Door) -> None:
    assert door("--version").out.strip() == __version__
