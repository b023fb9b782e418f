"""Whatever keeps a sync from starting: one clear line for each mistake, and the right code."""

import socket
from collections.abc import Iterator

import pytest
from tests.doors import Door, Said, config_of

from stashplex.demo.stash.question import SystemState
from stashplex.demo.world import World

COMMANDS = (["sync", "--all"], ["sync", "--all", "--dry-run"], ["inspect", "1"])


@pytest.fixture
def nobody() -> Iterator[str]:
    """Returns an address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def refused(door: Door, code: int, *words: str) -> Said:
    """Runs a command that ends with this code and at most two lines, in both ways to speak."""
    said, as_json = door(*words), door(*words, "--json")
    assert (said.code, as_json.code) == (code, code)
    assert said.out == ""
    assert len(said.err.splitlines()) <= 2
    assert as_json.answer["error"]["message"] in said.err
    return said


@pytest.mark.parametrize("words", COMMANDS)
def test_a_wrong_token(door: Door, world: World, words: list[str]) -> None:
    door.configure(config_of(world, plex_token="wrong-token-4711"))

    said = refused(door, 3, *words)

    assert "Plex at" in said.err
    assert "refuses our token" in said.err
    assert "Set plex.token" in said.err


@pytest.mark.parametrize("words", COMMANDS)
def test_a_wrong_key(door: Door, world: World, words: list[str]) -> None:
    door.configure(config_of(world, stash_key="wrong-key-4711"))

    assert "Set stash.api_key" in refused(door, 3, *words).err


@pytest.mark.parametrize("side", ["stash", "plex"])
def test_an_unreachable_server(door: Door, world: World, nobody: str, side: str) -> None:
    door.configure(config_of(world, **{f"{side}_url": nobody}))

    said = refused(door, 3, "sync", "--all")

    assert "cannot be reached: Connection refused." in said.err
    assert f"{side}.url" in said.err


def test_a_stash_that_is_not_ready(door: Door, world: World) -> None:
    world.stash.state = SystemState.NEEDS_MIGRATION

    assert "let it migrate" in refused(door, 3, "sync", "--all").err


def test_an_unknown_library_names_those_there_are(door: Door, world: World) -> None:
    door.configure(config_of(world, libraries='["Flims"]'))

    said = door("sync", "--all")
    as_json = door("sync", "--all", "--json")

    assert (said.code, as_json.code) == (2, 2)
    assert said.out == ""
    assert 'no movie library called "Flims"' in said.err
    assert 'Its movie libraries are: "Videos"' in said.err
    assert as_json.answer["error"]["type"] == "UnknownLibrary"


@pytest.mark.parametrize(
    "words", [*COMMANDS, ["status"], ["dlq", "list"], ["dlq", "retry", "--all"]]
)
def test_a_mistake_in_the_file(door: Door, words: list[str]) -> None:
    door.configure("[stash\nurl = 1")

    said = refused(door, 2, *words)

    assert "stashplex.toml: " in said.err
    assert "line 1" in said.err


def test_every_mistake_has_its_line(door: Door, world: World) -> None:
    mistakes = 'batch_size = "many"\nstrict = true\n[fields]\ntitel = true\n[weather]\n'
    door.configure(f"{config_of(world, plex_url='localhost')}[sync]\n{mistakes}")

    said = door("sync", "--all")

    assert said.code == 2
    lines = said.err.splitlines()
    assert [line for line in lines if not line.startswith("stashplex: ")] == []
    named = ("plex.url", "sync.batch_size", "sync.strict", "fields.titel", "weather")
    assert [[name in line for line in lines].count(True) for name in named] == [1] * 5


def test_no_configuration_at_all_says_what_is_needed(bare_door: Door) -> None:
    said = bare_door("sync", "--all")

    assert said.code == 2
    assert "plex.token is missing" in said.err
    assert 'url = "http://localhost:9999"' in said.err


def test_a_named_configuration_that_is_not_there(door: Door) -> None:
    said = refused(door, 2, "--config", "elsewhere.toml", "status")

    assert "elsewhere.toml" in said.err


def test_a_data_folder_that_cannot_be(door: Door) -> None:
    (door.folder / "file").write_text("in the way")

    said = refused(door, 2, "--data-dir", "file/inside", "sync", "--all")

    assert "cannot be made or written to" in said.err


def test_a_damaged_database(door: Door) -> None:
    (door.folder / "data").mkdir()
    (door.folder / "data" / "stashplex.db").write_bytes(b"no database" * 500)

    assert "is damaged" in refused(door, 2, "sync", "--all").err


@pytest.mark.usefixtures("in_step")
def test_another_plex_is_a_question_with_two_answers(door: Door, world: World) -> None:
    world.plex.restart(as_another_server=True)

    for words in COMMANDS:
        assert "--rebind" in refused(door, 2, *words).err
    assert door("doctor").code == 2
    assert door("doctor", "--rebind").code == 0
    assert door("sync", "--all").code == 0


def test_a_mistake_of_our_own_is_one_line(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.getcwd")

    said = door("status")

    assert said.code == 1
    assert "A mistake in stashplex itself: " in said.err
    assert len(said.err.splitlines()) == 2
