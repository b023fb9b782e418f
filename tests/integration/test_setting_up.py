"""The set-up from nothing to a configuration, and what is wrong on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.setting_up import NOTHING, answer_all, answer_servers, bare_machine, set_up
from tests.worlds import FakeClock, make_world

from stashplex.app.setup.set_up import SetUp
from stashplex.config import load_settings
from stashplex.core.errors import (
    BadAnswer,
    ConfigError,
    CredentialsRefused,
    Incompatible,
    UnknownLibrary,
    Unreachable,
    WrongUsage,
)
from stashplex.core.secret import Secret
from stashplex.core.setting_up import Step
from stashplex.demo.stash.question import SystemState
from stashplex.demo.world import Layout, World

ELSEWHERE = Layout(stash_roots=("/data/clips",), plex_roots=("/media/clips",))
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 12, layout=ELSEWHERE) as running:
        yield running


@pytest.fixture
def setup(tmp_path: Path, clock: FakeClock) -> Iterator[SetUp]:
    begun = set_up(bare_machine(tmp_path), clock)
    yield begun
    begun.close()


def test_it_begins_with_the_usual_addresses_and_ends_with_a_file_that_others_cannot_read(
    setup: SetUp, world: World, tmp_path: Path
) -> None:
    first = setup.told()
    assert (first.stash_url, first.plex_url) == ("http://localhost:9999", "http://localhost:32400")

    answer_all(setup, world)
    kept = setup.keep()

    file = Path(kept.config)
    assert file.stat().st_mode & 0o777 == 0o600
    settings = load_settings(bare_machine(tmp_path), config_file=file)
    assert settings.plex.libraries == ("Videos",)
    assert [(one.stash, one.plex) for one in settings.paths] == [("/data", "/media")]
    assert settings.plex.token.reveal() == world.plex.token
    assert setup.step is Step.SYNC


def test_nothing_is_written_to_plex(setup: SetUp, world: World) -> None:
    before = world.plex.snapshot()
    answer_all(setup, world)
    setup.keep()
    assert world.plex.writes == 0
    assert world.plex.snapshot() == before


def test_the_folders_are_proposed_with_their_witnesses(setup: SetUp, world: World) -> None:
    answer_all(setup, world)
    folders = setup.told().folders
    assert folders is not None
    (root,) = folders.roots
    assert (root.agreeing, root.files) == (12, 12)
    assert (folders.files, folders.in_place, folders.elsewhere) == (12, 12, 0)


def test_three_scenes_are_shown_before_and_after(setup: SetUp, world: World) -> None:
    answer_all(setup, world)
    scenes = setup.told().scenes
    assert [one.verdict.ending for one in scenes] == ["changed"] * 3
    assert all(field.want for field in scenes[0].items[0].fields if field.action == "set")


def test_a_stash_without_a_login_needs_no_key_and_a_key_is_left_out(
    setup: SetUp, world: World
) -> None:
    world.stash.api_key = ""
    setup.try_stash(world.stash.url, Secret("a-key-nobody-asked-for"))
    seen = setup.told().stash
    assert seen is not None
    assert (seen.needs_key, seen.scenes) == (False, 12)
    assert not setup.given.api_key


@pytest.mark.parametrize(
    ("key", "words", "remedy"),
    [
        ("", "asks for a login: it needs its key", "Settings > Security"),
        ("wrong-key-4711", "refuses this API key", "Settings > Security"),
        ("two words", "holds a space", ""),
    ],
)
def test_a_wrong_key_is_told_from_a_missing_one(
    setup: SetUp, world: World, key: str, words: str, remedy: str
) -> None:
    with pytest.raises((CredentialsRefused, WrongUsage)) as caught:
        setup.try_stash(world.stash.url, Secret(key))
    assert words in caught.value.message
    assert remedy in caught.value.remedy
    assert setup.step is Step.STASH


def test_what_is_no_stash_and_no_plex_is_told_so(setup: SetUp, world: World) -> None:
    with pytest.raises(BadAnswer, match="is not Stash"):
        setup.try_stash(world.plex.url, Secret("wrong-key-4711"))
    with pytest.raises(BadAnswer, match="is not Plex"):
        setup.try_plex(world.stash.url, Secret("wrong-token-4711"))


def test_nobody_at_an_address_is_told_with_what_to_look_at(setup: SetUp) -> None:
    with pytest.raises(Unreachable) as caught:
        setup.try_stash(NOBODY, NOTHING)
    assert "In a container" in caught.value.remedy
    with pytest.raises(Unreachable):
        setup.try_plex(NOBODY, Secret("any"))


def test_a_stash_that_is_not_set_up_says_so_itself(setup: SetUp, world: World) -> None:
    world.stash.state = SystemState.NEEDS_MIGRATION
    with pytest.raises(Incompatible, match="not ready"):
        setup.try_stash(world.stash.url, Secret(world.stash.api_key))


def test_a_wrong_token_and_one_of_a_guest_are_refused(setup: SetUp, world: World) -> None:
    with pytest.raises(CredentialsRefused, match="refuses this token"):
        setup.try_plex(world.plex.url, Secret("wrong-token-4711"))
    guest = world.plex.add_user("guest")
    with pytest.raises(CredentialsRefused, match="not of the owner"):
        setup.try_plex(world.plex.url, Secret(guest))
    with pytest.raises(WrongUsage, match="needs a token"):
        setup.try_plex(world.plex.url, NOTHING)


def test_a_secret_that_is_known_goes_to_no_other_address(
    setup: SetUp, world: World, clock: FakeClock
) -> None:
    answer_servers(setup, world)
    with make_world(clock, 1) as other:
        with pytest.raises(CredentialsRefused, match="needs its key"):
            setup.try_stash(other.stash.url, NOTHING)
        with pytest.raises(WrongUsage, match="needs a token"):
            setup.try_plex(other.plex.url, NOTHING)
    setup.try_stash(world.stash.url, NOTHING)
    setup.try_plex(world.plex.url, NOTHING)


def test_without_a_movie_library_it_waits_for_one(setup: SetUp, world: World) -> None:
    world.plex.remove_section(world.sections["Videos"])
    answer_servers(setup, world)
    with pytest.raises(UnknownLibrary, match="no movie library"):
        setup.choose_libraries(["Videos"])
    world.plex.add_section("Clips", ["/media/clips"])
    setup.list_libraries()
    setup.choose_libraries(["clips"])
    setup.background.wait()
    assert setup.given.libraries == ("Clips",)


def test_a_library_that_is_not_there_and_none_are_refused(setup: SetUp, world: World) -> None:
    answer_servers(setup, world)
    with pytest.raises(UnknownLibrary, match="'Attic'"):
        setup.choose_libraries(["Attic"])
    with pytest.raises(WrongUsage, match="No library"):
        setup.choose_libraries([])


def test_half_a_pair_of_folders_is_refused(setup: SetUp, world: World) -> None:
    answer_servers(setup, world)
    setup.choose_libraries(["Videos"])
    setup.background.wait()
    with pytest.raises(WrongUsage, match="half of a pair"):
        setup.choose_folders([("/data", " ")])


def test_folders_that_fit_no_file_are_shown_as_such(setup: SetUp, world: World) -> None:
    answer_servers(setup, world)
    setup.choose_libraries(["Videos"])
    setup.background.wait()
    setup.choose_folders([("/data", "/wrong")])
    setup.background.wait()
    given = setup.told().given
    assert given is not None
    assert (given.in_place, given.elsewhere) == (0, 12)


def test_a_server_that_goes_away_meanwhile_is_told_and_tried_again(
    setup: SetUp, world: World
) -> None:
    answer_servers(setup, world)
    world.plex.stop()
    setup.choose_libraries(["Videos"])
    setup.background.wait()
    told = setup.told()
    assert told.error is not None
    assert told.error.type == "Unreachable"
    assert told.folders is None
    world.plex.start()
    setup.choose_libraries(["Videos"])
    setup.background.wait()
    assert setup.told().error is None
    assert setup.told().folders is not None


def test_a_half_finished_set_up_is_taken_up_again(
    setup: SetUp, world: World, tmp_path: Path, clock: FakeClock
) -> None:
    answer_servers(setup, world)
    draft = Path(setup.draft)
    assert draft.stat().st_mode & 0o777 == 0o600

    later = set_up(bare_machine(tmp_path), clock)
    assert later.is_taken_up
    later.try_stash(later.given.stash_url, NOTHING)
    later.try_plex(later.given.plex_url, NOTHING)
    assert later.step is Step.LIBRARIES

    answer_all(later, world)
    later.keep()
    assert not draft.exists()
    assert not set_up(bare_machine(tmp_path), clock).is_taken_up


def test_starting_over_forgets_what_was_answered(
    setup: SetUp, world: World, tmp_path: Path, clock: FakeClock
) -> None:
    answer_servers(setup, world)
    setup.start_over()
    assert setup.step is Step.STASH
    assert not setup.given.token
    assert not set_up(bare_machine(tmp_path), clock).is_taken_up


def test_another_answer_takes_back_what_came_after_it(setup: SetUp, world: World) -> None:
    answer_all(setup, world)
    setup.try_stash(world.stash.url, NOTHING)
    assert setup.step is Step.LIBRARIES
    with pytest.raises(WrongUsage, match="answered before"):
        setup.keep()


def test_a_configuration_that_is_there_is_kept_but_for_what_was_asked(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    file = tmp_path / "stashplex.toml"
    file.write_text('# mine\n[plex]\nurl = "http://old:1" # old\n[sync]\nbatch_size = 7\n')
    setup = set_up(bare_machine(tmp_path), clock)
    answer_all(setup, world)
    changes = {one.key: (one.before, one.after) for one in setup.told().changes}
    assert changes["plex.url"] == ('"http://old:1"', f'"{world.plex.url}"')
    assert changes["plex.token"] == ("", "set")
    kept = setup.keep()
    assert kept.copy is not None
    assert "http://old:1" in Path(kept.copy).read_text()
    assert file.read_text().startswith("# mine\n")
    settings = load_settings(bare_machine(tmp_path))
    assert (settings.sync.batch_size, settings.plex.url) == (7, world.plex.url)


def test_a_variable_that_wins_over_the_file_is_named(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    machine = bare_machine(tmp_path, STASHPLEX_PLEX__URL="http://old:1")
    setup = set_up(machine, clock)
    answer_all(setup, world)
    (warning,) = setup.keep().warnings
    assert "STASHPLEX_PLEX__URL" in warning


def test_a_folder_that_cannot_be_written_is_refused_and_nothing_is_lost(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "a-file").write_text("")
    setup = set_up(bare_machine(tmp_path), clock, config_file=tmp_path / "a-file" / "c.toml")
    answer_all(setup, world)
    with pytest.raises(ConfigError, match=r"cannot be (read|written)"):
        setup.keep()
    assert setup.step is Step.PREVIEW
    setup.close()


def test_no_secret_is_in_what_is_told(setup: SetUp, world: World) -> None:
    answer_all(setup, world)
    told = repr(setup.told())
    for secret in (world.stash.api_key, world.plex.token):
        assert secret not in told
