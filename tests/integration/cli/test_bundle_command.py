"""`support-bundle`: what is in it, what never is, and what it does when something is broken."""

import json
import os
import stat
import zipfile
from typing import Any

import pytest
from tests.doors import SECRETS, Door, Said, config_of

from stashplex.demo.world import World
from stashplex.sync_queue.folder import DATABASE_NAME

EVERYTHING = {
    "README.txt",
    "about.json",
    "configuration.json",
    "copies.json",
    "dead-letters.json",
    "doctor.json",
    "log/stashplex.log",
    "outages.json",
    "status.json",
}


class Bundle:
    """What is in a bundle that was made."""

    def __init__(self, said: Said) -> None:
        assert said.code == 0
        self.answer = said.answer
        with zipfile.ZipFile(self.answer["path"]) as file:
            self.texts = {name: file.read(name).decode() for name in file.namelist()}
        for text in self.texts.values():
            assert [secret for secret in SECRETS if secret in text] == []

    def json(self, name: str) -> Any:  # noqa: ANN401  whatever shape the part has
        return json.loads(self.texts[name])

    @property
    def missing(self) -> dict[str, str]:
        return {one["name"]: one["why"] for one in self.answer["missing"]}


def pack(door: Door, *words: str) -> Bundle:
    return Bundle(door("support-bundle", *words, "--json"))


@pytest.mark.usefixtures("in_step")
def test_it_holds_the_whole_story_and_no_secret(door: Door) -> None:
    bundle = pack(door)

    assert set(bundle.texts) == EVERYTHING
    assert bundle.missing == {}
    assert bundle.json("configuration.json")["keys"]["plex.token"]["value"] == "set"
    assert bundle.json("configuration.json")["keys"]["web.token"]["value"] == "not set"
    assert bundle.json("about.json")["stashplex"]
    assert "Run 1 begins: sync --all" in bundle.texts["log/stashplex.log"]
    assert {one["verdict"] for one in bundle.json("doctor.json")} == {"good"}


@pytest.mark.usefixtures("in_step")
def test_a_person_is_told_what_is_inside_and_where_it_lies(door: Door) -> None:
    said = door("support-bundle", "help.zip")

    assert "doctor.json" in said.out
    assert "It holds no secret" in said.out
    assert said.out.splitlines()[-1].endswith("help.zip")
    if os.name == "posix":
        assert stat.S_IMODE((door.folder / "help.zip").stat().st_mode) == 0o600


def test_words_stand_in_the_place_of_paths_and_titles(door: Door, world: World) -> None:
    item = world.plain[0].item
    world.plex.behaviour.refused_items[item] = 400
    door("sync", "--all")
    title = door("dlq", "list", "--json").answer["letters"][0]["title"]

    bundle = pack(door, "--obfuscate")

    together = "".join(bundle.texts.values())
    assert str(door.folder) not in together
    assert "/data/" not in together
    assert title not in together
    assert "PlexRejected" in together


@pytest.mark.usefixtures("in_step")
def test_a_server_that_is_away_is_told_and_the_rest_is_packed(door: Door, world: World) -> None:
    door.configure(config_of(world, plex_url="http://127.0.0.1:1"))

    bundle = pack(door)

    assert set(bundle.texts) == EVERYTHING
    checks = {one["name"]: one for one in bundle.json("doctor.json")}
    assert checks["Plex"]["verdict"] == "bad"


@pytest.mark.usefixtures("in_step")
def test_of_a_damaged_database_it_says_what_is_missing(door: Door) -> None:
    path = door.folder / "data" / DATABASE_NAME
    path.write_bytes(b"garbage!" + path.read_bytes()[8:])

    bundle = pack(door)

    assert set(bundle.missing) == {"status.json", "dead-letters.json", "outages.json"}
    assert "is damaged" in bundle.missing["status.json"]
    assert "missing" in bundle.texts["README.txt"]
    assert "log/stashplex.log" in bundle.texts


def test_a_configuration_that_cannot_be_used_is_packed_as_what_is_wrong_with_it(
    door: Door, world: World
) -> None:
    door.configure(config_of(world) + "[nonsense]\nkey = 1\n")

    bundle = pack(door, "--data-dir", "data")

    assert "nonsense" in bundle.json("configuration.json")["problems"][0]
    assert "doctor.json" not in bundle.texts


def test_the_password_of_an_address_is_not_told(door: Door, world: World) -> None:
    hidden = "postgresql://someone:wrong-key-4711@127.0.0.1:1/stashplex"
    door.configure(f'{config_of(world)}[storage]\ndatabase = "{hidden}"\n')

    bundle = pack(door)

    assert bundle.json("configuration.json")["keys"]["storage.database"]["value"] == "set"
    assert "status.json" in bundle.missing


def test_a_file_that_is_there_is_not_overwritten(door: Door) -> None:
    (door.folder / "mine.zip").write_text("mine")

    said = door("support-bundle", "mine.zip")

    assert said.code == 2
    assert (door.folder / "mine.zip").read_text() == "mine"
    assert len(said.err.splitlines()) <= 2


@pytest.mark.parametrize("obfuscated", [False, True])
def test_the_setting_decides_where_nobody_says_it(
    door: Door, world: World, *, obfuscated: bool
) -> None:
    setting = str(obfuscated).lower()
    door.configure(f"{config_of(world)}[log]\nobfuscate_paths = {setting}\n")

    assert pack(door).answer["obfuscated"] is obfuscated


def test_a_log_that_is_to_be_shared_names_no_path(door: Door, world: World) -> None:
    door.configure(f"{config_of(world)}[log]\nobfuscate_paths = true\n")
    world.plex.behaviour.refused_items[world.plain[0].item] = 400

    said = door("sync", "--all")

    log = (door.folder / "data" / "logs" / "stashplex.log").read_text()
    for text in (said.err, log):
        assert "PlexRejected" in text
        assert "/data" not in text
        assert str(door.folder) not in text
