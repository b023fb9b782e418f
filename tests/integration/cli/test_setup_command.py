"""`stashplex setup`: a conversation that ends in a configuration, and what it does unattended."""

import json
import tomllib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.doors import CONFIG, Door, assert_harmless
from tests.setting_up import at
from tests.worlds import FakeClock

from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.front import Front
from stashplex.cli.screen import Screen
from stashplex.cli.setup import Asked, setup
from stashplex.core.errors import Interrupted, StashplexError
from stashplex.demo.plex_tv import ACCOUNT_TOKEN, Address, SimulatedPlexTv
from stashplex.demo.world import Layout, World
from stashplex.sync_queue.database import open_database

LAYOUT = Layout(stash_roots=("/data/clips",), plex_roots=("/media/clips",))
BY_TOKEN = "2"
Action = Callable[[], object]


@dataclass
class Person:
    """Types what a test says, line by line; an action happens before the line after it."""

    lines: deque[str | Action]
    is_there: bool = True

    def line(self) -> str:
        while self.lines:
            one = self.lines.popleft()
            if isinstance(one, str):
                return one
            one()
        raise Interrupted("The input ended before everything was answered.")

    def hidden(self, prompt: str) -> str:
        assert prompt.endswith("]: ")
        return self.line()


@dataclass
class Table:
    """Where a person sits: what they type goes in, what they see comes out."""

    door: Door
    plex_tv: SimulatedPlexTv
    clock: FakeClock
    asked: Asked = field(default_factory=Asked)
    as_json: bool = False

    def __call__(self, *lines: str | Action, config: Path | None = None) -> tuple[int, str]:
        screen = Screen(as_json=self.as_json)
        front = Front(screen, config, clock=self.clock)
        person = Person(deque(lines))
        self.door.capture.readouterr()
        try:
            code: int = setup(
                front,
                self.asked,
                keyboard=person,
                open_plex_tv=lambda identifier, token: at(self.plex_tv, identifier, token),
            )
        except (StashplexError, KeyboardInterrupt) as error:
            screen.complain(error if isinstance(error, StashplexError) else Interrupted(""))
            code = exit_of(error)
        out, err = self.door.capture.readouterr()
        assert_harmless(out + err)
        assert ACCOUNT_TOKEN not in out + err
        return code, out + err


@pytest.fixture
def world() -> Iterator[World]:
    with World.build(20, layout=LAYOUT, odd_ones=()) as running:
        yield running


@pytest.fixture
def plex_tv(clock: FakeClock, world: World) -> Iterator[SimulatedPlexTv]:
    with SimulatedPlexTv(clock) as running:
        running.add_server(world.plex)
        yield running


@pytest.fixture
def table(
    bare_door: Door, plex_tv: SimulatedPlexTv, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> Table:
    monkeypatch.setenv("COLUMNS", "300")
    return Table(bare_door, plex_tv, clock)


@pytest.fixture
def file(bare_door: Door) -> Path:
    return bare_door.folder / "home" / ".config" / "stashplex" / CONFIG


def answers(world: World) -> list[str]:
    """Returns what leads to the preview, by address and token."""
    stash, plex = world.stash, world.plex
    return [stash.url, stash.api_key, BY_TOKEN, plex.url, plex.token, "y"]


def test_from_nothing_to_five_scenes_in_plex(table: Table, world: World, file: Path) -> None:
    code, said = table(*answers(world), "y", "y", "n")

    assert code == Exit.DONE
    assert "/data in Stash is /media in Plex: 20 of 20 files agree" in said
    assert f"{file} is written; only you can read it" in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(file.read_text())["plex"]["libraries"] == ["Videos"]
    changed = [one for one in world.plex.snapshot().values() if one.tags.get("genre")]
    assert len(changed) == 5
    assert "stashplex serve" in said


def test_and_then_to_all_of_them(table: Table, world: World) -> None:
    code, said = table(*answers(world), "y", "y", "y")

    assert code == Exit.DONE
    assert "15  changed" in said


def test_enter_alone_writes_nothing_to_plex(table: Table, world: World) -> None:
    code, _ = table(*answers(world), "", "")

    assert code == Exit.DONE
    assert world.plex.writes == 0


def test_signing_in_at_plex_tv(
    table: Table, world: World, plex_tv: SimulatedPlexTv, clock: FakeClock, file: Path
) -> None:
    clock.after(5, plex_tv.confirm)

    code, said = table(world.stash.url, world.stash.api_key, "1", "y", "y", "n")

    assert code == Exit.DONE
    assert f"{plex_tv.sign_in_page}#?clientID=" in said
    assert "Waiting for you at plex.tv" in said
    assert tomllib.loads(file.read_text())["plex"]["token"] == world.plex.token


def test_a_sign_in_that_took_too_long_is_begun_again(
    table: Table, world: World, plex_tv: SimulatedPlexTv, clock: FakeClock
) -> None:
    plex_tv.lifetime = 20
    clock.after(25, plex_tv.confirm)

    code, said = table(world.stash.url, world.stash.api_key, "1", "1", "y", "y", "n")

    assert code == Exit.DONE
    assert "was not confirmed in time" in said


def test_a_server_that_answers_nowhere_is_asked_for(
    table: Table, world: World, plex_tv: SimulatedPlexTv, clock: FakeClock
) -> None:
    plex_tv.listed[0].addresses = [Address("http://127.0.0.1:9")]
    clock.after(2, plex_tv.confirm)

    code, said = table(world.stash.url, world.stash.api_key, "1", world.plex.url, "y", "y", "n")

    assert code == Exit.DONE
    assert "at none of its addresses" in said


def test_several_servers_are_chosen_from_and_those_of_others_left_out(
    table: Table, world: World, plex_tv: SimulatedPlexTv, clock: FakeClock
) -> None:
    plex_tv.listed[0].name = "Attic"
    with World.build(1) as other:
        other.plex.identity.machine_identifier = "another"
        plex_tv.add_server(other.plex).name = "Barn"
        plex_tv.add_server(other.plex, owned=False).name = "Neighbour"
        clock.after(2, plex_tv.confirm)

        code, said = table(world.stash.url, world.stash.api_key, "1", "1", "y", "y", "n")

    assert code == Exit.DONE
    assert "1. Attic" in said
    assert "2. Barn" in said
    assert "Neighbour" not in said


def test_after_a_wrong_key_the_next_answer_is_a_key_again(table: Table, world: World) -> None:
    _, *others = answers(world)

    code, said = table(world.stash.url, "wrong-key-4711", *others, "y", "n", "n")

    assert code == Exit.DONE
    assert "refuses this API key" in said
    assert "cannot be reached" not in said


def test_what_is_wrong_is_said_at_once_and_asked_again(table: Table, world: World) -> None:
    stash, plex = world.stash, world.plex

    code, said = table(
        "http://127.0.0.1:9",
        plex.url,
        stash.url,
        "wrong-key-4711",
        "",
        stash.url,
        stash.api_key,
        "7",
        BY_TOKEN,
        plex.url,
        "wrong-token-4711",
        BY_TOKEN,
        "",
        plex.token,
        "maybe",
        "y",
        "y",
        "n",
    )

    assert code == Exit.DONE
    for words in (
        "cannot be reached",
        "is not Stash",
        "refuses this API key",
        "Type a number up to 2",
        "refuses this token",
        "Type y or n",
    ):
        assert words in said


def test_libraries_are_picked_by_number(table: Table, world: World, file: Path) -> None:
    world.plex.add_section("Attic", ["/attic"])

    code, said = table(*answers(world)[:5], "3", "1", "y", "y", "n")

    assert code == Exit.DONE
    assert "Type numbers" in said
    assert tomllib.loads(file.read_text())["plex"]["libraries"] == ["Videos"]


def test_without_a_movie_library_it_waits_until_there_is_one(table: Table, world: World) -> None:
    world.plex.remove_section(world.sections["Videos"])

    code, said = table(
        *answers(world)[:5],
        "",
        lambda: world.plex.add_section("Clips", ["/media/clips"]),
        "",
        "y",
        "n",
    )

    assert code == Exit.DONE
    assert said.count("Plex has no movie library") == 2


def test_folders_can_be_typed(table: Table, world: World, file: Path) -> None:
    typed = ["n", "/data/clips", "/media/clips", "", "y", "y", "n"]

    code, said = table(*answers(world)[:5], *typed)

    assert code == Exit.DONE
    assert "/data/clips in Stash is /media/clips in Plex: 20 of 20 files agree" in said
    pair = {"stash": "/data/clips", "plex": "/media/clips"}
    assert tomllib.loads(file.read_text())["paths"] == [pair]


def test_folders_that_are_typed_and_fit_no_file_are_said_to_and_asked_for_again(
    table: Table, world: World, file: Path
) -> None:
    wrong = ["n", "/nowhere", "/media", "", ""]
    right = ["/data", "/media", "", "y", "y", "n"]

    code, said = table(*answers(world)[:5], *wrong, *right)

    assert code == Exit.DONE
    assert "/nowhere in Stash is /media in Plex: no file of the one is in the other" in said
    assert "Go by these folders [y/N]" in said
    assert tomllib.loads(file.read_text())["paths"] == [{"stash": "/data", "plex": "/media"}]


@pytest.mark.parametrize("answered", range(7))
def test_stopping_at_any_question_leaves_configuration_and_plex_as_they_were(
    table: Table, world: World, file: Path, answered: int
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    code, said = table(*answers(world)[:answered], stop)

    assert code == Exit.INTERRUPTED
    assert "the configuration and Plex are as they were" in said
    assert not file.exists()
    assert world.plex.writes == 0


def test_what_was_answered_is_taken_up_again(table: Table, world: World) -> None:
    table(*answers(world)[:5])

    code, said = table("y", "y", "n")

    assert code == Exit.DONE
    assert "Taking up what was answered before" in said
    assert table.door.folder.joinpath("home/.local/share/stashplex/setup.toml").exists() is False


def test_anew_forgets_what_was_answered(table: Table, world: World) -> None:
    table(*answers(world)[:5])
    table.asked = Asked(anew=True)

    code, said = table(*answers(world), "y", "n")

    assert code == Exit.DONE
    assert "Taking up" not in said


def test_a_configuration_that_is_there_is_shown_changed_and_kept_beside(
    table: Table, world: World
) -> None:
    config = table.door.folder / CONFIG
    config.write_text('# mine\n[stash]\nurl = "http://old:1"\n[sync]\nbatch_size = 7\n')

    code, said = table(*answers(world), "y", "n")

    assert code == Exit.DONE
    assert '"http://old:1" → ' in said
    assert f"is kept in {config}.1.bak" in said
    assert config.read_text().startswith("# mine\n")
    assert tomllib.loads(config.read_text())["sync"] == {"batch_size": 7}


def test_declining_to_write_writes_nothing(table: Table, world: World, file: Path) -> None:
    code, said = table(*answers(world), "n")

    assert code == Exit.INTERRUPTED
    assert "Nothing was written" in said
    assert not file.exists()


def test_the_end_as_json_tells_what_was_found_and_done(table: Table, world: World) -> None:
    table.as_json = True

    _, said = table(*answers(world), "y", "y", "n")
    answer = json.loads(next(line for line in said.splitlines() if line.startswith("{")))

    assert answer["libraries"] == ["Videos"]
    assert answer["folders"]["in_place"] == 20
    assert answer["first"]["changed"] == 5
    assert answer["everything"] is None
    assert len(answer["previewed"]) == 3


def test_beside_a_service_that_is_at_work_it_says_to_start_that_again(
    table: Table, world: World, file: Path, clock: FakeClock
) -> None:
    data = table.door.folder / "home" / ".local" / "share" / "stashplex"
    with open_database(data, now=clock.now()):
        code, said = table(*answers(world), "y", "y")

    assert code == Exit.USAGE
    assert file.exists()
    assert "start it again" in said
